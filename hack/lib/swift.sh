# shellcheck shell=bash
# The Swift toolchain, and the C libraries that the package links to.

MINIMUM_SWIFT=6.3

check_swift() {
  local said version
  DRIVER_USED_SINCE=$(date +%Y%m%d%H%M.%S)
  command -v swift >/dev/null || fail "please install Swift $MINIMUM_SWIFT: https://www.swift.org/install"
  said=$(swift --version 2>&1) || fail "$(command -v swift) does not start: $said"
  version=$(sed -n -E 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' <<<"$said" | head -n 1)
  [[ $(printf '%s\n' "$MINIMUM_SWIFT" "$version" | sort -V | head -n 1) == "$MINIMUM_SWIFT" ]] ||
    fail "Swift $MINIMUM_SWIFT is needed, and $(command -v swift) is $version: https://www.swift.org/install"
  need_library yaml.h libyaml-dev libyaml
  need_library zlib.h zlib1g-dev zlib
}

# need_library HEADER DEBIAN-PACKAGE HOMEBREW-FORMULA
need_library() {
  if echo "#include <$1>" | clang -E -x c - >/dev/null 2>&1; then return; fi
  if [[ $(uname -s) == Darwin ]]; then
    [[ -e /opt/homebrew/include/$1 || -e /usr/local/include/$1 ]] || fail "please install: brew install $3 pkg-config"
    return
  fi
  is_debian || fail "please install the development files of $3 (<$1> is missing)"
  install_packages "$2"
}

# remove_driver_remains: Swift's driver leaves directories among the temporary files, several each time, that hold nothing but
# a mark. Those made since check_swift are ours, unless another build is at work.
remove_driver_remains() {
  local since directory
  ! pgrep '^swift' >/dev/null || return 0
  since=$(mktemp)
  touch -t "$DRIVER_USED_SINCE" "$since"
  for directory in "${TMPDIR:-/tmp}"/TemporaryDirectory.*; do
    if [[ -O $directory && $directory -nt $since && $(ls -A "$directory") == .keep-directory ]]; then
      rm -f "$directory/.keep-directory"
      rmdir "$directory" 2>/dev/null || true
    fi
  done
  rm -f "$since"
}

# build_release PRODUCT…: optimized as deploy/Containerfile does it.
build_release() {
  local product
  for product; do
    swift build --configuration release -Xswiftc -cross-module-optimization --product "$product" --quiet
  done
}

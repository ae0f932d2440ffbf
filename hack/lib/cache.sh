# shellcheck shell=bash
# The cache that all clusters of a user share: what is slow to get is made once, and appears there only when complete.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/podpattern

# cached DIRECTORY COMMAND…: makes DIRECTORY unless it exists. COMMAND is given a temporary directory to fill; of several
# runs at once, one makes it and the others wait.
cached() {
  local directory=$1 partial=$1.partial
  shift
  [[ -d $directory ]] && return 0
  mkdir -p "${directory%/*}"
  (
    if ! flock --nonblock 9; then
      say "waiting for another run that makes ${directory##*/}"
      flock 9
    fi
    [[ -d $directory ]] && exit 0
    rm -rf "$partial"
    mkdir "$partial"
    "$@" "$partial" || exit 1
    mv "$partial" "$directory"
  ) 9>"$directory.lock"
}

# shellcheck shell=bash
# Container images for the node. It pulls from no registry: images come as archives.

PAUSE_IMAGE=localhost/pause:1

# load_images ARCHIVE…
load_images() {
  local archive
  for archive in "$@"; do
    [[ -f $archive ]] || fail "there is no image archive $archive"
    detail "loading ${archive##*/}"
    ctr_in_box images import - <"$archive" >/dev/null || fail "containerd could not import $archive"
  done
}

# pause_image: the archive of the image that holds a pod's namespaces open.
pause_image() {
  local archive=$CACHE/pause.tar catatonit
  if [[ ! -f $archive ]]; then
    catatonit=$(unpacked catatonit) || exit 1
    mkdir -p "$CACHE"
    "$here/node/image" --name "$PAUSE_IMAGE" --entrypoint '["/pause", "-P"]' --output "$archive" \
      "$catatonit/usr/bin/catatonit=/pause" >&2 || fail "no pause image could be made"
  fi
  printf '%s\n' "$archive"
}

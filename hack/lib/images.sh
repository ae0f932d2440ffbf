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
  local catatonit directory
  catatonit=$(unpacked catatonit) || exit 1
  directory=$CACHE/pause-$(cat "$here/node/image" - <<<"$catatonit" | cksum | cut -d ' ' -f 1)
  cached "$directory" make_pause_image "$catatonit" || fail "no pause image could be made"
  printf '%s\n' "$directory/pause.tar"
}

# make_pause_image CATATONIT DIRECTORY
make_pause_image() {
  "$here/node/image" --name "$PAUSE_IMAGE" --entrypoint '["/pause", "-P"]' --output "$2/pause.tar" \
    "$1/usr/bin/catatonit=/pause" >&2
}

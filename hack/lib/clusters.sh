# shellcheck shell=bash
# A cluster is a directory: everything about it is below it, and when the directory is gone, so is the cluster.

CLUSTERS=${TMPDIR:-/tmp}/podpattern-cluster
CLUSTER=""   # the directory of the cluster at hand

# choose_cluster NAME
choose_cluster() {
  [[ $1 =~ ^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$ ]] || fail "--name $1: lower-case letters, digits and '-', at most 32"
  if [[ -e $CLUSTERS && ! -O $CLUSTERS ]]; then
    fail "$CLUSTERS belongs to another user: please set TMPDIR to a directory of your own"
  fi
  CLUSTER=$CLUSTERS/$1
}

# lock_cluster: one run at a time changes a cluster. The lock is beside the directory, since `down` removes that.
lock_cluster() {
  for _ in {1..100}; do
    (umask 077 && mkdir -p "$CLUSTERS") || break
    # The end of another cluster may have removed the directory again.
    if ! { exec 9>"$CLUSTER.lock"; } 2>/dev/null; then continue; fi
    command -v flock >/dev/null || return 0
    flock 9
    # Who held it before may have removed the file: then the lock that counts is another one.
    if [[ $CLUSTER.lock -ef /dev/fd/9 ]]; then return 0; fi
  done
  fail "the lock $CLUSTER.lock cannot be had"
}

unlock_cluster() {
  rm -f "$CLUSTER.lock"
  rmdir "$CLUSTERS" 2>/dev/null || true
}

cluster_names() {
  local directory
  for directory in "$CLUSTERS"/*/; do
    [[ ! -d $directory ]] || basename "$directory"
  done
}

# setting KEY [VALUE]: remembers a fact about the cluster, or prints it.
setting() {
  if (($# == 2)); then
    printf '%s\n' "$2" >"$CLUSTER/settings/$1"
  else
    cat "$CLUSTER/settings/$1" 2>/dev/null || true
  fi
}

# healthy: it came up completely, and all that was started still runs.
healthy() {
  local name
  [[ $(setting state) == up ]] || return 1
  for name in $(components); do running "$name" || return 1; done
}

# remove_cluster: whatever is left of it, also of one that came up only half.
remove_cluster() {
  local name
  for name in $(components); do stop "$name"; done
  if [[ -d $CLUSTER/node ]]; then clean_node; fi
  rm -rf "$CLUSTER"
}

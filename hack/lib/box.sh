# shellcheck shell=bash
# With a node, all of a cluster lives in a box of namespaces (mounts, network, processes): nothing of it outlives the box.

# No proxy can be reached from the box, and none has the pods' addresses.
NO_PROXY_AT_ALL=("no_proxy=*" "NO_PROXY=*")

in_box() { [[ -n $(setting box) ]]; }

# enter_cluster: from here on, programs are started where the cluster's others run.
enter_cluster() {
  BOX=()
  if in_box; then
    BOX=(nsenter --mount --net --pid --target "$(setting box)" -- env "PATH=$(setting path)" "${NO_PROXY_AT_ALL[@]}")
  fi
}

make_box() {
  local home=$CLUSTER/node containerd plugins
  mkdir -p "$home"/{log,overlay,overlay-work,sysctl}
  containerd=$(unpacked containerd runc)
  plugins=$(unpacked containernetworking-plugins)
  setting cni "$plugins/usr/lib/cni"
  setting path "$containerd/usr/bin:$containerd/usr/sbin:$PATH"
  record_host_sysctls
  make_cgroups
  start box unshare --mount --net --pid --fork --kill-child --propagation private \
    bash "$here/node/box" "$home" "$NODE_IP"
  wait_until 20 "the box is ready" box test -e "$home/box-is-ready" || fail "the box of namespaces could not be made"
  record box-init "$(ps -o pid= --ppid "$(process_of box)" | tr -d ' ')"
  setting box "$(process_of box-init)"
  enter_cluster
  start_gate
}

# start_gate: brings the API server's port, in the box, to the same port of the host's loopback. One kubeconfig serves both.
start_gate() {
  start_on_host gate python3 "$here/node/gate" "$(setting box)" "$CLUSTER/node/port"
  wait_until 20 "the gate is open" gate test -s "$CLUSTER/node/port" || fail "no port of the host could be taken"
  setting port "$(cat "$CLUSTER/node/port")"
}

start_on_host() {
  BOX=()
  start "$@"
  enter_cluster
}

# clean_node: what the end of the box leaves on the host.
clean_node() {
  local directory
  for directory in $(cgroup_directories); do
    for _ in {1..40}; do
      find "$directory" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [[ ! -d $directory ]] && break
      sleep 0.05
    done
  done
  restore_host_sysctls
}

# shellcheck shell=bash
# Whether this machine can be a node, on which pods really run.

# can_have_node: pods run only where this machine lets us make a node.
can_have_node() {
  [[ $(uname -s) == Linux && $(id -u) == 0 ]] && is_debian &&
    { [[ -z ${KUBEBUILDER_ASSETS:-} ]] || [[ -x $KUBEBUILDER_ASSETS/kubelet ]]; }
}

check_node_host() {
  [[ $(uname -s) == Linux ]] || fail "--node needs Linux"
  [[ $(id -u) == 0 ]] || fail "--node makes namespaces and mounts: please run it as root"
  case $CLUSTERS/ in /run/* | /var/lib/* | /var/log/*) fail "--node needs a TMPDIR outside /run, /var/lib and /var/log" ;; esac
  need unshare util-linux ip iproute2 iptables iptables
}

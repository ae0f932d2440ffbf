# shellcheck shell=bash
# Whether this machine can be a node, on which pods really run.

can_have_node() { [[ -z $(why_no_node) ]]; }

# why_no_node: prints what this machine lacks, or nothing.
why_no_node() {
  if [[ $(uname -s) != Linux ]]; then
    echo "pods need Linux"
  elif [[ $(id -u) != 0 ]]; then
    echo "pods need root, for namespaces and mounts"
  elif [[ -n ${KUBEBUILDER_ASSETS:-} && ! -x $KUBEBUILDER_ASSETS/kubelet ]]; then
    echo "pods need a kubelet, and there is none in KUBEBUILDER_ASSETS"
  elif ! is_debian_12; then
    echo "pods need Debian 12, whose packages the node is made of"
  elif ! unshare --mount --net --pid --fork --mount-proc true 2>/dev/null; then
    echo "pods need the right to make namespaces and mounts, which this container does not have"
  elif ! can_make_cgroups; then
    echo "pods need cgroups, and those of this machine cannot be written"
  fi
}

is_debian_12() { is_debian && (source /etc/os-release && [[ $ID-$VERSION_ID == debian-12 ]]); }

can_make_cgroups() {
  local probe=/sys/fs/cgroup
  if [[ ! -f $probe/cgroup.controllers ]]; then probe+=/memory; fi
  probe+=/podpattern-probe-$$
  mkdir "$probe" 2>/dev/null && rmdir "$probe"
}

check_node_host() {
  local lack
  lack=$(why_no_node)
  [[ -z $lack ]] || fail "--node: $lack"
  case $CLUSTERS/ in /run/* | /var/lib/* | /var/log/*) fail "--node needs a TMPDIR outside /run, /var/lib and /var/log" ;; esac
  need unshare util-linux ip iproute2 iptables iptables
}

# shellcheck shell=bash
# What no namespace keeps in the box: cgroups, and values of the host's kernel. Both are put back when the box is gone.

# Each cluster gets a cgroup of its own, below which kubelet makes those of the pods.
cgroup_name() { printf '/podpattern-%s' "$(basename "$CLUSTER")"; }

cgroup_directories() {
  local directory
  for directory in /sys/fs/cgroup"$(cgroup_name)" /sys/fs/cgroup/*"$(cgroup_name)"; do
    if [[ -d $directory ]]; then printf '%s\n' "$directory"; fi
  done
}

make_cgroups() {
  local parent directory file controller controllers
  if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
    read -r -a controllers </sys/fs/cgroup/cgroup.controllers
    for controller in "${controllers[@]}"; do
      echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control || true
    done 2>/dev/null
    mkdir -p "/sys/fs/cgroup$(cgroup_name)"
    return
  fi
  for parent in /sys/fs/cgroup/*/; do
    directory=${parent%/}$(cgroup_name)
    mkdir -p "$directory" 2>/dev/null || continue
    for file in cpuset.cpus cpuset.mems; do
      if [[ -f $directory/$file ]]; then cat "$parent/$file" >"$directory/$file"; fi
    done
  done
}

# Values of the host's kernel that a privileged pod can change, since no namespace holds them: `down` puts them back.
HOST_SYSCTLS="vm/max_map_count vm/swappiness vm/overcommit_memory fs/file-max fs/nr_open fs/aio-max-nr
  fs/inotify/max_user_watches fs/inotify/max_user_instances kernel/pid_max kernel/threads-max"

record_host_sysctls() {
  local other=("$CLUSTERS"/*/node/sysctl/vm) name
  # Another node that runs may have changed them already: its record is the one to keep.
  if [[ -e ${other[0]} ]]; then
    cp -r "${other[0]%/vm}/." "$CLUSTER/node/sysctl/"
    return
  fi
  for name in $HOST_SYSCTLS; do
    mkdir -p "$CLUSTER/node/sysctl/${name%/*}"
    cat "/proc/sys/$name" >"$CLUSTER/node/sysctl/$name" 2>/dev/null || true
  done
}

restore_host_sysctls() {
  local name others=("$CLUSTERS"/*/node/sysctl/vm) old
  ((${#others[@]} == 1)) || return 0
  for name in $HOST_SYSCTLS; do
    old=$(cat "$CLUSTER/node/sysctl/$name" 2>/dev/null) || continue
    if [[ -n $old && $old != "$(cat "/proc/sys/$name")" ]]; then
      detail "putting back ${name//\//.} = $old"
      printf '%s\n' "$old" >"/proc/sys/$name"
    fi
  done
}

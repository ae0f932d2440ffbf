# shellcheck shell=bash
# Harm done to a cluster on purpose: components that end and come back, and versions that etcd forgets.

command_stop() { end_components TERM; }

command_kill() { end_components KILL; }

command_start() {
  local name
  lock_cluster
  enter_cluster
  [[ $(setting state) == up ]] || fail "there is no cluster $(basename "$CLUSTER")"
  check_components
  # Each needs those before it.
  for name in etcd kube-apiserver $(harmable); do
    if ! chosen "$name" || running "$name"; then continue; fi
    start_again "$name"
    works "$name" || fail "$name did not start"
  done
}

command_compact() {
  need_cluster
  ${BOX[@]+"${BOX[@]}"} python3 - "http://127.0.0.1:$(setting etcd-port)" <<'PYTHON'
import json, sys, urllib.request

def ask(path, body):
    request = urllib.request.Request(sys.argv[1] + path, json.dumps(body).encode())
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return json.load(direct.open(request, timeout=30))

revision = ask("/v3/kv/range", {"key": "AA=="})["header"]["revision"]
ask("/v3/kv/compaction", {"revision": revision, "physical": True})
PYTHON
}

end_components() {
  local name
  ((${#arguments[@]})) || fail "a component is missing; there are: $(harmable | paste -s -d ' ')"
  lock_cluster
  enter_cluster
  [[ $(setting state) == up ]] || fail "there is no cluster $(basename "$CLUSTER")"
  check_components
  for name in "${arguments[@]}"; do end "$name" "$1" "$(program_of "$name")"; done
}

# program_of NAME: its process; in a box it is the child of the one that entered the box.
program_of() {
  if in_box; then ps -o pid= --ppid "$(process_of "$1")" | tr -d ' '; else process_of "$1"; fi
}

# chosen NAME: the command line names it, or none at all.
chosen() { ((${#arguments[@]} == 0)) || printf '%s\n' "${arguments[@]}" | grep -qx "$1"; }

check_components() {
  local name
  for name in ${arguments[@]+"${arguments[@]}"}; do
    harmable | grep -qx "$name" || fail "there is no component $name; there are: $(harmable | paste -s -d ' ')"
  done
}

# harmable: the components that can be ended and started; a box is what the others live in.
harmable() { components | grep -vxE 'box|box-init|gate' || true; }

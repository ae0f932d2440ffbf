# shellcheck shell=bash
# What the demo needs before its story begins and cleans up after it: the cluster, the program, the operator's process.

OPERATOR="system:serviceaccount:podpattern-system:podpattern"
OPERATOR_PROCESS=""

# prepare: builds the program and brings up the cluster, side by side.
prepare() {
  local building
  in_background build_program
  building=$!
  if $with_node; then
    attended hack/node/images.sh busybox nginx:1.29 elasticsearch >"$work/images"
    attended hack/cluster up --name "$cluster" --node --images "$(cat "$work/images")" >/dev/null
  else
    attended hack/cluster up --name "$cluster" >/dev/null
  fi
  use_cluster "$cluster"
  awaited "$building" || fail "the build failed"
  program=$(cat "$work/program")
}

# build_program: a release build is taken where there is one of just these sources; else a debug build, which is made
# faster.
build_program() {
  local release=.build/release/podpattern changed
  if [[ -x $release ]]; then
    # Directories, too: theirs is the time at which a file of them was deleted.
    changed=$(find Package.swift Sources -newer "$release" -print -quit)
    if [[ -z $changed ]]; then
      echo "$PWD/$release" >"$work/program"
      return
    fi
  fi
  say "building podpattern (debug)"
  swift build --product podpattern >"$work/build.log" 2>&1 || { show_log "$work/build.log"; return 1; }
  echo "$(swift build --show-bin-path)/podpattern" >"$work/program"
  detail "podpattern is built"
}

# start_operator: outlives this run only with --keep.
start_operator() {
  in_background operator
  OPERATOR_PROCESS=$!
  wait_for 30 "the operator is ready" operator_is_ready
}

operator() {
  exec nohup "$program" run --kubeconfig "$work/operator.kubeconfig" --allow-privileged --log-format text \
    >"$work/operator.log" 2>&1 </dev/null
}

operator_is_ready() {
  kill -0 "$OPERATOR_PROCESS" && grep -q "starting workers" "$work/operator.log"
}

on_node() { hack/cluster exec --name "$cluster" -- "$@"; }

# show_evidence: what helps to understand why the demo broke.
show_evidence() {
  if [[ -f $work/operator.log ]]; then show_log "$work/operator.log"; fi
  if [[ -n ${KUBECONFIG:-} ]]; then
    {
      kubectl -n search get podpatterns,deployments,pods
      kubectl -n search describe podpatterns,pods | tail -n 60
    } 2>&1 | sed 's/^/    /' >&2 || true
  fi
}

# leave_running: with --keep, how to go on and how to end it.
leave_running() {
  cat <<TEXT

Left running:
  export KUBECONFIG=$(printf %q "$KUBECONFIG")
  the operator is process $OPERATOR_PROCESS, its log $work/operator.log
Try:
  kubectl -n search get podpatterns
$(try_on_node)
End it:
  kill $OPERATOR_PROCESS; hack/cluster down --name $cluster; rm -r $(printf %q "$work")
TEXT
}

try_on_node() {
  if $with_node; then
    # shellcheck disable=SC2016  # the person's shell expands it
    printf '  hack/cluster exec --name %s -- curl -k https://$(%s):9200' "$cluster" \
      'kubectl -n search get service elasticsearch -o jsonpath={.spec.clusterIP}'
  fi
}

clean() {
  if $kept; then return; fi
  end_background
  remove_driver_remains
  take_down "$cluster"
  rm -rf "$work"
}

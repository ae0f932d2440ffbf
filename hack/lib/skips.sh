# shellcheck shell=bash
# Tests that did not run, and why. A run that leaves out what this machine could run is no success: the reasons are judged.

# expected_skips: the beginnings of the reasons that a whole run has here, one a line.
expected_skips() {
  local node_minor=${PODPATTERN_TEST_NODE_MINOR:-}
  [[ -n ${PODPATTERN_TEST_FLUENT_BIT:-} ]] || echo "needs Fluent Bit"
  if ! $with_cluster; then
    printf '%s\n' "needs an API server" "needs a node"
    return
  fi
  later_than "$cluster_minor" "needs an API server of Kubernetes"
  ((cluster_minor < 36)) || echo "needs an API server that is older than"
  [[ -z $node_minor ]] || later_than "$node_minor" "needs a node of Kubernetes"
}

# later_than MINOR TEXT: the text with each release after 1.MINOR.
later_than() {
  local minor
  for ((minor = $1 + 1; minor < 100; minor++)); do echo "$2 1.$minor"; done
}

# skips LOG: the reason of each test that was left out, one a line. Of a suite that was left out all tests are listed.
skips() {
  LC_ALL=C sed -n -E -e 's/^.*➜ Test .* skipped: "(.*)"$/\1/p' -e 's/^.*➜ Test .* skipped\.$/(a test gives no reason)/p' "$1"
}

# unexpected_skips LOG
unexpected_skips() { skips "$1" | reasons_not_beginning_with "$(expected_skips)"; }

# reasons_not_beginning_with BEGINNINGS: those of the input.
reasons_not_beginning_with() {
  BEGINNINGS=$1 awk '
    BEGIN { count = split(ENVIRON["BEGINNINGS"], beginnings, "\n") }
    { for (i = 1; i <= count; i++) if (beginnings[i] != "" && index($0, beginnings[i]) == 1) next; print }'
}

# counted: each line of the input once, with how often it is there.
counted() { sort | uniq -c | sort -rn; }

# finished_tests LOG: how many ran to their end.
finished_tests() { LC_ALL=C grep -cE ' Test ("|[^ ]+\().* (passed|failed) after [0-9.]+ seconds' "$1" || true; }

# judge_skips LOG: says what ran and what did not; where CI is set, an unexpected reason is a failure.
judge_skips() {
  local left_out reasons unexpected
  left_out=$(skips "$1" | wc -l)
  reasons=$(skips "$1" | counted)
  say "$(finished_tests "$1") tests ran, $((left_out)) were left out; reasons: $(grep -c . <<<"$reasons")"
  [[ -z $reasons ]] || say "$reasons"
  unexpected=$(unexpected_skips "$1" | counted)
  [[ -n $unexpected ]] || return 0
  say "not to be expected here:"
  say "$unexpected"
  [[ -z ${CI:-} ]]
}

# shellcheck shell=bash
# How the demo talks: chapters, the commands that a person would type with their results, and what each of them proves.
# The story goes to stdout; colours only where a person looks on.

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' CYAN=$'\e[36m' PLAIN=$'\e[0m'
else
  BOLD="" DIM="" GREEN="" RED="" CYAN="" PLAIN=""
fi

PROVEN=0      # claims that held
SKIPPED=()    # what could not be shown, and why
OUTPUT=""     # what the last command printed

chapter() { printf '\n%s━━ %s%s\n' "$BOLD$CYAN" "$1" "$PLAIN"; }

tell() { printf '%s\n' "$*"; }

# run COMMAND-LINE: shown as it would be typed, then run, with its output below it. The demo ends where it fails.
run() {
  type_in '$' "$1"
  if ! perform "$1"; then broken "this command failed"; fi
}

# run_refused COMMAND-LINE: the same for a command that has to fail.
run_refused() {
  type_in '$' "$1"
  if perform "$1"; then broken "this command should have been refused"; fi
}

# run_on_node COMMAND-LINE: the same in the node's network, where pods and Services have their addresses.
run_on_node() {
  type_in 'node$' "$1"
  if ! perform "on_node $1"; then broken "this command failed"; fi
}

type_in() { printf '%s%s%s %s%s\n' "$DIM" "$1" "$PLAIN$BOLD" "$2" "$PLAIN"; }

perform() {
  local status=0
  attended eval "$1" >"$work/output" 2>&1 || status=$?
  OUTPUT=$(cat "$work/output")
  if [[ -n $OUTPUT ]]; then printf '    %s\n' "${OUTPUT//$'\n'/$'\n'    }"; fi
  return "$status"
}

# claim TEXT CONDITION…: one thing that the demo promises; it ends where one does not hold.
claim() {
  local text=$1
  shift
  if ! "$@" >/dev/null 2>&1; then broken "not so: $text"; fi
  PROVEN=$((PROVEN + 1))
  printf '  %s✓%s %s\n' "$GREEN" "$PLAIN" "$text"
}

# skip WHAT REASON
skip() {
  SKIPPED+=("$1: $2")
  printf '  %sskipped: %s (%s)%s\n' "$DIM" "$1" "$2" "$PLAIN"
}

# wait_for SECONDS WHAT CONDITION…
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then broken "waited in vain: $what"; fi
    sleep 0.1
  done
}

output_has() { grep -qE -- "$1" <<<"$OUTPUT"; }

output_is() { [[ $OUTPUT == "$1" ]]; }

# broken WHY: the demo did not keep a promise; what is known about it follows.
broken() {
  printf '  %s✗ %s%s\n' "$RED" "$1" "$PLAIN"
  show_evidence
  exit 1
}

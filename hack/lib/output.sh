# shellcheck shell=bash
# What the scripts tell a person: short lines on stderr, so that stdout stays free for results.

say() { printf '%s\n' "$*" >&2; }
detail() { printf '  %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# duration SECONDS: 75 -> "1 min 15 s"
duration() {
  if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi
}

# show_log FILE: the end of a log, indented, so that a failure explains itself.
show_log() {
  [[ -s $1 ]] || { detail "(${1##*/} is empty)"; return 0; }
  say "the end of ${1##*/}:"
  tail -n 20 "$1" | cut -c 1-400 | sed 's/^/    /' >&2
}

# with_progress LOG COMMAND…: runs COMMAND with its output in LOG and says every half minute that it is still at work.
# The command is a process group of its own, so that an interruption ends all of it.
with_progress() (
  log=$1 began=$SECONDS next=30 status=0
  shift
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  job=$!
  set +m
  # shellcheck disable=SC2016  # the trap expands it
  at_end 'kill -TERM -- "-$job" 2>/dev/null || true'
  while kill -0 "$job" 2>/dev/null; do
    sleep 0.5
    if ((SECONDS - began >= next)); then
      detail "still at work after $(duration $((SECONDS - began)))"
      next=$((next + 30))
    fi
  done
  wait "$job" || status=$?
  ((status == 0)) || show_log "$log"
  return "$status"
)

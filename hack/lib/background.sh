# shellcheck shell=bash
# Programs that work beside a script. Each has a process group of its own, so that it can be ended with all that it
# started.

BACKGROUND=()

# in_background COMMAND…: its process is $! afterwards.
in_background() {
  set -m
  "$@" &
  set +m
  BACKGROUND+=("$!")
}

# end_background [PROCESS…]: ends these, or all; returns when they are gone.
end_background() {
  local process
  (($#)) || set -- ${BACKGROUND[@]+"${BACKGROUND[@]}"}
  for process; do kill -TERM -- "-$process" 2>/dev/null || true; done
  for process; do wait "$process" 2>/dev/null || true; done
}

# shellcheck shell=bash
# Programs that work beside a script, and how it waits for them. Each has a process group of its own, so that a Ctrl-C is
# for the script alone, which ends them with all that they started.

BACKGROUND=()

# in_background COMMAND…: its process is $! afterwards. It gets no input: the terminal stops who reads in the background.
in_background() {
  set -m
  "$@" </dev/null &
  set +m
  BACKGROUND+=("$!")
}

# attended COMMAND…: runs it to its end. A signal ends the script at once; bash would otherwise finish the command first.
attended() {
  in_background "$@"
  awaited "$!"
}

# awaited PROCESS: waits for it, and has its exit code.
awaited() {
  local status=0
  wait "$1" || status=$?
  forget "$1"
  return "$status"
}

# forget PROCESS: its number may be another program's from now on.
forget() {
  local process remaining=()
  for process in ${BACKGROUND[@]+"${BACKGROUND[@]}"}; do [[ $process == "$1" ]] || remaining+=("$process"); done
  BACKGROUND=(${remaining[@]+"${remaining[@]}"})
}

# end_background [PROCESS…]: ends these, or all; returns when they are gone, with all that they started.
end_background() {
  local process deadline=$((SECONDS + 30)) started=()
  (($#)) || set -- ${BACKGROUND[@]+"${BACKGROUND[@]}"}
  (($#)) || return 0
  while read -r process; do started+=("$process"); done < <(with_descendants "$@")
  for process in ${started[@]+"${started[@]}"}; do kill -TERM "$process" 2>/dev/null || true; done
  for process in ${started[@]+"${started[@]}"}; do
    while is_alive "$process"; do
      if ((SECONDS >= deadline)); then kill -KILL "$process" 2>/dev/null || true; fi
      sleep 0.1
    done
  done
  for process; do forget "$process"; done
}

# with_descendants PROCESS…: these, and whatever they started: SwiftPM, for one, gives what it starts groups of their own.
# One that has ended is not there, although its number may be another program's.
with_descendants() {
  ps -A -o pid= -o ppid= | awk -v first="$*" -v script="$$" '
    { parent[$1] = $2; children[$2] = children[$2] " " $1 }
    END {
      given = split(first, processes)
      for (i = 1; i <= given; i++) if (parent[processes[i]] == script) found[++count] = processes[i]
      for (i = 1; i <= count; i++) {
        print found[i]
        more = split(children[found[i]], started)
        for (j = 1; j <= more; j++) found[++count] = started[j]
      }
    }'
}

is_alive() {
  local state
  state=$(ps -o stat= -p "$1") && [[ $state != Z* ]]
}

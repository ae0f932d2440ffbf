# shellcheck shell=bash
# Long-running programs of a cluster: each has a log and a record of its process, and is found again by any later run.

BOX=()   # the command that enters the cluster's box of namespaces; empty when its programs run on the host itself

# start NAME COMMAND…: in a session of its own, so that it outlives this run.
start() {
  local name=$1 session=(nohup) process
  shift
  printf '%q ' "$@" >"$CLUSTER/commands/$name"
  if command -v setsid >/dev/null; then session=(setsid); fi
  "${session[@]}" ${BOX[@]+"${BOX[@]}"} "$@" >>"$CLUSTER/logs/$name.log" 2>&1 </dev/null 9>&- &
  process=$!
  disown "$process"
  record "$name" "$process"
}

# start_again NAME: as it was started.
start_again() { eval "start $1 $(cat "$CLUSTER/commands/$1")"; }

# record NAME PROCESS: its number and what tells it from others, since numbers are used again.
record() { printf '%s %s\n' "$2" "$(started_at "$2")" >"$CLUSTER/processes/$1"; }

# started_at PROCESS: in ticks of this boot where the kernel tells, which no step of the clock and no time zone changes.
started_at() {
  local boot=/proc/sys/kernel/random/boot_id stat fields
  if [[ ! -r $boot ]]; then
    TZ=UTC0 LC_ALL=C ps -o lstart= -p "$1" 2>/dev/null || true
    return
  fi
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The second field, the program's name, may have blanks and parentheses of its own.
  read -r -a fields <<<"${stat##*) }"
  printf '%s %s\n' "$(cat "$boot")" "${fields[19]}"
}

process_of() { cut -d ' ' -f 1 "$CLUSTER/processes/$1" 2>/dev/null; }

components() { ls "$CLUSTER/processes" 2>/dev/null || true; }

running() {
  local process began
  read -r process began 2>/dev/null <"$CLUSTER/processes/$1" || return 1
  [[ -n $began && $(started_at "$process") == "$began" ]] && [[ $(ps -o stat= -p "$process" 2>/dev/null) != Z* ]]
}

# stop NAME: at once. What a cluster holds is thrown away, so nothing needs to be saved.
stop() {
  end "$1" KILL
  rm -f "$CLUSTER/processes/$1"
}

# end NAME SIGNAL [PROCESS]: returns when it is gone.
end() {
  if running "$1"; then
    kill "-$2" "${3:-$(process_of "$1")}" 2>/dev/null || true
    while running "$1"; do sleep 0.05; done
  fi
}

# wait_until SECONDS WHAT COMPONENT CONDITION…: fails early when the component ends, and shows its log.
wait_until() {
  local deadline=$((SECONDS + $1)) what=$2 component=$3
  shift 3
  until "$@" >/dev/null 2>&1; do
    if ! running "$component"; then
      say "$component has ended"
      show_log "$CLUSTER/logs/$component.log"
      return 1
    fi
    if ((SECONDS >= deadline)); then
      say "$what: not within the time allowed"
      show_log "$CLUSTER/logs/$component.log"
      return 1
    fi
    sleep 0.1
  done
}

# accepts PORT: something listens there, on the cluster's own loopback.
accepts() { ${BOX[@]+"${BOX[@]}"} bash -c "exec 3<>/dev/tcp/127.0.0.1/$1"; }

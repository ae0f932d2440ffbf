# shellcheck shell=bash
# How a script ends.

# at_end COMMAND: runs it once, however the script ends: also by a signal, and another signal does not break it off.
at_end() {
  # shellcheck disable=SC2064  # the command as it is now
  trap "trap '' HUP INT TERM; $1" EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# shellcheck shell=bash
# TCP ports on the loopback interface.

# free_ports COUNT: ports that are free now, all different. Who takes one must still be ready to lose a race for it.
free_ports() {
  python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
PYTHON
}

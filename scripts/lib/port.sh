# shellcheck shell=sh
# TCP ports of the loopback address. Needs python3.

# port_free PORT: whether this machine can listen on it, on every address.
port_free() {
    python3 - "$1" <<'PY'
import socket, sys
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind(("0.0.0.0", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY
}

# port_answers PORT: whether something listens on the loopback address.
port_answers() {
    python3 - "$1" <<'PY'
import socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
except OSError:
    sys.exit(1)
PY
}

# port_choose: prints a free port below the range that the kernel hands to outgoing connections,
# so that it is still free at the next start.
port_choose() {
    python3 - <<'PY'
import random, socket
while True:
    port = random.randrange(20000, 32000)
    with socket.socket() as s:
        try:
            s.bind(("0.0.0.0", port))
        except OSError:
            continue
    print(port)
    break
PY
}

# port_remembered FILE: prints the port in FILE, or chooses one and writes it there when FILE is
# missing or another program has taken the port since.
port_remembered() {
    remembered=$(cat "$1" 2>/dev/null || true)
    if [ -z "$remembered" ] || ! port_free "$remembered"; then
        remembered=$(port_choose)
        echo "$remembered" >"$1"
    fi
    echo "$remembered"
}

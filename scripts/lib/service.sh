# shellcheck shell=sh
# Starts and ends one private server whose folder is its own. A server runs in a session of its own, so
# that Ctrl-C in the terminal does not reach it before the processes that use it have drained.
# Needs say.sh, run_as.sh, port.sh.

# service_pid DIR: prints the process id of the server that runs in DIR; nothing when there is none.
# The working folder is compared, so a recycled process id is never taken for the server.
service_pid() {
    pid=$(cat "$1/pid" 2>/dev/null) || return 0
    # A server of another user hides its folder from a plain user, never from its own or from root.
    [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(readlink -f "$1")" ] && echo "$pid"
    return 0
}

# service_start DIR PORT COMMAND...: starts it from DIR and waits until it listens on PORT.
service_start() {
    service_dir=$(readlink -f "$1") service_port=$2
    shift 2
    as_service setsid --fork sh -c 'cd "$1" && echo $$ >pid && shift && exec "$@" </dev/null >>log 2>&1' sh "$service_dir" "$@"
    tries=0
    until port_answers "$service_port"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || { [ "$tries" -gt 5 ] && [ -z "$(service_pid "$service_dir")" ]; }; then
            tail -n 5 "$service_dir/log" >&2 2>/dev/null
            fail "$1 did not start" "read $service_dir/log, or delete $service_dir and run this again"
        fi
        sleep 0.1
    done
}

# service_stop DIR: asks the server in DIR to end, insists after 10 s.
service_stop() {
    pid=$(service_pid "$1")
    [ -n "$pid" ] || return 0
    kill -TERM "$pid" 2>/dev/null
    tries=0
    while [ -n "$(service_pid "$1")" ]; do
        tries=$((tries + 1))
        [ "$tries" -ne 100 ] || kill -KILL "$pid" 2>/dev/null
        [ "$tries" -le 120 ] || return 1
        sleep 0.1
    done
    rm -f "$1/pid"
}

# shellcheck shell=sh
# How many processes of each type run, and on which ports. Needs say.sh, port.sh.

# formation_parse TEXT: sets web_count, worker_count and clock_count from web=2,worker=3,clock=2; a
# type that is not named runs once.
formation_parse() {
    web_count=1 worker_count=1 clock_count=1
    for part in $(echo "$1" | tr , ' '); do
        count=${part#*=}
        case "$count" in
        '' | *[!0-9]* | ???*) fail "not a formation: $1" "write it like web=2,worker=3,clock=2" ;;
        esac
        case "$part" in
        web=*) web_count=$count ;;
        worker=*) worker_count=$count ;;
        clock=*) clock_count=$count ;;
        *) fail "not a process type: ${part%%=*}" "the Procfile has web, worker and clock: web=2,worker=3,clock=2" ;;
        esac
    done
    [ "$web_count" -gt 0 ] || fail "a formation without web has no pages" "start at least web=1"
}

# formation_ports BASE: prints every port of the formation. The process manager counts from BASE for
# the first line of the Procfile and from 100 higher for each next one.
formation_ports() {
    offset=0
    for count in "$web_count" "$worker_count" "$clock_count"; do
        number=0
        while [ "$number" -lt "$count" ]; do
            echo $(($1 + offset + number))
            number=$((number + 1))
        done
        offset=$((offset + 100))
    done
}

# formation_taken BASE: prints the first port of the formation that another program has.
formation_taken() {
    for port in $(formation_ports "$1"); do
        port_free "$port" || { echo "$port" && return; }
    done
}

# formation_base [PORT]: prints the base port: PORT when given, else the first of 5000, 5010, ... where
# the whole formation fits.
formation_base() {
    if [ -n "${1:-}" ]; then
        case "$1" in *[!0-9]* | ??????*) fail "PORT=$1 is not a port number" "set PORT to a number, such as 5000" ;; esac
        taken=$(formation_taken "$1")
        [ -z "$taken" ] || fail "port $taken is taken by another program" "choose another base: PORT=$(($1 + 1000)) scripts/up"
        echo "$1"
        return
    fi
    base=5000
    while [ "$base" -lt 5100 ]; do
        [ -n "$(formation_taken "$base")" ] || { echo "$base" && return; }
        base=$((base + 10))
    done
    fail "no free ports between 5000 and 5300" "choose another base: PORT=8000 scripts/up"
}

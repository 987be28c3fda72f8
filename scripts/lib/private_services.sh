# shellcheck shell=sh
# PostgreSQL, Redis and memcached of their own for tests and for a developer's shell, all in one folder.
# Needs the other files of this folder: see scripts/dev-services.

# services_start DIR [SETTING...]: finds, fetches and starts all three; may be repeated. The settings are
# lines of postgresql.conf.
services_start() {
    make_open_folder "$1"
    make_open_folder "$(tools_folder)"
    services_dir=$(readlink -f "$1")
    shift
    if [ -e "$services_dir/postgres/data" ]; then
        postgres_find "$(as_service cat "$services_dir/postgres/data/PG_VERSION")"
    else
        postgres_find
    fi
    redis_find
    memcached_find
    # The tests open a database each, several at a time.
    postgres_create "$services_dir/postgres" "max_connections = 300" "$@"
    postgres_start "$services_dir/postgres"
    redis_start "$services_dir/redis"
    memcached_start "$services_dir/memcached"
}

# services_stop DIR
services_stop() {
    services_dir=$(readlink -f "$1") || return 0
    memcached_stop "$services_dir/memcached"
    redis_stop "$services_dir/redis"
    if [ -e "$services_dir/postgres/data" ]; then
        postgres_find "$(as_service cat "$services_dir/postgres/data/PG_VERSION")"
        postgres_stop "$services_dir/postgres"
    fi
}

# services_env: prints the exports that tests read; after services_start.
services_env() {
    echo "export TEST_DATABASE_URL='$postgres_superuser_url'"
    echo "export TEST_REDIS_URL='$redis_url'"
    echo "export TEST_MEMCACHED_URL='$memcached_url'"
    echo "export TEST_PG_BIN='$postgres_bin'"
    echo "export TEST_REDIS_SERVER='$redis_server'"
    echo "export TEST_RUN_AS='$(service_user)'"
}

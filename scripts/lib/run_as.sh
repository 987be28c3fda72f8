# shellcheck shell=sh
# PostgreSQL refuses to run as root, so root's private services run as an existing unprivileged user.
# Touches no account. Needs say.sh.

# service_user: prints that user, or nothing when this is not root.
service_user() {
    [ "$(id -u)" = 0 ] || return 0
    for name in ${ROWMILL_RUN_AS:-postgres nobody}; do
        if id -u "$name" >/dev/null 2>&1 && [ "$(id -u "$name")" != 0 ]; then
            echo "$name"
            return
        fi
    done
    fail "root cannot run PostgreSQL and there is no user to drop to (tried: ${ROWMILL_RUN_AS:-postgres, nobody})" \
        "name an existing unprivileged user: ROWMILL_RUN_AS=someone" \
        "or run this as that user"
}

# as_service COMMAND...: runs it as service_user, from / because the caller's folder may be closed to that user.
as_service() {
    service_user=$(service_user) || exit 1
    (
        cd / || exit 1
        [ -n "$service_user" ] || exec "$@"
        if command -v setpriv >/dev/null; then
            exec setpriv --reuid="$service_user" --regid="$(id -g "$service_user")" --clear-groups -- "$@"
        elif command -v runuser >/dev/null; then
            exec runuser -u "$service_user" -- "$@"
        else
            exec su -s /bin/sh "$service_user" -c 'exec "$@"' -- sh "$@"
        fi
    )
}

# service_folder DIR: makes DIR, owned by service_user and closed to others.
service_folder() {
    mkdir -p "$1" && chmod 700 "$1" || return 1
    service_user=$(service_user) || exit 1
    [ -z "$service_user" ] || chown "$service_user:$(id -g "$service_user")" "$1"
}

# reachable DIR: whether service_user can enter DIR.
reachable() { as_service test -x "$1" 2>/dev/null; }

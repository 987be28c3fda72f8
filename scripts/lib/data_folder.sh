# shellcheck shell=sh
# Where a developer's private database, secrets and fetched programs live. Needs say.sh, run_as.sh.

# data_folder: prints the folder. Root's home is usually closed to the user that PostgreSQL runs as;
# then it is /var/lib/rowmill-dev.
data_folder() {
    if [ -n "${ROWMILL_DATA:-}" ]; then
        echo "$ROWMILL_DATA"
    elif [ "$(id -u)" = 0 ] && ! reachable "${XDG_DATA_HOME:-${HOME:-/nonexistent}}"; then
        echo /var/lib/rowmill-dev
    else
        echo "${XDG_DATA_HOME:-${HOME:?set HOME or ROWMILL_DATA}/.local/share}/rowmill"
    fi
}

# tools_folder: prints where fetched programs are kept; shared by scripts/up and scripts/test.
tools_folder() { echo "${ROWMILL_TOOLS:-$(data_folder)/tools}"; }

# make_open_folder DIR: makes a folder that service_user can enter, or says what stands in the way.
make_open_folder() {
    mkdir -p "$1" 2>/dev/null && [ -w "$1" ] ||
        fail "cannot write to $1" "make it writable for $(id -un), or choose another folder: ROWMILL_DATA=/path"
    chmod 755 "$1"
    reachable "$1" ||
        fail "$1 is closed to the user $(service_user), which runs the private services" \
            "choose a folder that every user may enter: ROWMILL_DATA=/var/lib/rowmill-dev"
}

# shellcheck shell=sh
# A private memcached, for the tests of SESSION_URL=memcache://.
# Needs say.sh, run_as.sh, port.sh, data_folder.sh, service.sh.

# memcached_download: the package and the libraries it names, into memcached_folder/deb.
memcached_download() {
    packages=$(apt-cache depends memcached 2>/dev/null | sed -n 's/^ *Depends: \(lib[a-z0-9.+-]*\)$/\1/p' | grep -v '^libc6$')
    (cd "$memcached_folder/deb" && apt-get download -q memcached $packages >/dev/null 2>&1)
}

# memcached_find: sets memcached_server; unpacks Debian's package without installing it when this
# machine has none, because installing it would start a system service.
memcached_find() {
    memcached_libraries=''
    memcached_server=$(command -v memcached) && return
    memcached_folder=$(tools_folder)/memcached
    if [ ! -e "$memcached_folder/.complete" ]; then
        command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
            fail "memcached is missing" "install memcached and put it on PATH"
        detail "fetching memcached"
        rm -rf "$memcached_folder" && mkdir -p "$memcached_folder/deb" || exit 1
        [ "$(id -u)" != 0 ] || chmod 777 "$memcached_folder/deb" # apt downloads as its own user
        memcached_download || { [ "$(id -u)" = 0 ] && apt-get update -q >/dev/null 2>&1 && memcached_download; } ||
            fail "could not fetch memcached" "install it: sudo apt-get install memcached" \
                "or, when the package lists are missing: sudo apt-get update"
        for deb in "$memcached_folder"/deb/*.deb; do dpkg-deb -x "$deb" "$memcached_folder"; done
        rm -rf "$memcached_folder/deb"
        chmod -R a+rX "$memcached_folder"
        : >"$memcached_folder/.complete"
    fi
    memcached_server=$memcached_folder/usr/bin/memcached
    memcached_libraries=$(find "$memcached_folder" -name '*.so*' -exec dirname {} + | sort -u | paste -sd: -)
}

# memcached_start DIR: starts it, or adopts it when it already runs, and sets memcached_url.
memcached_start() {
    service_folder "$1" || fail "cannot write to $1" "make it writable"
    memcached_dir=$(readlink -f "$1")
    if [ -z "$(service_pid "$memcached_dir")" ]; then
        memcached_port=$(port_remembered "$memcached_dir.port")
        service_start "$memcached_dir" "$memcached_port" env LD_LIBRARY_PATH="$memcached_libraries" \
            "$memcached_server" -l 127.0.0.1 -p "$memcached_port" -U 0 -m 64
    fi
    memcached_url="memcache://127.0.0.1:$(cat "$memcached_dir.port")"
}

memcached_stop() { service_stop "$1"; }

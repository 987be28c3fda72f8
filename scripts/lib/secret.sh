# shellcheck shell=sh
# Secrets that are made once and kept in a file only its owner reads.

# secret FILE BYTES: prints the hexadecimal secret in FILE; makes it first when missing.
secret() {
    if [ ! -s "$1" ]; then
        (umask 077 && head -c "$2" /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1.new" && mv "$1.new" "$1") || return 1
    fi
    cat "$1"
}

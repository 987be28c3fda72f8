# shellcheck shell=sh
# A Chromium for the browser tests. Needs say.sh, data_folder.sh, npm_package.sh.

chromium_works() { [ -x "$1" ] && "$1" --headless --no-sandbox --version >/dev/null 2>&1; }

# chromium_find: sets chromium: CHROMIUM when given, else one on PATH, else (root on Debian) the
# distribution's, else the headless one that the npm package @sparticuz/chromium carries.
chromium_find() {
    for name in ${CHROMIUM:-chromium google-chrome chromium-browser chrome}; do
        chromium=$(command -v "$name") && chromium_works "$chromium" && return
    done
    [ -z "${CHROMIUM:-}" ] || fail "CHROMIUM=$CHROMIUM does not run" "name the path of a Chromium or Chrome program"
    # Ubuntu's package is a wrapper around a snap, which a container cannot run.
    if [ "$(id -u)" = 0 ] && grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
        detail "installing chromium"
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
            chromium fonts-liberation; } >/dev/null 2>&1
        chromium=$(command -v chromium) && chromium_works "$chromium" && return
    fi
    npm_package @sparticuz/chromium 153.0.0
    # It unpacks into the temporary folder, which other users could have filled first.
    chromium=$(cd "$npm_folder" && TMPDIR="$npm_folder" node --input-type=module -e '
        import chromium from "@sparticuz/chromium";
        console.log(await chromium.executablePath());' 2>/dev/null) || chromium=''
    if ! chromium_works "$chromium" && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        detail "installing the libraries that it needs"
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
            libnss3 libexpat1 fonts-liberation; } >/dev/null 2>&1
    fi
    chromium_works "$chromium" ||
        fail "no Chromium runs on this machine" "install one and put it on PATH, or set CHROMIUM=/path/to/chromium" \
            "or leave the browser tests out: scripts/test unit readers db e2e"
}

# shellcheck shell=sh
# Packages of the npm registry, each in a folder of its own outside the repository.
# Needs say.sh, data_folder.sh.

# npm_package NAME VERSION: fetches it once and sets npm_folder, whose node_modules holds it.
npm_package() {
    npm_folder=$(tools_folder)/npm-$(echo "$1" | tr -d @ | tr / -)-$2
    [ ! -e "$npm_folder/.complete" ] || return 0
    command -v npm >/dev/null || fail "npm is missing" "install Node.js with npm and run this again"
    detail "fetching $1 $2"
    mkdir -p "$npm_folder" && echo '{"private":true}' >"$npm_folder/package.json" ||
        fail "cannot write to $npm_folder" "free some space there, or choose another folder: ROWMILL_DATA=/path"
    npm install --prefix "$npm_folder" --no-audit --no-fund --loglevel=error --save-exact "$1@$2" >"$npm_folder/npm.log" 2>&1 || {
        tail -n 5 "$npm_folder/npm.log" >&2
        fail "could not fetch $1 $2 with npm" "check the network and npm's settings (npm config list), then run this again"
    }
    : >"$npm_folder/.complete"
}

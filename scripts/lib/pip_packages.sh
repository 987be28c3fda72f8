# shellcheck shell=sh
# Python packages in a folder of their own outside the repository: nothing is installed into the machine's Python.
# Needs say.sh, data_folder.sh, wheel.sh.

# pip_packages NAME PACKAGE==VERSION...: fetches them once for this Python, without what they would like to have
# besides, and sets pip_folder, which goes into PYTHONPATH. Fails, and says why on standard error, where pip cannot.
pip_packages() {
    pip_name=$1
    shift
    pip_key=$(echo "$(python3 -c 'import sys; print(sys.implementation.cache_tag)') $*" | cksum | cut -d ' ' -f 1)
    pip_folder=$(tools_folder)/pip-$pip_name-$pip_key
    [ ! -e "$pip_folder/.complete" ] || return 0
    pip=$(pip_command) || return 1
    detail "fetching $*" >&2
    rm -rf "$pip_folder"
    mkdir -p "$pip_folder" &&
        $pip install --quiet --disable-pip-version-check --no-warn-conflicts --root-user-action=ignore \
            --no-deps --target "$pip_folder" "$@" >&2 || return 1
    : >"$pip_folder/.complete"
}

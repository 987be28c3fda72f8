# shellcheck shell=sh
# The readers that tabular is held against. Needs say.sh, steps.sh, pip_packages.sh.

# readers_find: sets pip_folder to a folder with all of them; says why it cannot on standard error.
readers_find() {
    command -v python3 >/dev/null || { echo "python3 is missing" >&2 && return 1; }
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "python3 is older than 3.10" >&2 && return 1; }
    pip_packages readers defusedxml==0.7.1 et_xmlfile==2.0.0 odfpy==1.4.1 openpyxl==3.1.5 pyarrow==26.0.1 tzdata==2026.6 \
        xlrd==2.0.2 xlwt==1.3.0 || { echo "pip cannot fetch pyarrow, openpyxl and the others" >&2 && return 1; }
}

# readers_step: the tests of crates/tabular/tests/readers, or why they are left out.
readers_step() {
    # In a subshell first, as what is missing must not end the run.
    if ! readers_why=$( (readers_find) 2>&1 >/dev/null); then
        echo "$readers_why" >&2
        leave_out "independent readers" "$(echo "$readers_why" | tail -n 1)"
        return 0
    fi
    readers_find
    run_step "independent readers" env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="crates/tabular/tests:$pip_folder" python3 -m readers || true
}

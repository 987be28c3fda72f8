# shellcheck shell=sh
# What a script tells its reader: a step, a detail, or why it stops and what to do next.

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

step() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }

detail() { printf '    %s\n' "$*"; }

# fail WHAT NEXT...: every stop names the next thing to do, one line each.
fail() {
    printf '\n%serror:%s %s\n' "$bold" "$plain" "$1" >&2
    shift
    for line in "$@"; do printf '  next: %s\n' "$line" >&2; done
    exit 1
}

# usage FILE: prints the comment block under the first line of FILE, which is its --help.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$1"; }

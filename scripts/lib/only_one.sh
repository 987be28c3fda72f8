# shellcheck shell=sh
# Keeps two of the same script apart. Needs nothing.

# only_one FILE NAME: notes this process in FILE; fails, and prints the other's id, when a script of
# that name already runs. A note left behind by a killed script is taken over.
only_one() {
    until (set -C && echo $$ >"$1") 2>/dev/null; do
        holder=$(cat "$1" 2>/dev/null) || continue
        if [ -n "$holder" ] && [ "$holder" != $$ ] && grep -qsz "\(^\|/\)$2\$" "/proc/$holder/cmdline"; then
            echo "$holder"
            return 1
        fi
        rm -f "$1"
    done
}

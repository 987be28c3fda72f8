# shellcheck shell=sh
# Runs the Procfile with honcho, an existing process manager. Chosen over foreman, which the Ruby of a
# distribution brings: honcho is one 22 kB wheel for the Python that is there anyway, so it works the
# same as root, as a plain user and without a package manager. Its one fault here, a fixed wait of 5 s
# before it kills, is set right in start_formation.py. Needs say.sh, wheel.sh.

# honcho_find: sets honcho_folder.
honcho_find() {
    wheel honcho 2.0.0
    honcho_folder=$wheel_folder
}

# formation_marked MARK: prints the ids of the processes that were started with ROWMILL_FORMATION=MARK.
# Linux shows a process's environment at start to its own user and to root.
formation_marked() {
    # Unset, or these two programs would find themselves when the caller exports it.
    (unset ROWMILL_FORMATION && grep -lsxzF "ROWMILL_FORMATION=$1" /proc/[0-9]*/environ | sed 's|/proc/\([0-9]*\)/.*|\1|')
}

# formation_sweep MARK: ends what is left of a formation whose manager is gone, and waits for it; fails
# when it had to kill.
formation_sweep() {
    tries=0
    signal=TERM
    while left=$(formation_marked "$1") && [ -n "$left" ]; do
        case "$tries" in
        0) kill -TERM $left 2>/dev/null ;;
        300) signal=KILL && kill -KILL $left 2>/dev/null ;;
        350) return 1 ;;
        esac
        tries=$((tries + 1))
        sleep 0.1
    done
    [ "$signal" = TERM ]
}

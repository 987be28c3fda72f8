# shellcheck shell=sh
# Runs the steps of scripts/test and scripts/check one after another, each timed, and sums them up.
# Needs say.sh.

steps_log=$(mktemp "${TMPDIR:-/tmp}/rowmill-steps.XXXXXX")
steps_table='' steps_failed=0

# leave_out NAME WHY: notes a step that this machine cannot run.
leave_out() {
    step "$1"
    detail "left out: $2"
    steps_table="$steps_table$(printf '%-34s %5s    %s' "$1" - "left out: $2")
"
}

# run_step NAME COMMAND...: runs it and notes how it went; fails when it failed.
run_step() {
    step_name=$1
    shift
    step "$step_name"
    step_began=$(date +%s)
    # A pipe hides how its first command ended, so that is passed on in a file.
    { "$@" 2>&1 && echo 0 >"$steps_log.code" || echo $? >"$steps_log.code"; } | tee -a "$steps_log"
    step_code=$(cat "$steps_log.code")
    step_seconds=$(($(date +%s) - step_began))
    outcome=ok
    if [ "$step_code" != 0 ]; then outcome=FAILED && steps_failed=1; fi
    steps_table="$steps_table$(printf '%-34s %5s s  %s' "$step_name" "$step_seconds" "$outcome")
"
    return "$step_code"
}

# steps_summary: prints the table and, when tests ran, the sum of their own result lines.
steps_summary() {
    echo
    step "Summary"
    printf '%s' "$steps_table"
    sed 's/\x1b\[[0-9;]*m//g' "$steps_log" | awk '
        /^test result: / || /^(browser|readers) result: / {
            for (i = 2; i <= NF; i++) {
                if ($i ~ /^passed/) passed += $(i - 1)
                if ($i ~ /^failed/) failed += $(i - 1)
                if ($i ~ /^ignored/) ignored += $(i - 1)
            }
            seen = 1
        }
        END { if (seen) printf "%d passed, %d failed, %d ignored\n", passed, failed, ignored }'
}

steps_forget() { rm -f "$steps_log" "$steps_log.code"; }

//! Guard rails: what would be published is looked at before anybody sees it. A failed check leaves the last good version.

use rowmill_core::model::{GuardRails, RowCounts, RunFailure, Step};

use super::overrule::unless_overruled;
use crate::run_state::{JobError, RunContext};

/// Rejected rows that are tolerated where they are less than half of all and nobody decided otherwise.
const TOLERATED_REJECTS: u64 = 10;
/// Percent of the rows that may be rejected beyond that.
const TOLERATED_PERCENT: u8 = 10;

/// Checks what was read against the version before (`None`: the first).
///
/// # Errors
/// When it must not be published.
pub fn check(context: &RunContext, rails: GuardRails, rows_before: Option<i64>) -> Result<(), JobError> {
    context.begin(Step::Check);
    let mut counts = RowCounts::default();
    context.find(|findings| counts = findings.report.rows);
    let before = rows_before.and_then(|rows| u64::try_from(rows).ok()).unwrap_or_default();
    for verdict in [judge_rejects(counts, rails), judge_size(counts, rails, before)] {
        if let Err(failure) = verdict {
            unless_overruled(context, failure)?;
        }
    }
    Ok(())
}

fn judge_rejects(counts: RowCounts, rails: GuardRails) -> Result<(), RunFailure> {
    let RowCounts { read, loaded, rejected } = counts;
    if rejected > 0 && loaded == 0 {
        return Err(RunFailure::new(
            "all_rows_rejected",
            format!("None of the {rejected} rows fits the header and the columns found."),
            "Look at the rejected rows below: the delimiter, the quote or the header row may be another than found. \
             Set it by hand in a new preview.",
        ));
    }
    let few = rejected <= TOLERATED_REJECTS && 2 * rejected < read && rails.max_rejected_percent.is_none();
    let most = rails.max_rejected_percent.unwrap_or(TOLERATED_PERCENT);
    if exceeds(rejected, most, read) && !few {
        return Err(RunFailure::new(
            RunFailure::TOO_MANY_REJECTED,
            format!("{rejected} of {read} rows do not fit; at most {most} % may."),
            "Look at the rejected rows below. Another type for a column may take them; else mend the file, or publish \
             the rows that fit.",
        ));
    }
    Ok(())
}

fn judge_size(counts: RowCounts, rails: GuardRails, before: u64) -> Result<(), RunFailure> {
    let (loaded, most) = (counts.loaded, rails.max_lost_percent);
    if !exceeds(before.saturating_sub(loaded), most, before) {
        return Ok(());
    }
    if loaded == 0 {
        return Err(RunFailure::new(
            RunFailure::EMPTIED,
            format!("The file has no rows; the version before has {before}."),
            "The last version stays. If the table is meant to be empty now, publish it anyway.",
        ));
    }
    Err(RunFailure::new(
        RunFailure::SHRUNK,
        format!(
            "The file has {loaded} rows, the version before has {before}; at most {most} % of them may go."
        ),
        "The last version stays. A quote that is never closed, or a source that answers with a part, looks like this. \
         If the file is right, publish it anyway.",
    ))
}

/// Whether `part` is more than `percent` of `all`.
fn exceeds(part: u64, percent: u8, all: u64) -> bool {
    u128::from(part) * 100 > u128::from(all) * u128::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_with(rails: GuardRails, loaded: u64, rejected: u64, before: u64) -> Option<String> {
        let counts = RowCounts { read: loaded + rejected, loaded, rejected };
        let verdict = judge_rejects(counts, rails).and_then(|()| judge_size(counts, rails, before));
        verdict.err().map(|failure| failure.code)
    }

    fn code(loaded: u64, rejected: u64, before: u64) -> Option<String> {
        code_with(GuardRails::default(), loaded, rejected, before)
    }

    #[test]
    fn a_few_bad_rows_do_not_stop_a_load_and_many_do() {
        assert_eq!(code(3, 1, 0), None);
        assert_eq!(code(100_000, 9_000, 0), None);
        assert_eq!(code(80, 20, 0).as_deref(), Some("too_many_rejected_rows"));
        assert_eq!(code(2, 10, 0).as_deref(), Some("too_many_rejected_rows"));
        assert_eq!(code(0, 1, 0).as_deref(), Some("all_rows_rejected"));
    }

    #[test]
    fn a_table_is_not_emptied_or_halved_without_a_word() {
        assert_eq!(code(0, 0, 0), None);
        assert_eq!(code(0, 0, 5).as_deref(), Some("emptied"));
        assert_eq!(code(5, 0, 10), None);
        assert_eq!(code(4, 0, 10).as_deref(), Some("shrunk"));
    }
    #[test]
    fn a_person_draws_the_lines_elsewhere() {
        let rails =
            |lost, rejected| GuardRails { max_lost_percent: lost, max_rejected_percent: Some(rejected) };
        assert_eq!(code_with(rails(0, 0), 10, 0, 10), None);
        assert_eq!(code_with(rails(0, 0), 9, 0, 10).as_deref(), Some("shrunk"));
        assert_eq!(code_with(rails(100, 0), 0, 0, 10), None);
        assert_eq!(code_with(rails(50, 0), 1_000, 1, 0).as_deref(), Some("too_many_rejected_rows"));
        assert_eq!(code_with(rails(50, 25), 3, 1, 0), None);
        assert_eq!(code_with(rails(50, 100), 0, 1, 0).as_deref(), Some("all_rows_rejected"));
    }
}

//! Guard rails: what would be published is looked at before anybody sees it. A failed check leaves the last good version.

use rowmill_core::model::{RowCounts, RunFailure, Step};

use crate::run_state::{JobError, RunContext};

/// Rejected rows that are always tolerated.
const TOLERATED_REJECTS: u64 = 10;
/// One in this many rows may be rejected beyond that.
const TOLERATED_SHARE: u64 = 10;

/// Checks a loaded relation against the version before (`None`: the first).
///
/// # Errors
/// When it must not be published.
pub fn check(context: &RunContext, rows_before: Option<i64>) -> Result<(), JobError> {
    context.begin(Step::Check);
    let mut counts = RowCounts::default();
    context.find(|findings| counts = findings.report.rows);
    judge(counts, rows_before).map_err(JobError::fail)
}

fn judge(counts: RowCounts, rows_before: Option<i64>) -> Result<(), RunFailure> {
    if counts.rejected > 0 && counts.loaded == 0 {
        return Err(RunFailure::new(
            "all_rows_rejected",
            format!("None of the {} rows fits the header and the columns found.", counts.rejected),
            "Look at the rejected rows below: the delimiter, the quote or the header row may be another than found. \
             Set it by hand in a new preview.",
        ));
    }
    if counts.rejected > TOLERATED_REJECTS && counts.rejected > counts.read / TOLERATED_SHARE {
        return Err(RunFailure::new(
            "too_many_rejected_rows",
            format!("{} of {} rows do not fit; at most one in ten may.", counts.rejected, counts.read),
            "Look at the rejected rows below, mend the file, and press Retry.",
        ));
    }
    if counts.loaded == 0 && rows_before.is_some_and(|rows| rows > 0) {
        return Err(RunFailure::new(
            "emptied",
            format!("The file has no rows; the version before has {}.", rows_before.unwrap_or_default()),
            "The last version stays. If the table should be empty now, delete it and add it anew.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(loaded: u64, rejected: u64, before: Option<i64>) -> Option<String> {
        let counts = RowCounts { read: loaded + rejected, loaded, rejected };
        judge(counts, before).err().map(|failure| failure.code)
    }

    #[test]
    fn a_few_bad_rows_do_not_stop_a_load_and_many_do() {
        assert_eq!(code(3, 1, None), None);
        assert_eq!(code(100_000, 9_000, None), None);
        assert_eq!(code(80, 20, None).as_deref(), Some("too_many_rejected_rows"));
        assert_eq!(code(0, 1, None).as_deref(), Some("all_rows_rejected"));
    }

    #[test]
    fn a_table_is_never_emptied_by_an_empty_file() {
        assert_eq!(code(0, 0, None), None);
        assert_eq!(code(0, 0, Some(0)), None);
        assert_eq!(code(0, 0, Some(5)).as_deref(), Some("emptied"));
    }
}

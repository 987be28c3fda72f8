//! What a check found, in the user's words.

use crate::model::Check;

/// So many rows are at fault.
pub(super) fn rows_at_fault(check: &Check, count: u64) -> String {
    let (rows, have, values, lie) = match count {
        1 => ("row", "has", "value", "lies"),
        _ => ("rows", "have", "values", "lie"),
    };
    match check {
        Check::NotNull { .. } => format!("{count} {rows} {have} no value"),
        Check::Unique { .. } => format!("{count} {rows} {have} a value that stands more than once"),
        Check::Range { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => format!("{count} {values} {lie} outside {min} to {max}"),
            (Some(min), None) => format!("{count} {values} {lie} below {min}"),
            (None, max) => format!("{count} {values} {lie} above {}", max.as_deref().unwrap_or_default()),
        },
        Check::Pattern { pattern, .. } => format!("{count} {values} without a match of `{pattern}`"),
        Check::OneOf { .. } => format!("{count} {values} beside those that are accepted"),
        Check::RowCount { .. } | Check::RowCountChange { .. } => format!("{count} {rows}"),
    }
}

/// What is wrong with the number of rows; `None` where nothing is. `before` is that of the version before.
pub(super) fn number_at_fault(check: &Check, count: u64, before: Option<u64>) -> Option<String> {
    match (check, before) {
        (Check::RowCount { min: Some(min), .. }, _) if count < *min => {
            Some(format!("{count} rows, and at least {min} are wanted"))
        }
        (Check::RowCount { max: Some(max), .. }, _) if count > *max => {
            Some(format!("{count} rows, and at most {max} are wanted"))
        }
        (Check::RowCountChange { percent }, Some(before))
            if u128::from(count.abs_diff(before)) * 100 > u128::from(before) * u128::from(*percent) =>
        {
            Some(format!("{count} rows, and {before} in the version before: more than {percent} % apart"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_included() {
        let between = Check::RowCount { min: Some(2), max: Some(4) };
        let fits = |count| number_at_fault(&between, count, None).is_none();
        assert_eq!([1, 2, 4, 5].map(fits), [false, true, true, false]);

        let change = Check::RowCountChange { percent: 10 };
        let fits = |count, before| number_at_fault(&change, count, before).is_none();
        assert!(fits(90, Some(100)) && fits(110, Some(100)) && fits(7, None) && fits(0, Some(0)));
        assert!(!fits(89, Some(100)) && !fits(111, Some(100)) && !fits(1, Some(0)));
    }

    #[test]
    fn one_is_not_many() {
        let check = Check::NotNull { column: "a".into() };
        assert_eq!(rows_at_fault(&check, 1), "1 row has no value");
        assert_eq!(rows_at_fault(&check, 2), "2 rows have no value");
    }
}

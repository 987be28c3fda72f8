//! Which of the rows: `limit`, `offset` and the `Range` header.

use super::super::error::RestError;

/// Rows of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// Rows that are left out before the first.
    pub offset: u64,
    /// Rows at most; `None` where nothing is said.
    pub limit: Option<u64>,
}

impl Window {
    /// The rows that are asked for by `limit` and `offset` as they are in the query, and by the value of a `Range`
    /// header. What is no whole number is passed over, and so is any unit of the header.
    ///
    /// # Errors
    /// PGRST103 for a limit below zero, and for a range that ends before it begins.
    pub fn new(limit: Option<&str>, offset: Option<&str>, range: Option<&str>) -> Result<Self, RestError> {
        let range = range.and_then(bounds);
        if let Some((from, Some(to))) = range
            && to < from
        {
            return Err(RestError::range_ends_before_it_begins());
        }
        let limit: Option<i128> = limit.and_then(number);
        if limit.is_some_and(|limit| limit < 0) {
            return Err(RestError::negative_limit());
        }
        let offset = offset.and_then(number).unwrap_or(0).max(0);
        if limit == Some(0) {
            return Ok(Self { offset: 0, limit: Some(0) });
        }
        let (range_from, range_to) = range.unwrap_or_default();
        let from = offset.max(range_from);
        // Each is the place behind the last row.
        let by_limit = limit.map(|limit| offset.saturating_add(limit));
        let by_range = range_to.map(|to| to.saturating_add(1));
        let end = by_limit.into_iter().chain(by_range).min();
        if end.is_some_and(|end| end <= from) {
            return Err(RestError::range_ends_before_it_begins());
        }
        let clamp = |number: i128| u64::try_from(number.min(i128::from(i64::MAX))).unwrap_or(0);
        Ok(Self { offset: clamp(from), limit: end.map(|end| clamp(end - from)) })
    }
}

fn number(text: &str) -> Option<i128> {
    let digits = text.trim();
    let number: i128 = digits.parse().ok()?;
    // A plus is none of the notation.
    (!digits.starts_with('+')).then_some(number)
}

/// `a-b` or `a-`.
fn bounds(text: &str) -> Option<(i128, Option<i128>)> {
    let (from, to) = text.trim().split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if from.is_empty() || !digits(from) || !digits(to) {
        return None;
    }
    let from = from.parse().unwrap_or(i128::MAX);
    Some((from, (!to.is_empty()).then(|| to.parse().unwrap_or(i128::MAX))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(limit: &str, offset: &str, range: &str) -> Result<(u64, Option<u64>), String> {
        let [limit, offset, range] = [limit, offset, range].map(|text| (!text.is_empty()).then_some(text));
        Window::new(limit, offset, range)
            .map(|w| (w.offset, w.limit))
            .map_err(|error| error.code.into_owned())
    }

    #[test]
    fn limit_offset_and_range_meet() {
        assert_eq!(window("", "", ""), Ok((0, None)));
        assert_eq!(window("3", "2", ""), Ok((2, Some(3))));
        assert_eq!(window("3", "", "0-1"), Ok((0, Some(2))));
        assert_eq!(window("", "", "5-"), Ok((5, None)));
        assert_eq!(window("10", "2", "5-100"), Ok((5, Some(7))));
        assert_eq!(window("0", "7", ""), Ok((0, Some(0))));
    }

    #[test]
    fn what_is_no_number_is_passed_over() {
        assert_eq!(window("ten", "some", "bytes=0-1"), Ok((0, None)));
        assert_eq!(window("", "-4", ""), Ok((0, None)));
        assert_eq!(window("", "", "-5"), Ok((0, None)));
        let huge = "9".repeat(60);
        assert_eq!(window("", "", &format!("{huge}-")), Ok((i64::MAX as u64, None)));
        assert_eq!(window(&"9".repeat(30), "1", ""), Ok((1, Some(i64::MAX as u64))));
    }

    #[test]
    fn what_holds_no_row_is_refused() {
        assert_eq!(window("-1", "", ""), Err("PGRST103".to_owned()));
        assert_eq!(window("", "", "5-4"), Err("PGRST103".to_owned()));
        assert_eq!(window("2", "", "5-9"), Err("PGRST103".to_owned()));
    }
}

//! A time in an address: the rows as readers saw them then.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

/// The moment that a text means; `None` where it means none. A date is the end of that day, so that its last version is
/// shown; what has no time zone is UTC.
pub(in crate::handlers) fn moment(text: &str) -> Option<Timestamp> {
    let moment = parse(text.trim())?;
    // Nothing was published before the year 1, and Postgres knows no time much older.
    (moment.as_second() >= YEAR_1).then_some(moment)
}

/// Seconds.
const YEAR_1: i64 = -62_135_596_800;

fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let utc = |time: civil::DateTime| time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp());
    match text.parse::<civil::Date>() {
        Ok(date) if !text.contains([':', 'T', ' ']) => {
            let next = utc(date.tomorrow().ok()?.to_datetime(civil::Time::midnight()))?;
            next.checked_sub(SignedDuration::from_secs(1)).ok()
        }
        _ => utc(text.parse().ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_moments() {
        let cases = [
            ("2026-03-01", Some("2026-03-01T23:59:59Z")),
            (" 2026-03-01T10:00:00Z", Some("2026-03-01T10:00:00Z")),
            ("2026-03-01T10:00:00+01:00", Some("2026-03-01T09:00:00Z")),
            ("2026-03-01T10:00", Some("2026-03-01T10:00:00Z")),
            ("2026-03-01 10:00:30", Some("2026-03-01T10:00:30Z")),
            ("9999-12-31", None),
            ("-005000-01-01", None),
            ("yesterday", None),
            ("2026-13-01", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|text| text.parse::<Timestamp>().expect("a moment"));
            assert_eq!(moment(text), expected, "{text}");
        }
    }
}

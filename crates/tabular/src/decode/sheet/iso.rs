//! Dates that a workbook holds as ISO 8601 text instead of a serial number.

use super::number_format::Shape;
use super::row::Kind;
use super::serial::push_time;

/// Appends the text of a date, a timestamp or a time: without a `Z`, since sheets know no time zones, and without
/// zeros after the seconds. A timestamp at midnight whose format shows a day only is a date.
pub(crate) fn push(text: &str, shape: Shape, into: &mut String) -> Kind {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    let Some(time) = time else {
        into.push_str(date);
        return match date {
            date if is_date(date) => Kind::Date,
            date if is_time(date) => Kind::Time,
            _ => Kind::Text,
        };
    };
    let time = time.trim_end_matches('Z');
    let time = if time.contains('.') { time.trim_end_matches('0').trim_end_matches('.') } else { time };
    if !is_date(date) || !is_time(time) {
        into.push_str(text);
        return Kind::Text;
    }
    into.push_str(date);
    if matches!(time, "00:00:00" | "00:00") && shape == Shape::Date {
        return Kind::Date;
    }
    into.push('T');
    into.push_str(time);
    if time.len() == "hh:mm".len() {
        into.push_str(":00");
    }
    Kind::Timestamp
}

/// Appends the time of `PT10H20M30S`: a time of day below 24 hours, otherwise a duration. `None` when it is no such text.
pub(crate) fn push_duration(text: &str, into: &mut String) -> Option<Kind> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let mut rest = text.strip_prefix('P')?;
    let mut millis = 0.0;
    let mut in_time = false;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, in_time) = (time, true);
            continue;
        }
        let (number, unit) = rest.split_at_checked(rest.find(|c: char| c.is_ascii_alphabetic())?)?;
        let length = match (unit.as_bytes().first()?, in_time) {
            (b'D', false) => 86_400_000.0,
            (b'H', true) => 3_600_000.0,
            (b'M', true) => 60_000.0,
            (b'S', true) => 1000.0,
            _ => return None,
        };
        let is_number = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        millis += length * number.parse::<f64>().ok().filter(|_| is_number)?;
        rest = &unit[1..];
    }
    // Ten thousand years; beyond them nothing is counted in seconds.
    if millis >= 3e14 {
        return None;
    }
    let millis = millis.round() as i64;
    if negative && millis > 0 {
        into.push('-');
    }
    push_time(millis, into);
    Some(if negative || millis >= 86_400_000 { Kind::Duration } else { Kind::Time })
}

/// `YYYY-MM-DD`
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() })
}

/// `hh:mm`, `hh:mm:ss`, `hh:mm:ss.SSS`
fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    matches!(clock.len(), 5 | 8)
        && clock.bytes().enumerate().all(|(i, b)| if i % 3 == 2 { b == b':' } else { b.is_ascii_digit() })
        && !fraction.is_empty()
        && fraction.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_texts() {
        for (text, shape, expected, kind) in [
            ("2024-01-31", Shape::Date, "2024-01-31", Kind::Date),
            ("2024-01-31T00:00:00", Shape::Date, "2024-01-31", Kind::Date),
            ("2024-01-31T00:00:00Z", Shape::Timestamp, "2024-01-31T00:00:00", Kind::Timestamp),
            ("2024-01-31T10:20:30.500", Shape::Date, "2024-01-31T10:20:30.5", Kind::Timestamp),
            ("2024-01-31T10:20", Shape::Date, "2024-01-31T10:20:00", Kind::Timestamp),
            ("10:20:30", Shape::Time, "10:20:30", Kind::Time),
            ("last Monday", Shape::Date, "last Monday", Kind::Text),
        ] {
            let mut out = String::new();
            assert_eq!(push(text, shape, &mut out), kind, "{text}");
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn iso_durations() {
        for (text, expected) in [
            ("PT10H20M30S", Some("10:20:30")),
            ("PT255H10M10.5S", Some("255:10:10.500")),
            ("-PT1H30M", Some("-01:30:00")),
            ("P1DT1H", Some("25:00:00")),
            ("PT0S", Some("00:00:00")),
            ("PT", Some("00:00:00")),
            ("10:20:30", None),
            ("PT1Y", None),
            ("PTS", None),
            ("P1M", None),
            ("PT9e99H", None),
        ] {
            let mut out = String::new();
            assert_eq!(push_duration(text, &mut out).map(|_| out.as_str()), expected, "{text}");
        }
    }
}

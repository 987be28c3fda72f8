//! Dates that a workbook holds as ISO 8601 text instead of a serial number.

use super::number_format::Shape;
use super::row::Kind;

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
}

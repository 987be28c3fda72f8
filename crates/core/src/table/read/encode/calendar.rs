//! Dates and times from their binary form: days or microseconds since the year 2000 (PostgreSQL documentation,
//! "Date/Time Types").

use std::io::Write;

const DAY: i64 = 86_400_000_000;

/// Days from the first of March of the year 0 to the first day of 2000.
const TO_2000: i64 = 730_425;

/// Appends a date.
pub(super) fn put_date(days: i32, out: &mut Vec<u8>) {
    match days {
        i32::MAX => out.extend_from_slice(b"infinity"),
        i32::MIN => out.extend_from_slice(b"-infinity"),
        _ => {
            let era = put_day(i64::from(days), out);
            out.extend_from_slice(era);
        }
    }
}

/// Appends a moment, with `between` its date and its time, and where it is in UTC, `zone` behind it.
pub(super) fn put_timestamp(micros: i64, between: u8, zone: &[u8], out: &mut Vec<u8>) {
    match micros {
        i64::MAX => return out.extend_from_slice(b"infinity"),
        i64::MIN => return out.extend_from_slice(b"-infinity"),
        _ => {}
    }
    let era = put_day(micros.div_euclid(DAY), out);
    out.push(between);
    let time = micros.rem_euclid(DAY);
    let (seconds, micros) = (time / 1_000_000, time % 1_000_000);
    put_padded(seconds / 3600, out);
    out.push(b':');
    put_padded(seconds / 60 % 60, out);
    out.push(b':');
    put_padded(seconds % 60, out);
    if micros > 0 {
        let text = format!(".{micros:06}");
        out.extend_from_slice(text.trim_end_matches('0').as_bytes());
    }
    out.extend_from_slice(zone);
    out.extend_from_slice(era);
}

/// Appends a day of the Gregorian calendar, which Postgres extends to all times; what stands behind it before the year 1.
/// Years begin in March, so that the day that some have and others have not is the last.
fn put_day(days: i64, out: &mut Vec<u8>) -> &'static [u8] {
    const FOUR_CENTURIES: i64 = 146_097;
    let days = days + TO_2000;
    let (cycle, day) = (days.div_euclid(FOUR_CENTURIES), days.rem_euclid(FOUR_CENTURIES));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + cycle * 400 + later;
    let (year, era): (i64, &[u8]) = if year > 0 { (year, b"") } else { (1 - year, b" BC") };
    if year < 10_000 {
        put_padded(year / 100, out);
        put_padded(year % 100, out);
    } else {
        // A Vec takes everything.
        let _ = write!(out, "{year}");
    }
    out.push(b'-');
    put_padded(month, out);
    out.push(b'-');
    put_padded(day, out);
    era
}

/// Two digits.
fn put_padded(number: i64, out: &mut Vec<u8>) {
    let digit = |digit: i64| b'0' + u8::try_from(digit % 10).unwrap_or(0);
    out.extend_from_slice(&[digit(number / 10), digit(number)]);
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil};

    use super::*;

    fn date(days: i32) -> String {
        let mut out = Vec::new();
        put_date(days, &mut out);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let first = civil::date(2000, 1, 1);
        for days in (-730_000..2_900_000).step_by(61).chain([0, 59, 60, 365, 366, 36_524, 36_525, -1]) {
            let expected = first.checked_add(i64::from(days).days()).expect("a date");
            assert_eq!(date(days), expected.to_string(), "{days}");
        }
        assert_eq!((date(i32::MAX), date(i32::MIN)), ("infinity".into(), "-infinity".into()));
        assert_eq!(date(-730_120), "0001-12-31 BC");
        assert_eq!(date(10_000_000), "29379-01-26");
    }

    #[test]
    fn moments_have_no_more_digits_than_they_need() {
        let moment = |micros| {
            let mut out = Vec::new();
            put_timestamp(micros, b'T', b"+00:00", &mut out);
            String::from_utf8(out).expect("digits")
        };
        assert_eq!(moment(0), "2000-01-01T00:00:00+00:00");
        assert_eq!(moment(-1), "1999-12-31T23:59:59.999999+00:00");
        assert_eq!(moment(3_661_500_000), "2000-01-01T01:01:01.5+00:00");
        assert_eq!(moment(i64::MAX), "infinity");
    }
}

//! Dates and times from the serial numbers of spreadsheets.
//!
//! A serial number counts days: from 1899-12-31 as day 0 in the usual system, from 1904-01-01 in that of early Macs.
//! The usual system takes 1900 for a leap year, so it has a day 60, 1900-02-29, that never was
//! (ECMA-376 part 1, §18.17.4.1).

use std::fmt::Write;

use super::number_format::Shape;
use super::row::Kind;
use crate::kind::calendar;

/// Where a workbook counts its days from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Epoch {
    /// Day 1 is 1900-01-01.
    #[default]
    Year1900,
    /// Day 0 is 1904-01-01.
    Year1904,
}

/// Milliseconds of a day. A float of today's dates is exact to about a microsecond.
const DAY: i64 = 86_400_000;

/// The day after 9999-12-31 in the 1900 system.
const END: f64 = 2_958_466.0;

/// Appends the date, time or duration, and answers which it is. A number that is none (negative, beyond the year 9999)
/// is left to the caller.
///
/// A time of day that the format hides is told all the same, and so is a day; a number below 1 has no day.
pub(crate) fn push(serial: f64, shape: Shape, epoch: Epoch, into: &mut String) -> Option<Kind> {
    if !serial.is_finite() || serial.abs() >= END {
        return None;
    }
    let total = (serial * DAY as f64).round() as i64;
    if shape == Shape::Duration {
        push_duration(total, into);
        return Some(Kind::Duration);
    }
    if total < 0 || matches!(shape, Shape::Number | Shape::Padded(_)) {
        return None;
    }
    let (day, time) = (total.div_euclid(DAY), total.rem_euclid(DAY));
    if day == 0 && (epoch == Epoch::Year1900 || shape == Shape::Time) {
        push_time(time, into);
        return Some(Kind::Time);
    }
    let start = into.len();
    let serial_day = day as i32;
    match (epoch, serial_day) {
        (Epoch::Year1900, 60) => into.push_str("1900-02-29"),
        (Epoch::Year1900, 1..60) => push_date(serial_day - 25_568, into),
        (Epoch::Year1900, _) => push_date(serial_day - 25_569, into),
        (Epoch::Year1904, _) => push_date(serial_day - 24_107, into),
    }
    if into.len() - start != "YYYY-MM-DD".len() {
        into.truncate(start);
        return None;
    }
    if shape == Shape::Date && time == 0 {
        return Some(Kind::Date);
    }
    into.push('T');
    push_time(time, into);
    Some(Kind::Timestamp)
}

/// `days` since 1970-01-01.
fn push_date(days: i32, into: &mut String) {
    let (year, month, day) = calendar::civil_from_days(days);
    // A string takes any text.
    let _ = write!(into, "{year:04}-{month:02}-{day:02}");
}

/// `hh:mm:ss`, and milliseconds if there are any.
pub(crate) fn push_time(millis: i64, into: &mut String) {
    let seconds = millis / 1000;
    let _ = write!(into, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if millis % 1000 > 0 {
        let _ = write!(into, ".{:03}", millis % 1000);
    }
}

fn push_duration(millis: i64, into: &mut String) {
    if millis < 0 {
        into.push('-');
    }
    push_time(millis.abs(), into);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(serial: f64, shape: Shape, epoch: Epoch) -> Option<String> {
        let mut out = String::new();
        push(serial, shape, epoch, &mut out).map(|_| out)
    }

    #[test]
    fn days_of_1900_and_the_one_that_never_was() {
        let date = |serial: f64| shown(serial, Shape::Date, Epoch::Year1900).unwrap();
        assert_eq!(date(1.0), "1900-01-01");
        assert_eq!(date(59.0), "1900-02-28");
        assert_eq!(date(60.0), "1900-02-29");
        assert_eq!(date(61.0), "1900-03-01");
        assert_eq!(date(25_569.0), "1970-01-01");
        assert_eq!(date(2_958_465.0), "9999-12-31");
    }

    #[test]
    fn days_of_1904() {
        let date = |serial: f64| shown(serial, Shape::Date, Epoch::Year1904).unwrap();
        assert_eq!(date(0.0), "1904-01-01");
        assert_eq!(date(24_107.0), "1970-01-01");
        assert_eq!(shown(2_957_004.0, Shape::Date, Epoch::Year1904), None);
    }

    #[test]
    fn times_are_not_lost_to_a_format_that_hides_them() {
        let shown = |serial, shape| shown(serial, shape, Epoch::Year1900).unwrap();
        assert_eq!(shown(44_197.5, Shape::Date), "2021-01-01T12:00:00");
        assert_eq!(shown(44_197.0, Shape::Timestamp), "2021-01-01T00:00:00");
        assert_eq!(shown(44_197.416_666_666_664, Shape::Timestamp), "2021-01-01T10:00:00");
        assert_eq!(shown(44_197.000_005_787_04, Shape::Timestamp), "2021-01-01T00:00:00.500");
        assert_eq!(shown(0.999_999_999_9, Shape::Time), "1900-01-01T00:00:00");
        assert_eq!(shown(0.75, Shape::Time), "18:00:00");
        assert_eq!(shown(0.75, Shape::Timestamp), "18:00:00");
        assert_eq!(shown(1.5, Shape::Time), "1900-01-01T12:00:00");
    }

    #[test]
    fn durations_pass_a_day_and_zero() {
        let shown = |serial| shown(serial, Shape::Duration, Epoch::Year1900).unwrap();
        assert_eq!(shown(10.632_060_185_185_185), "255:10:10");
        assert_eq!(shown(-0.0625), "-01:30:00");
        assert_eq!(shown(0.0), "00:00:00");
    }

    #[test]
    fn numbers_that_are_no_dates() {
        assert_eq!(shown(-1.0, Shape::Date, Epoch::Year1900), None);
        assert_eq!(shown(3_000_000.0, Shape::Date, Epoch::Year1900), None);
        assert_eq!(shown(f64::NAN, Shape::Duration, Epoch::Year1900), None);
        assert_eq!(shown(5.0, Shape::Number, Epoch::Year1900), None);
        assert_eq!(shown(5.0, Shape::Padded(3), Epoch::Year1900), None);
    }
}

//! Dates, times, timestamps, durations and intervals in ISO 8601.

use std::fmt::{self, Write};

use arrow_array::cast::AsArray;
use arrow_array::types::{IntervalDayTimeType, IntervalMonthDayNanoType, IntervalYearMonthType};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, IntervalUnit};

use super::leaf::leaf;
use super::{Cells, Fault};
use crate::decode::columnar::meaning::Unit;
use crate::kind::calendar::civil;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The Julian day of 1970-01-01.
const JULIAN_EPOCH: i64 = 2_440_588;

/// Writing to a string cannot fail.
fn infallible(result: fmt::Result) {
    result.unwrap_or_default();
}

pub(super) fn push_date(days: i64, out: &mut String) {
    let (year, month, day) = civil(days);
    // ISO 8601-2:2019 §4.2: a year of other than four digits has a sign.
    match u32::try_from(year) {
        Ok(year @ 0..=9999) => push_digits(year, 4, out),
        _ => infallible(write!(out, "{year:+05}")),
    }
    out.push('-');
    push_digits(month, 2, out);
    out.push('-');
    push_digits(day, 2, out);
}

/// A date in milliseconds; with its time where it is not a whole day after all.
pub(super) fn push_date_millis(millis: i64, out: &mut String) {
    match millis % 86_400_000 {
        0 => push_date(millis / 86_400_000, out),
        _ => push_timestamp(millis.into(), Unit::Millis, false, out),
    }
}

pub(super) fn push_time(value: i64, unit: Unit, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    push_clock(value.unsigned_abs(), unit, out);
}

/// `T` between date and time, a fraction of as many digits as the unit has (of nanoseconds six where that loses
/// nothing), `Z` behind an instant.
pub(super) fn push_timestamp(value: i128, unit: Unit, instant: bool, out: &mut String) {
    let day = DAY * unit.per_second();
    let (days, clock) = match i64::try_from(value) {
        Ok(value) => (value.div_euclid(day), value.rem_euclid(day)),
        // An INT96. A day beyond 64 bits does not exist.
        Err(_) => {
            let day = i128::from(day);
            (i64::try_from(value.div_euclid(day)).unwrap_or(i64::MAX), value.rem_euclid(day) as i64)
        }
    };
    push_date(days, out);
    out.push('T');
    push_clock(clock.unsigned_abs(), unit, out);
    if instant {
        out.push('Z');
    }
}

fn push_clock(value: u64, unit: Unit, out: &mut String) {
    let per_second = unit.per_second().unsigned_abs();
    let (seconds, fraction) = (value / per_second, (value % per_second) as u32);
    match u32::try_from(seconds / 3600) {
        Ok(hours @ 0..=99) => push_digits(hours, 2, out),
        _ => infallible(write!(out, "{}", seconds / 3600)),
    }
    out.push(':');
    push_digits((seconds / 60 % 60) as u32, 2, out);
    out.push(':');
    push_digits((seconds % 60) as u32, 2, out);
    if unit == Unit::Seconds {
        return;
    }
    out.push('.');
    match unit {
        Unit::Nanos if fraction % 1000 == 0 => push_digits(fraction / 1000, 6, out),
        _ => push_digits(fraction, unit.digits() as usize, out),
    }
}

/// The last digits of a number, at most nine, with zeros before it.
fn push_digits(value: u32, digits: usize, out: &mut String) {
    let mut text = [b'0'; 9];
    let mut rest = value;
    for digit in text.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    out.push_str(str::from_utf8(&text[9 - digits.min(9)..]).unwrap_or_default());
}

/// Nanoseconds of the day in eight bytes, then the Julian day in four, both little-endian
/// (<https://github.com/apache/parquet-format/pull/49>).
pub(super) fn push_int96(value: &[u8], out: &mut String) -> Result<(), Fault> {
    let Some((nanos, day)) = value.split_first_chunk::<8>() else { return Ok(()) };
    let day = day.try_into().map_or(0, i32::from_le_bytes);
    let nanos = i128::from(i64::from_le_bytes(*nanos));
    let since_epoch = i128::from((i64::from(day) - JULIAN_EPOCH) * DAY) * 1_000_000_000 + nanos;
    push_timestamp(since_epoch, Unit::Nanos, false, out);
    Ok(())
}

pub(super) fn push_duration(value: i64, unit: Unit, out: &mut String) {
    push_interval(0, 0, value, unit, out);
}

/// `P1Y2M3DT4H5M6.5S`, each part only where it is not zero, with a sign of its own where it is negative; nothing is `PT0S`
/// (ISO 8601-1 §5.5.2, ISO 8601-2 §4.4 for the signs).
fn push_interval(months: i64, days: i64, value: i64, unit: Unit, out: &mut String) {
    out.push('P');
    let start = out.len();
    push_part(months / 12, 'Y', out);
    push_part(months % 12, 'M', out);
    push_part(days, 'D', out);
    if value != 0 {
        out.push('T');
        let (seconds, fraction) = (value / unit.per_second(), value % unit.per_second());
        push_part(seconds / 3600, 'H', out);
        push_part(seconds / 60 % 60, 'M', out);
        push_seconds(seconds % 60, fraction, unit, out);
    }
    if out.len() == start {
        out.push_str("T0S");
    }
}

fn push_part(value: i64, letter: char, out: &mut String) {
    if value != 0 {
        infallible(write!(out, "{value}{letter}"));
    }
}

fn push_seconds(seconds: i64, fraction: i64, unit: Unit, out: &mut String) {
    if fraction == 0 {
        return push_part(seconds, 'S', out);
    }
    let sign = if fraction < 0 { "-" } else { "" };
    let digits = format!("{:0digits$}", fraction.unsigned_abs(), digits = unit.digits() as usize);
    infallible(write!(out, "{sign}{}.{}S", seconds.unsigned_abs(), digits.trim_end_matches('0')));
}

/// Three numbers of four bytes without sign, little-endian: months, days, milliseconds
/// (<https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#interval>).
fn push_parquet_interval(value: &[u8], out: &mut String) {
    let part = |at: usize| {
        let bytes = value.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        i64::from(bytes.map_or(0, u32::from_le_bytes))
    };
    push_interval(part(0), part(4), part(8), Unit::Millis, out);
}

pub(super) fn intervals(array: &ArrayRef, nulls: Option<NullBuffer>) -> Option<Box<dyn Cells>> {
    Some(match array.data_type() {
        DataType::FixedSizeBinary(12) => {
            let values = array.as_fixed_size_binary().clone();
            leaf(nulls, true, move |row, out| {
                push_parquet_interval(values.value(row), out);
                Ok(())
            })
        }
        DataType::Interval(IntervalUnit::YearMonth) => {
            let values = array.as_primitive::<IntervalYearMonthType>().clone();
            leaf(nulls, true, move |row, out| {
                push_interval(values.value(row).into(), 0, 0, Unit::Millis, out);
                Ok(())
            })
        }
        DataType::Interval(IntervalUnit::DayTime) => {
            let values = array.as_primitive::<IntervalDayTimeType>().clone();
            leaf(nulls, true, move |row, out| {
                let value = values.value(row);
                push_interval(0, value.days.into(), value.milliseconds.into(), Unit::Millis, out);
                Ok(())
            })
        }
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            let values = array.as_primitive::<IntervalMonthDayNanoType>().clone();
            leaf(nulls, true, move |row, out| {
                let value = values.value(row);
                push_interval(value.months.into(), value.days.into(), value.nanoseconds, Unit::Nanos, out);
                Ok(())
            })
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timestamp(value: i128, unit: Unit) -> String {
        let mut out = String::new();
        push_timestamp(value, unit, false, &mut out);
        out
    }

    #[test]
    fn timestamps_have_the_digits_of_their_unit() {
        assert_eq!(timestamp(-1, Unit::Seconds), "1969-12-31T23:59:59");
        assert_eq!(timestamp(1, Unit::Millis), "1970-01-01T00:00:00.001");
        assert_eq!(timestamp(1, Unit::Micros), "1970-01-01T00:00:00.000001");
        assert_eq!(timestamp(1000, Unit::Nanos), "1970-01-01T00:00:00.000001");
        assert_eq!(timestamp(1001, Unit::Nanos), "1970-01-01T00:00:00.000001001");
        assert_eq!(timestamp(253_402_300_800, Unit::Seconds), "+10000-01-01T00:00:00");
        assert_eq!(timestamp(-62_167_219_201, Unit::Seconds), "-0001-12-31T23:59:59");
        assert_eq!(timestamp(i64::MIN.into(), Unit::Seconds), "-292277022657-01-27T08:29:52");
    }

    #[test]
    fn int96_beyond_the_nanoseconds_of_64_bits() {
        // 9999-12-31T23:59:59.000000001, far beyond the year 2262.
        let day = 2_932_896 + 2_440_588_i32;
        let nanos = 86_399 * 1_000_000_000_i64 + 1;
        let bytes = [nanos.to_le_bytes().as_slice(), &day.to_le_bytes()].concat();
        let mut out = String::new();
        push_int96(&bytes, &mut out).expect("twelve bytes");
        assert_eq!(out, "9999-12-31T23:59:59.000000001");
    }

    #[test]
    fn intervals_keep_months_and_days_apart() {
        let interval = |months, days, value| {
            let mut out = String::new();
            push_interval(months, days, value, Unit::Millis, &mut out);
            out
        };
        assert_eq!(interval(14, 2, 3500), "P1Y2M2DT3.5S");
        assert_eq!(interval(0, 0, 5_400_000), "PT1H30M");
        assert_eq!(interval(0, -1, 0), "P-1D");
        assert_eq!(interval(0, 0, -60_250), "PT-1M-0.25S");
        assert_eq!(interval(0, 0, 0), "PT0S");
    }
}

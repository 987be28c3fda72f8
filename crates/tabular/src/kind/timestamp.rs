//! Dates with a time of day, with and without a time zone, in one fixed spelling.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::{DateFormat, WrittenDate, digits};
use super::zone::Zone;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// What stands between date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Between {
    /// `T`
    T,
    /// One space.
    Space,
}

/// How a column writes the time of day: `hh:mm`, `hh:mm:ss` or `hh:mm:ss.SSS`, 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeFormat {
    /// What stands before it.
    pub between: Between,
    /// Whether there are seconds.
    pub seconds: bool,
    /// Digits of the fraction of a second, 0 (none) to 6.
    pub fraction: u8,
}

/// How a column writes timestamps without a zone. Displays, parses and serialises as a pattern:
/// `YYYY-MM-DD hh:mm:ss.SSS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimestampFormat {
    /// The date.
    pub date: DateFormat,
    /// The time of day.
    pub time: TimeFormat,
}

/// How a column writes timestamps with a zone, the same zone in every row. Displays, parses and serialises as
/// a pattern: `YYYY-MM-DDThh:mm:ssZ`, `YYYY-MM-DDThh:mm+02:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZonedFormat {
    /// Date and time.
    pub local: TimestampFormat,
    /// The zone.
    pub zone: Zone,
}

/// A date, and perhaps a time and a zone, as they stand in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) date: WrittenDate,
    pub(crate) time: Option<(TimeFormat, Option<Zone>)>,
    time_of_day: i64,
}

impl Written {
    /// Reads the whole text.
    pub(crate) fn scan(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() < 8 || !bytes[0].is_ascii_digit() {
            return None;
        }
        let (date, rest) = WrittenDate::scan(bytes)?;
        let (first, rest) = match rest.split_first() {
            None => return Some(Self { date, time: None, time_of_day: 0 }),
            Some(split) => split,
        };
        let between = match first {
            b'T' => Between::T,
            b' ' => Between::Space,
            _ => return None,
        };
        let (hour, rest) = two_digits(rest)?;
        let (minute, mut rest) = two_digits(rest.strip_prefix(b":")?)?;
        let mut second = 0;
        let mut micros = 0;
        let mut time = TimeFormat { between, seconds: false, fraction: 0 };
        if let Some(seconds) = rest.strip_prefix(b":") {
            (second, rest) = two_digits(seconds)?;
            time.seconds = true;
            if let Some(fraction) = rest.strip_prefix(b".") {
                let len = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
                if !(1..=6).contains(&len) {
                    return None;
                }
                micros = digits(&fraction[..len])? * 10_u32.pow(6 - len as u32);
                time.fraction = len as u8;
                rest = &fraction[len..];
            }
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let zone = if rest.is_empty() { None } else { Some(Zone::scan(rest)?) };
        let seconds = i64::from(hour * 3600 + minute * 60 + second);
        Some(Self { date, time: Some((time, zone)), time_of_day: seconds * 1_000_000 + i64::from(micros) })
    }

    /// Microseconds since 1970-01-01T00:00 in local time, if this is how the format writes it.
    fn read_as(&self, format: &TimestampFormat) -> Option<i64> {
        let (time, _) = self.time?;
        let days = self.date.read_as(&format.date)?;
        (time == format.time).then(|| i64::from(days) * DAY + self.time_of_day)
    }
}

fn two_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let (two, rest) = text.split_at_checked(2)?;
    Some((digits(two)?, rest))
}

impl TimestampFormat {
    /// `YYYY-MM-DDThh:mm:ss.SSSSSS`, ISO 8601 without losing a microsecond.
    pub const ISO: Self =
        Self { date: DateFormat::ISO, time: TimeFormat { between: Between::T, seconds: true, fraction: 6 } };

    /// Microseconds since 1970-01-01T00:00, if the whole text is a timestamp in this format.
    pub(crate) fn parse(&self, text: &str) -> Option<i64> {
        let written = Written::scan(text)?;
        matches!(written.time, Some((_, None))).then(|| written.read_as(self)).flatten()
    }

    pub(crate) fn write(&self, micros: i64, out: &mut impl fmt::Write) -> fmt::Result {
        self.date.write(micros.div_euclid(DAY) as i32, out)?;
        let time = micros.rem_euclid(DAY);
        let (minutes, micros) = (time / 60_000_000, time % 60_000_000);
        let between = if self.time.between == Between::T { 'T' } else { ' ' };
        write!(out, "{between}{:02}:{:02}", minutes / 60, minutes % 60)?;
        if self.time.seconds {
            write!(out, ":{:02}", micros / 1_000_000)?;
        }
        if self.time.fraction > 0 {
            let fraction = usize::from(self.time.fraction);
            let digits = format!("{:06}", micros % 1_000_000);
            write!(out, ".{}", &digits[..fraction.min(6)])?;
        }
        Ok(())
    }
}

impl ZonedFormat {
    /// `YYYY-MM-DDThh:mm:ss.SSSSSSZ`, ISO 8601 without losing a microsecond.
    pub const ISO: Self = Self { local: TimestampFormat::ISO, zone: Zone::Zulu };

    /// Microseconds since 1970-01-01T00:00 UTC, if the whole text is a timestamp in this format.
    pub(crate) fn parse(&self, text: &str) -> Option<i64> {
        let written = Written::scan(text)?;
        let (_, zone) = written.time?;
        let local = written.read_as(&self.local)?;
        (zone == Some(self.zone)).then(|| local - self.zone.micros())
    }

    pub(crate) fn write(&self, micros: i64, out: &mut impl fmt::Write) -> fmt::Result {
        self.local.write(micros + self.zone.micros(), out)?;
        write!(out, "{}", self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_timestamps_round_trip() {
        for (pattern, text) in [
            ("YYYY-MM-DD hh:mm", "2024-07-03 09:05"),
            ("YYYY-MM-DDThh:mm:ss", "0001-01-01T00:00:00"),
            ("D.M.YYYY hh:mm:ss.SSS", "3.7.1924 23:59:59.120"),
        ] {
            let format: TimestampFormat = pattern.parse().expect(pattern);
            assert_eq!(format.to_string(), pattern);
            let micros = format.parse(text).expect(text);
            let mut out = String::new();
            format.write(micros, &mut out).expect("a string takes any text");
            assert_eq!(out, text);
        }
    }

    #[test]
    fn zoned_timestamps_round_trip() {
        for (pattern, text) in [
            ("YYYY-MM-DDThh:mm:ssZ", "2024-07-03T09:05:00Z"),
            ("YYYY-MM-DDThh:mm:ss.SSSSSS+05:30", "0001-01-01T00:00:00.000001+05:30"),
            ("YYYY-MM-DD hh:mm-08", "9999-12-31 23:59-08"),
        ] {
            let format: ZonedFormat = pattern.parse().expect(pattern);
            assert_eq!(format.to_string(), pattern);
            let micros = format.parse(text).expect(text);
            let mut out = String::new();
            format.write(micros, &mut out).expect("a string takes any text");
            assert_eq!(out, text);
        }
        let zoned: ZonedFormat = "YYYY-MM-DDThh:mm:ss+02:00".parse().expect("known");
        assert_eq!(zoned.parse("1970-01-01T02:00:00+02:00"), Some(0));
        assert_eq!(zoned.parse("1970-01-01T02:00:00+01:00"), None);
    }

    #[test]
    fn times_that_do_not_exist() {
        for text in [
            "2024-07-03 24:00",
            "2024-07-03 09:60",
            "2024-07-03 09:05:60",
            "2024-07-03 9:05",
            "2024-07-03T09:05:00.",
            "2024-07-03T09:05:00.1234567",
            "2024-07-03t09:05",
        ] {
            assert!(Written::scan(text).is_none(), "{text}");
        }
    }
}

//! Dates with a time of day, with and without a time zone, in one fixed spelling.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clock::{TimeFormat, WrittenTime};
use super::date::DateFormat;
use super::written_date::WrittenDate;
use super::zone::Zone;

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// What stands between date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Between {
    /// `T`
    T,
    /// One space.
    Space,
    /// `, `
    CommaSpace,
}

/// How a column writes timestamps without a zone. Displays, parses and serialises as a pattern:
/// `YYYY-MM-DD hh:mm:ss.SSS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimestampFormat {
    /// The date.
    pub date: DateFormat,
    /// What stands between.
    pub between: Between,
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
    pub(crate) time: Option<(Between, WrittenTime)>,
    pub(crate) zone: Option<Zone>,
}

impl Between {
    pub(crate) const ALL: [Self; 3] = [Self::T, Self::CommaSpace, Self::Space];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::T => "T",
            Self::Space => " ",
            Self::CommaSpace => ", ",
        }
    }
}

impl Written {
    /// Reads the whole text.
    pub(crate) fn scan(text: &str) -> Option<Self> {
        if text.len() < 6 {
            return None;
        }
        let (date, rest) = WrittenDate::scan(text)?;
        if rest.is_empty() {
            return Some(Self { date, time: None, zone: None });
        }
        let (between, rest) = Between::ALL
            .into_iter()
            .find_map(|between| Some((between, rest.strip_prefix(between.as_str())?)))?;
        let (time, rest) = WrittenTime::scan(rest)?;
        let zone = if rest.is_empty() { None } else { Some(Zone::scan(rest)?) };
        time.is_of_day().then_some(Self { date, time: Some((between, time)), zone })
    }
}

impl TimestampFormat {
    /// `YYYY-MM-DDThh:mm:ss.SSSSSS`, ISO 8601 without losing a microsecond.
    pub const ISO: Self = Self { date: DateFormat::ISO, between: Between::T, time: TimeFormat::ISO };

    /// Microseconds since 1970-01-01T00:00, if the whole text is a timestamp in this format.
    pub(crate) fn parse(&self, text: &str) -> Option<i64> {
        let (micros, rest) = self.parse_start(text)?;
        rest.is_empty().then_some(micros)
    }

    fn parse_start<'a>(&self, text: &'a str) -> Option<(i64, &'a str)> {
        let (days, rest) = self.date.parse_start(text)?;
        let (micros, rest) = self.time.parse_start(rest.strip_prefix(self.between.as_str())?)?;
        Some((i64::from(days) * DAY + micros, rest))
    }

    pub(crate) fn write(&self, micros: i64, out: &mut impl fmt::Write) -> fmt::Result {
        self.date.write(micros.div_euclid(DAY) as i32, out)?;
        out.write_str(self.between.as_str())?;
        self.time.write(micros.rem_euclid(DAY), out)
    }
}

impl ZonedFormat {
    /// `YYYY-MM-DDThh:mm:ss.SSSSSSZ`, ISO 8601 without losing a microsecond.
    pub const ISO: Self = Self { local: TimestampFormat::ISO, zone: Zone::Zulu };

    /// Microseconds since 1970-01-01T00:00 UTC, if the whole text is a timestamp in this format.
    pub(crate) fn parse(&self, text: &str) -> Option<i64> {
        let (local, rest) = self.local.parse_start(text)?;
        (Zone::scan(rest) == Some(self.zone)).then(|| local - self.zone.micros())
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
            ("M/D/YY[1950] h:mm", "5/10/18 4:01"),
            ("Mon D, YYYY, h:mm:ss AM", "May 3, 2024, 1:02:03 PM"),
            ("YYYYMMDD hh:mm:ss", "20240131 23:59:59"),
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
            ("YYYY-MM-DD hh:mm:ss UTC", "2024-07-03 09:05:00 UTC"),
            ("YYYY-MM-DD hh:mm:ss +0200", "2024-07-03 09:05:00 +0200"),
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
            "2024-07-03T09:05:00.",
            "2024-07-03T09:05:00.1234567",
            "2024-07-03t09:05",
        ] {
            assert!(Written::scan(text).is_none(), "{text}");
        }
    }
}

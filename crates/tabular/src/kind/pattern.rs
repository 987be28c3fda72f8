//! Timestamp formats as patterns: `YYYY-MM-DD hh:mm:ss.SSS`, `YYYY-MM-DDThh:mm:ssZ`. So they are shown and stored.

use std::fmt;
use std::str::FromStr;

use super::date::{DateFormat, UnknownFormat};
use super::timestamp::{Between, TimeFormat, TimestampFormat, ZonedFormat};
use super::zone::Zone;

impl fmt::Display for TimestampFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let between = if self.time.between == Between::T { 'T' } else { ' ' };
        write!(f, "{}{between}hh:mm", self.date)?;
        if self.time.seconds {
            f.write_str(":ss")?;
        }
        if self.time.fraction > 0 {
            write!(f, ".{}", "S".repeat(usize::from(self.time.fraction)))?;
        }
        Ok(())
    }
}

impl fmt::Display for ZonedFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.zone)
    }
}

/// The time format at the start of a pattern, and the rest of the pattern.
fn time_pattern(pattern: &str) -> Option<(TimeFormat, &str)> {
    let (between, rest) = match pattern.strip_prefix('T') {
        Some(rest) => (Between::T, rest),
        None => (Between::Space, pattern.strip_prefix(' ')?),
    };
    let rest = rest.strip_prefix("hh:mm")?;
    let Some(rest) = rest.strip_prefix(":ss") else {
        return Some((TimeFormat { between, seconds: false, fraction: 0 }, rest));
    };
    let Some(fraction) = rest.strip_prefix('.') else {
        return Some((TimeFormat { between, seconds: true, fraction: 0 }, rest));
    };
    let rest = fraction.trim_start_matches('S');
    let len = fraction.len() - rest.len();
    (1..=6).contains(&len).then_some((TimeFormat { between, seconds: true, fraction: len as u8 }, rest))
}

/// The format at the start of a pattern, and the rest of the pattern.
fn timestamp_pattern(pattern: &str) -> Option<(TimestampFormat, &str)> {
    DateFormat::all().find_map(|date| {
        let (time, rest) = time_pattern(pattern.strip_prefix(&date.to_string())?)?;
        Some((TimestampFormat { date, time }, rest))
    })
}

impl FromStr for TimestampFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        match timestamp_pattern(pattern) {
            Some((format, "")) => Ok(format),
            _ => Err(UnknownFormat(pattern.to_owned())),
        }
    }
}

impl FromStr for ZonedFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        timestamp_pattern(pattern)
            .and_then(|(local, rest)| Some(Self { local, zone: Zone::scan(rest.as_bytes())? }))
            .ok_or_else(|| UnknownFormat(pattern.to_owned()))
    }
}

impl TryFrom<String> for TimestampFormat {
    type Error = UnknownFormat;

    fn try_from(pattern: String) -> Result<Self, UnknownFormat> {
        pattern.parse()
    }
}

impl TryFrom<String> for ZonedFormat {
    type Error = UnknownFormat;

    fn try_from(pattern: String) -> Result<Self, UnknownFormat> {
        pattern.parse()
    }
}

impl From<TimestampFormat> for String {
    fn from(format: TimestampFormat) -> Self {
        format.to_string()
    }
}

impl From<ZonedFormat> for String {
    fn from(format: ZonedFormat) -> Self {
        format.to_string()
    }
}

//! The time zone at the end of a timestamp: `Z` or one constant offset for a whole column.

use std::fmt;

use crate::kind::date::digits;

/// How a column writes the offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// `Z`
    Zulu,
    /// ` UTC`
    Utc,
    /// ` GMT`
    Gmt,
    /// `+02:00`, `+0200` or `+02`, perhaps behind a space
    Offset {
        /// Minutes east of UTC, -959 to 959: what Postgres takes.
        minutes: i16,
        /// How it is written.
        style: OffsetStyle,
        /// Whether a space stands before it.
        spaced: bool,
    },
}

/// How an offset from UTC is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OffsetStyle {
    /// `+02:00`
    Colon,
    /// `+0200`
    Compact,
    /// `+02`
    Hours,
}

impl Zone {
    /// Reads the whole text as a zone. `-00:00` is refused: it would come back as `+00:00`.
    pub(crate) fn scan(text: &str) -> Option<Self> {
        let (spaced, text) = match text.strip_prefix(' ') {
            Some("UTC") => return Some(Self::Utc),
            Some("GMT") => return Some(Self::Gmt),
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (sign, rest) = match text.as_bytes() {
            b"Z" if !spaced => return Some(Self::Zulu),
            [b'+', rest @ ..] => (1, rest),
            [b'-', rest @ ..] => (-1, rest),
            _ => return None,
        };
        let (hours, minutes, style) = match rest {
            [_, _] => (digits(rest)?, 0, OffsetStyle::Hours),
            [_, _, b':', _, _] => (digits(&rest[..2])?, digits(&rest[3..])?, OffsetStyle::Colon),
            [_, _, _, _] => (digits(&rest[..2])?, digits(&rest[2..])?, OffsetStyle::Compact),
            _ => return None,
        };
        let total = sign * (hours * 60 + minutes) as i16;
        let valid = hours <= 15 && minutes <= 59 && (total != 0 || sign == 1);
        valid.then_some(Self::Offset { minutes: total, style, spaced })
    }

    /// Microseconds that local time is ahead of UTC.
    pub(crate) fn micros(self) -> i64 {
        match self {
            Self::Zulu | Self::Utc | Self::Gmt => 0,
            Self::Offset { minutes, .. } => i64::from(minutes) * 60_000_000,
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minutes, style) = match self {
            Self::Zulu => return f.write_str("Z"),
            Self::Utc => return f.write_str(" UTC"),
            Self::Gmt => return f.write_str(" GMT"),
            Self::Offset { minutes, style, spaced } => {
                if *spaced {
                    f.write_str(" ")?;
                }
                (minutes, style)
            }
        };
        let sign = if *minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        match style {
            OffsetStyle::Colon => write!(f, "{sign}{hours:02}:{minutes:02}"),
            OffsetStyle::Compact => write!(f, "{sign}{hours:02}{minutes:02}"),
            OffsetStyle::Hours => write!(f, "{sign}{hours:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_round_trip() {
        for text in ["Z", "+02:00", "-0330", "+00", "+15:59", "-08:00", " UTC", " GMT", " +0000"] {
            assert_eq!(Zone::scan(text).expect(text).to_string(), text);
        }
        for text in ["", "z", "-00:00", "-00", "+2", "+16:00", "+02:60", "+2:00", "UTC", "+02:0", " Z"] {
            assert_eq!(Zone::scan(text), None, "{text}");
        }
    }
}

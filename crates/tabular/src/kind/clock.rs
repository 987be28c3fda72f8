//! The time of day in one fixed spelling.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::digits;

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// How a column writes the time of day. Displays, parses and serialises as a pattern: `hh:mm:ss.SSS`, `h:mm AM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeFormat {
    /// Whether hours always have two digits.
    pub padded: bool,
    /// Whether there are seconds.
    pub seconds: bool,
    /// How fractions of a second are written.
    pub fraction: Fraction,
    /// How the half of the day is written; `None` with 24 hours.
    pub half: Option<HalfDay>,
}

/// How a column writes fractions of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fraction {
    /// Not at all.
    None,
    /// Always so many digits, 1 to 6.
    Digits(u8),
    /// Without trailing zeros, and not at all on the full second: `.5`.
    Trimmed,
    /// Six digits, and not at all on the full second, as Python's `isoformat`.
    SixOrNone,
}

/// How a column writes the half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HalfDay {
    /// Whether a space stands before it.
    pub spaced: bool,
    /// `AM` or `am`.
    pub upper: bool,
    /// `A.M.` or `AM`.
    pub dotted: bool,
}

/// A time of day, or a longer time, as it stands in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrittenTime {
    /// Hours as written; without a half of the day they may pass 23.
    pub(crate) hours: u32,
    pub(crate) hour_digits: usize,
    pub(crate) seconds: bool,
    /// Digits of the fraction; 0 for none.
    pub(crate) fraction_digits: usize,
    /// The last digit of the fraction is a zero.
    pub(crate) trailing_zero: bool,
    /// The style, and whether it is the second half.
    pub(crate) half: Option<(HalfDay, bool)>,
    /// Microseconds of minutes, seconds and fraction.
    within_hour: i64,
}

impl WrittenTime {
    /// Reads a time at the start of the text; answers it and what follows.
    pub(crate) fn scan(text: &str) -> Option<(Self, &str)> {
        let bytes = text.as_bytes();
        let hour_digits = bytes.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
        let hours = if hour_digits > 0 { digits(&bytes[..hour_digits])? } else { return None };
        let (minutes, mut at) = two_digits(bytes, hour_digits)?;
        let mut time = Self {
            hours,
            hour_digits,
            seconds: false,
            fraction_digits: 0,
            trailing_zero: false,
            half: None,
            within_hour: 0,
        };
        let (mut seconds, mut micros) = (0, 0);
        if let Some((value, next)) = two_digits(bytes, at) {
            (seconds, at, time.seconds) = (value, next, true);
            if bytes.get(at) == Some(&b'.') {
                let fraction = &bytes[at + 1..];
                let len = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
                if !(1..=6).contains(&len) {
                    return None;
                }
                micros = digits(&fraction[..len])? * 10_u32.pow(6 - len as u32);
                time.fraction_digits = len;
                time.trailing_zero = fraction[len - 1] == b'0';
                at += 1 + len;
            }
        }
        let mut rest = &text[at..];
        if minutes > 59 || seconds > 59 || rest.starts_with(|c: char| c.is_ascii_digit() || c == ':') {
            return None;
        }
        if let Some((half, second, after)) = HalfDay::scan(rest) {
            if !(1..=12).contains(&hours) || hour_digits > 2 {
                return None;
            }
            (time.half, rest) = (Some((half, second)), after);
        }
        time.within_hour = i64::from(minutes * 60 + seconds) * 1_000_000 + i64::from(micros);
        Some((time, rest))
    }

    /// Whether it is a time of day.
    pub(crate) fn is_of_day(&self) -> bool {
        self.hours <= 23 && self.hour_digits <= 2
    }

    /// Microseconds since midnight, or of the whole time.
    pub(crate) fn micros(&self) -> i64 {
        let hours = match self.half {
            None => self.hours,
            Some((_, second)) => self.hours % 12 + if second { 12 } else { 0 },
        };
        i64::from(hours) * HOUR + self.within_hour
    }

    /// Whether hours have a leading zero, and whether they have a single digit.
    pub(crate) fn padding(&self) -> (bool, bool) {
        (self.hour_digits == 2 && self.hours < 10, self.hour_digits == 1)
    }

    /// Microseconds since midnight, if this is how the format writes it. Hours beyond 23 pass when they are digits as
    /// many as needed.
    pub(crate) fn read_as(&self, format: &TimeFormat) -> Option<i64> {
        let (zero, single) = self.padding();
        let needless = self.hour_digits > 2 && self.hours < 10_u32.pow(self.hour_digits as u32 - 1);
        let fraction = match format.fraction {
            Fraction::None => self.fraction_digits == 0,
            Fraction::Digits(len) => self.fraction_digits == usize::from(len),
            Fraction::Trimmed => !self.trailing_zero,
            Fraction::SixOrNone => {
                self.fraction_digits == 0 || self.fraction_digits == 6 && self.within_hour % 1_000_000 != 0
            }
        };
        let fits = fraction
            && !needless
            && self.seconds == format.seconds
            && self.half.map(|(half, _)| half) == format.half
            && !(if format.padded { single } else { zero });
        fits.then(|| self.micros())
    }
}

/// `:` and two digits.
fn two_digits(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    match bytes.get(at..at + 3)? {
        [b':', two @ ..] => Some((digits(two)?, at + 3)),
        _ => None,
    }
}

impl HalfDay {
    /// The half at the start of the text: its style, whether it is the second, and what follows.
    pub(crate) fn scan(text: &str) -> Option<(Self, bool, &str)> {
        let (spaced, rest) = match text.strip_prefix(' ') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let style = |upper, dotted| Self { spaced, upper, dotted };
        let styles = [style(true, false), style(false, false), style(true, true), style(false, true)];
        styles.into_iter().find_map(|style| {
            [false, true].into_iter().find_map(|second| {
                let rest = rest.strip_prefix(style.word(second))?;
                (!rest.starts_with(|c: char| c.is_alphanumeric() && c != 'Z' || c == '.'))
                    .then_some((style, second, rest))
            })
        })
    }

    pub(crate) fn word(self, second: bool) -> &'static str {
        match (second, self.upper, self.dotted) {
            (false, true, false) => "AM",
            (false, false, false) => "am",
            (false, true, true) => "A.M.",
            (false, false, true) => "a.m.",
            (true, true, false) => "PM",
            (true, false, false) => "pm",
            (true, true, true) => "P.M.",
            (true, false, true) => "p.m.",
        }
    }
}

impl TimeFormat {
    /// `hh:mm:ss.SSSSSS`, ISO 8601 without losing a microsecond.
    pub const ISO: Self = Self { padded: true, seconds: true, fraction: Fraction::Digits(6), half: None };

    /// Microseconds since midnight, if the whole text is a time of day in this format.
    pub(crate) fn parse(&self, text: &str) -> Option<i64> {
        let (time, rest) = WrittenTime::scan(text)?;
        (rest.is_empty() && time.is_of_day()).then(|| time.read_as(self)).flatten()
    }

    /// Microseconds at the start of the text, and what follows.
    #[inline]
    pub(crate) fn parse_start<'a>(&self, text: &'a str) -> Option<(i64, &'a str)> {
        const PLAIN: TimeFormat =
            TimeFormat { padded: true, seconds: true, fraction: Fraction::None, half: None };
        if *self == PLAIN {
            return plain_start(text);
        }
        let (time, rest) = WrittenTime::scan(text)?;
        time.is_of_day().then(|| time.read_as(self)).flatten().map(|micros| (micros, rest))
    }

    pub(crate) fn write(&self, micros: i64, out: &mut impl fmt::Write) -> fmt::Result {
        let (minutes, micros) = (micros / 60_000_000, micros % 60_000_000);
        let hour = match self.half {
            None => minutes / 60,
            Some(_) => (minutes / 60 + 11) % 12 + 1,
        };
        let width = if self.padded { 2 } else { 1 };
        write!(out, "{hour:0width$}:{:02}", minutes % 60)?;
        if self.seconds {
            write!(out, ":{:02}", micros / 1_000_000)?;
        }
        let digits = format!("{:06}", micros % 1_000_000);
        let fraction = match self.fraction {
            Fraction::None => "",
            Fraction::Digits(len) => &digits[..usize::from(len).min(6)],
            Fraction::Trimmed => digits.trim_end_matches('0'),
            Fraction::SixOrNone if digits == "000000" => "",
            Fraction::SixOrNone => &digits,
        };
        if !fraction.is_empty() {
            write!(out, ".{fraction}")?;
        }
        if let Some(half) = self.half {
            write!(out, "{}{}", if half.spaced { " " } else { "" }, half.word(minutes >= 720))?;
        }
        Ok(())
    }
}

/// `hh:mm:ss` at the start of a text.
#[inline]
fn plain_start(text: &str) -> Option<(i64, &str)> {
    let (time, rest) = text.split_at_checked(8)?;
    let [h1, h2, b':', m1, m2, b':', s1, s2] = *time.as_bytes() else { return None };
    let (hours, minutes, seconds) = (digits(&[h1, h2])?, digits(&[m1, m2])?, digits(&[s1, s2])?);
    let fits = hours <= 23
        && minutes <= 59
        && seconds <= 59
        && !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'))
        && HalfDay::scan(rest).is_none();
    fits.then(|| (i64::from(hours * 3600 + minutes * 60 + seconds) * 1_000_000, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_trip() {
        for (pattern, text) in [
            ("hh:mm", "09:05"),
            ("h:mm:ss", "9:05:00"),
            ("h:mm:ss", "23:59:59"),
            ("hh:mm:ss.SSS", "23:59:59.120"),
            ("hh:mm:ss.S*", "23:59:59.12"),
            ("hh:mm:ss.S*", "23:59:59"),
            ("hh:mm:ss.[SSSSSS]", "23:59:59.120000"),
            ("h:mm AM", "12:00 AM"),
            ("hh:mmpm", "12:30pm"),
            ("h:mm:ss a.m.", "1:30:05 p.m."),
        ] {
            let format: TimeFormat = pattern.replace("pm", "am").parse().expect(pattern);
            assert_eq!(format.to_string(), pattern.replace("pm", "am"));
            let micros = format.parse(text).expect(text);
            let mut out = String::new();
            format.write(micros, &mut out).expect("a string takes any text");
            assert_eq!(out, text);
        }
        let noon: TimeFormat = "h:mm AM".parse().expect("known");
        assert_eq!(noon.parse("12:00 PM"), Some(12 * HOUR));
        assert_eq!(noon.parse("12:01 AM"), Some(60_000_000));
        assert_eq!((noon.parse("0:30 AM"), noon.parse("13:00 PM")), (None, None));
    }

    #[test]
    fn times_that_do_not_exist() {
        for text in ["9", "9:5", "9:60", "9:05:60", "9:05:00.", "9:05:00.1234567", "9:05:00:00", ":05"] {
            assert!(WrittenTime::scan(text).is_none_or(|(_, rest)| !rest.is_empty()), "{text}");
        }
        let (long, _) = WrittenTime::scan("36:00:00").expect("a time");
        assert!(!long.is_of_day());
    }
}

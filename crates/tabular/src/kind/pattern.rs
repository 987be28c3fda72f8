//! Date and time formats as patterns: `YYYY-MM-DD hh:mm:ss.SSS`, `DD-Mon-YY[1950]`, `h:mm AM`. So they are shown and
//! stored.

use std::fmt;
use std::str::FromStr;

use super::clock::{Fraction, HalfDay, TimeFormat};
use super::date::{DateFormat, DateOrder, DateSeparator, MonthFormat, YearDigits};
use super::month::MonthNames;
use super::timestamp::{Between, TimestampFormat, ZonedFormat};
use super::zone::Zone;

/// A pattern that is not one of the supported formats.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a known date or time format")]
pub struct UnknownFormat(pub(crate) String);

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.separator.pair();
        let day = if self.padded { "DD" } else { "D" };
        let year = |f: &mut fmt::Formatter<'_>| match self.year {
            YearDigits::Four => f.write_str("YYYY"),
            YearDigits::Two { from } => write!(f, "YY[{from}]"),
        };
        let month = |f: &mut fmt::Formatter<'_>| match self.month {
            MonthFormat::Number => f.write_str(if self.padded { "MM" } else { "M" }),
            MonthFormat::Name(names) => names.write_pattern(f),
        };
        match self.order {
            DateOrder::YearMonthDay => {
                year(f)?;
                f.write_str(first)?;
                month(f)?;
                write!(f, "{second}{day}")
            }
            DateOrder::DayMonthYear => {
                write!(f, "{day}{first}")?;
                month(f)?;
                f.write_str(second)?;
                year(f)
            }
            DateOrder::MonthDayYear => {
                month(f)?;
                write!(f, "{first}{day}{second}")?;
                year(f)
            }
        }
    }
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.padded { "hh:mm" } else { "h:mm" })?;
        if self.seconds {
            f.write_str(":ss")?;
        }
        match self.fraction {
            Fraction::None => {}
            Fraction::Digits(len) => write!(f, ".{}", "S".repeat(usize::from(len)))?,
            Fraction::Trimmed => f.write_str(".S*")?,
            Fraction::SixOrNone => f.write_str(".[SSSSSS]")?,
        }
        match self.half {
            None => Ok(()),
            Some(half) => write!(f, "{}{}", if half.spaced { " " } else { "" }, half.word(false)),
        }
    }
}

impl fmt::Display for TimestampFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.date, self.between.as_str(), self.time)
    }
}

impl fmt::Display for ZonedFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.zone)
    }
}

/// What a part of a date's pattern stands for.
enum Token {
    Year(YearDigits),
    /// Whether it has two digits; `None` where a name has none.
    Month(MonthFormat, Option<bool>),
    Day(bool),
}

fn date_token(pattern: &str) -> Option<(Token, &str)> {
    if let Some(rest) = pattern.strip_prefix("YYYY") {
        return Some((Token::Year(YearDigits::Four), rest));
    }
    if let Some(rest) = pattern.strip_prefix("YY[") {
        let (from, rest) = rest.split_once(']')?;
        let from = from.parse().ok().filter(|from| (1000..=9900).contains(from))?;
        return Some((Token::Year(YearDigits::Two { from }), rest));
    }
    for (digits, padded) in [("DD", true), ("D", false)] {
        if let Some(rest) = pattern.strip_prefix(digits) {
            return Some((Token::Day(padded), rest));
        }
    }
    if let Some((names, rest)) = MonthNames::read_pattern(pattern) {
        return Some((Token::Month(MonthFormat::Name(names), None), rest));
    }
    [("MM", true), ("M", false)].into_iter().find_map(|(digits, padded)| {
        let rest = pattern.strip_prefix(digits)?;
        Some((Token::Month(MonthFormat::Number, Some(padded)), rest))
    })
}

/// The separator before the next token.
fn date_separator(pattern: &str) -> (&str, &str) {
    pattern.split_at(pattern.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(pattern.len()))
}

/// The date format at the start of a pattern, and the rest of the pattern.
fn date_pattern(pattern: &str) -> Option<(DateFormat, &str)> {
    let (first, rest) = date_token(pattern)?;
    let (before, rest) = date_separator(rest);
    let (second, rest) = date_token(rest)?;
    let (after, rest) = date_separator(rest);
    let (third, rest) = date_token(rest)?;
    let separator = DateSeparator::of_pair(before, after)?;
    let (order, year, month, month_padded, padded) = match (first, second, third) {
        (Token::Year(year), Token::Month(month, two), Token::Day(padded)) => {
            (DateOrder::YearMonthDay, year, month, two, padded)
        }
        (Token::Day(padded), Token::Month(month, two), Token::Year(year)) => {
            (DateOrder::DayMonthYear, year, month, two, padded)
        }
        (Token::Month(month, two), Token::Day(padded), Token::Year(year)) => {
            (DateOrder::MonthDayYear, year, month, two, padded)
        }
        _ => return None,
    };
    let format = DateFormat { order, separator, padded, year, month };
    // Without separators only one format can be told apart.
    let fits = month_padded.is_none_or(|two| two == padded)
        && (separator != DateSeparator::Nothing || format == DateFormat::COMPACT);
    fits.then_some((format, rest))
}

/// The time format at the start of a pattern, and the rest of the pattern.
fn time_pattern(pattern: &str) -> Option<(TimeFormat, &str)> {
    let (padded, mut rest) = match pattern.strip_prefix("hh:mm") {
        Some(rest) => (true, rest),
        None => (false, pattern.strip_prefix("h:mm")?),
    };
    let mut time = TimeFormat { padded, seconds: false, fraction: Fraction::None, half: None };
    if let Some(after) = rest.strip_prefix(":ss") {
        (time.seconds, rest) = (true, after);
        if let Some(after) = rest.strip_prefix(".S*") {
            (time.fraction, rest) = (Fraction::Trimmed, after);
        } else if let Some(after) = rest.strip_prefix(".[SSSSSS]") {
            (time.fraction, rest) = (Fraction::SixOrNone, after);
        } else if let Some(digits) = rest.strip_prefix('.') {
            rest = digits.trim_start_matches('S');
            let len = digits.len() - rest.len();
            time.fraction = Fraction::Digits((1..=6).contains(&len).then_some(len as u8)?);
        }
    }
    if let Some((half, false, after)) = HalfDay::scan(rest) {
        (time.half, rest) = (Some(half), after);
    }
    Some((time, rest))
}

/// The format at the start of a pattern, and the rest of the pattern.
fn timestamp_pattern(pattern: &str) -> Option<(TimestampFormat, &str)> {
    let (date, rest) = date_pattern(pattern)?;
    let (between, rest) =
        Between::ALL.into_iter().find_map(|between| Some((between, rest.strip_prefix(between.as_str())?)))?;
    let (time, rest) = time_pattern(rest)?;
    Some((TimestampFormat { date, between, time }, rest))
}

/// The whole pattern, or the error.
fn whole<T>(pattern: &str, read: Option<(T, &str)>) -> Result<T, UnknownFormat> {
    match read {
        Some((format, "")) => Ok(format),
        _ => Err(UnknownFormat(pattern.to_owned())),
    }
}

impl FromStr for DateFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        whole(pattern, date_pattern(pattern))
    }
}

impl FromStr for TimeFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        whole(pattern, time_pattern(pattern))
    }
}

impl FromStr for TimestampFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        whole(pattern, timestamp_pattern(pattern))
    }
}

impl FromStr for ZonedFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        timestamp_pattern(pattern)
            .and_then(|(local, rest)| Some(Self { local, zone: Zone::scan(rest)? }))
            .ok_or_else(|| UnknownFormat(pattern.to_owned()))
    }
}

/// Formats are stored as their patterns.
macro_rules! stored_as_pattern {
    ($($format:ty),*) => {$(
        impl TryFrom<String> for $format {
            type Error = UnknownFormat;

            fn try_from(pattern: String) -> Result<Self, UnknownFormat> {
                pattern.parse()
            }
        }

        impl From<$format> for String {
            fn from(format: $format) -> Self {
                format.to_string()
            }
        }
    )*};
}

stored_as_pattern!(DateFormat, TimeFormat, TimestampFormat, ZonedFormat);

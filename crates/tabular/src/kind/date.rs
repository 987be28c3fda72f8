//! Calendar dates in one fixed spelling.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::calendar::{civil_from_days, days_from_civil, is_valid};

/// The order of year, month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// 2024-07-03
    YearMonthDay,
    /// 03.07.2024
    DayMonthYear,
    /// 07/03/2024
    MonthDayYear,
}

/// The character between year, month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateSeparator {
    /// `-`
    Hyphen,
    /// `/`
    Slash,
    /// `.`
    Dot,
}

/// How a column writes its dates. Displays, parses and serialises as a pattern: `YYYY-MM-DD`, `D/M/YYYY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateFormat {
    /// Which number comes first.
    pub order: DateOrder,
    /// What stands between them.
    pub separator: DateSeparator,
    /// Whether month and day always have two digits (`07`), or as many as they need (`7`).
    pub padded: bool,
}

impl DateFormat {
    /// `YYYY-MM-DD`, ISO 8601.
    pub const ISO: Self =
        Self { order: DateOrder::YearMonthDay, separator: DateSeparator::Hyphen, padded: true };

    /// Every format there is.
    pub fn all() -> impl Iterator<Item = Self> {
        use {DateOrder::*, DateSeparator::*};
        [YearMonthDay, DayMonthYear, MonthDayYear].into_iter().flat_map(|order| {
            [Hyphen, Slash, Dot]
                .into_iter()
                .flat_map(move |separator| [true, false].map(|padded| Self { order, separator, padded }))
        })
    }

    /// The date in days since 1970-01-01, if the whole text is one in this format.
    pub(crate) fn parse(&self, text: &str) -> Option<i32> {
        let (date, rest) = WrittenDate::scan(text.as_bytes())?;
        if rest.is_empty() { date.read_as(self) } else { None }
    }

    /// Writes a date given in days since 1970-01-01.
    pub(crate) fn write(&self, days: i32, out: &mut impl fmt::Write) -> fmt::Result {
        let (year, month, day) = civil_from_days(days);
        let sep = self.separator.as_char();
        let width = if self.padded { 2 } else { 1 };
        match self.order {
            DateOrder::YearMonthDay => write!(out, "{year:04}{sep}{month:0width$}{sep}{day:0width$}"),
            DateOrder::DayMonthYear => write!(out, "{day:0width$}{sep}{month:0width$}{sep}{year:04}"),
            DateOrder::MonthDayYear => write!(out, "{month:0width$}{sep}{day:0width$}{sep}{year:04}"),
        }
    }
}

impl DateSeparator {
    fn as_char(self) -> char {
        match self {
            Self::Hyphen => '-',
            Self::Slash => '/',
            Self::Dot => '.',
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            b'-' => Some(Self::Hyphen),
            b'/' => Some(Self::Slash),
            b'.' => Some(Self::Dot),
            _ => None,
        }
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, month) = if self.padded { ("DD", "MM") } else { ("D", "M") };
        let sep = self.separator.as_char();
        match self.order {
            DateOrder::YearMonthDay => write!(f, "YYYY{sep}{month}{sep}{day}"),
            DateOrder::DayMonthYear => write!(f, "{day}{sep}{month}{sep}YYYY"),
            DateOrder::MonthDayYear => write!(f, "{month}{sep}{day}{sep}YYYY"),
        }
    }
}

/// A pattern that is not one of the supported formats.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a known date or time format")]
pub struct UnknownFormat(pub(crate) String);

impl FromStr for DateFormat {
    type Err = UnknownFormat;

    fn from_str(pattern: &str) -> Result<Self, UnknownFormat> {
        Self::all().find(|f| f.to_string() == pattern).ok_or_else(|| UnknownFormat(pattern.to_owned()))
    }
}

impl TryFrom<String> for DateFormat {
    type Error = UnknownFormat;

    fn try_from(pattern: String) -> Result<Self, UnknownFormat> {
        pattern.parse()
    }
}

impl From<DateFormat> for String {
    fn from(format: DateFormat) -> Self {
        format.to_string()
    }
}

/// A date as it stands in the text, before its order is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrittenDate {
    pub(crate) year_first: bool,
    pub(crate) separator: DateSeparator,
    year: i32,
    first: u32,
    second: u32,
    fits_padded: bool,
    fits_unpadded: bool,
}

impl WrittenDate {
    /// Reads a date at the start of the text; answers it and what follows.
    pub(crate) fn scan(text: &[u8]) -> Option<(Self, &[u8])> {
        let year_first = text.len() >= 8 && DateSeparator::from_byte(text[4]).is_some();
        if year_first {
            let (year, rest) = (digits(&text[..4])?, &text[4..]);
            let separator = DateSeparator::from_byte(rest[0])?;
            let (first, rest) = short_number(&rest[1..])?;
            let (second, rest) = short_number(after(rest, separator)?)?;
            Self::checked(true, separator, year, first, second).map(|date| (date, rest))
        } else {
            let (first, rest) = short_number(text)?;
            let separator = DateSeparator::from_byte(*rest.first()?)?;
            let (second, rest) = short_number(&rest[1..])?;
            let (year, rest) = after(rest, separator)?.split_at_checked(4)?;
            let year = digits(year)?;
            if rest.first().is_some_and(u8::is_ascii_digit) {
                return None;
            }
            Self::checked(false, separator, year, first, second).map(|date| (date, rest))
        }
    }

    fn checked(
        year_first: bool,
        separator: DateSeparator,
        year: u32,
        (first, first_len): (u32, usize),
        (second, second_len): (u32, usize),
    ) -> Option<Self> {
        let natural = |number: u32| if number >= 10 { 2 } else { 1 };
        let fits_padded = first_len == 2 && second_len == 2;
        let fits_unpadded = first_len == natural(first) && second_len == natural(second);
        (fits_padded || fits_unpadded).then_some(Self {
            year_first,
            separator,
            year: year as i32,
            first,
            second,
            fits_padded,
            fits_unpadded,
        })
    }

    /// The date in days since 1970-01-01, if this is how the format writes it.
    pub(crate) fn read_as(&self, format: &DateFormat) -> Option<i32> {
        let fits = if format.padded { self.fits_padded } else { self.fits_unpadded };
        let (month, day) = match (format.order, self.year_first) {
            (DateOrder::YearMonthDay, true) | (DateOrder::MonthDayYear, false) => (self.first, self.second),
            (DateOrder::DayMonthYear, false) => (self.second, self.first),
            _ => return None,
        };
        let fits = fits && format.separator == self.separator && is_valid(self.year, month, day);
        fits.then(|| days_from_civil(self.year, month, day))
    }
}

/// The rest after one expected separator.
fn after(text: &[u8], separator: DateSeparator) -> Option<&[u8]> {
    let (first, rest) = text.split_first()?;
    (DateSeparator::from_byte(*first)? == separator).then_some(rest)
}

/// One or two digits: the number, how many digits it had, and the rest.
fn short_number(text: &[u8]) -> Option<((u32, usize), &[u8])> {
    let len = text.iter().take(2).take_while(|b| b.is_ascii_digit()).count();
    (len > 0).then(|| (digits(&text[..len]).unwrap_or_default(), &text[len..])).map(|(n, r)| ((n, len), r))
}

/// The value of a run of ASCII digits of at most nine.
pub(crate) fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |value, b| b.is_ascii_digit().then(|| value * 10 + u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_round_trip() {
        for format in DateFormat::all() {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert!("YY-MM-DD".parse::<DateFormat>().is_err());
    }

    #[test]
    fn a_date_that_parses_is_written_the_same() {
        for format in DateFormat::all() {
            for days in [-719_162, -1, 0, 19_907, 2_932_896] {
                let mut text = String::new();
                format.write(days, &mut text).expect("a string takes any text");
                assert_eq!(format.parse(&text), Some(days), "{format} {text}");
            }
        }
    }

    #[test]
    fn near_dates_are_refused() {
        let iso = DateFormat::ISO;
        for text in [
            "2024-7-3",
            "2024-02-30",
            "0000-01-01",
            "2024/07/03",
            "2024-07-031",
            "20240703",
            "2024-07-03 ",
            "2024-07/03",
        ] {
            assert_eq!(iso.parse(text), None, "{text}");
        }
        let unpadded: DateFormat = "D/M/YYYY".parse().expect("known");
        assert!(unpadded.parse("7/3/2024").is_some() && unpadded.parse("07/3/2024").is_none());
        assert!(unpadded.parse("7/3/20245").is_none() && unpadded.parse("7/13/2024").is_none());
    }
}

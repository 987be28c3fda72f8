//! Calendar dates in one fixed spelling.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::calendar::{civil_from_days, days_from_civil, is_valid};
use super::month::MonthNames;
use super::written_date::WrittenDate;

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

/// What stands between year, month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateSeparator {
    /// `2024-07-03`
    Hyphen,
    /// `03/07/2024`
    Slash,
    /// `03.07.2024`
    Dot,
    /// `3 July 2024`
    Space,
    /// `3. Juli 2024`
    DotSpace,
    /// `3. 7. 2024`
    DotSpaces,
    /// `July 3, 2024`
    CommaSpace,
    /// `20240703`
    Nothing,
}

/// How a column writes years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum YearDigits {
    /// `2024`
    Four,
    /// `24`, for a year of the century that begins with this one.
    Two {
        /// The first year: 1950 reads `50` as 1950 and `49` as 2049.
        from: u16,
    },
}

/// How a column writes months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MonthFormat {
    /// `7` or `07`
    Number,
    /// `Jul`, `juillet`
    Name(MonthNames),
}

/// How a column writes its dates. Displays, parses and serialises as a pattern: `YYYY-MM-DD`, `D/M/YYYY`,
/// `DD-Mon-YY[1950]`, `D. Month[de] YYYY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateFormat {
    /// Which comes first.
    pub order: DateOrder,
    /// What stands between them.
    pub separator: DateSeparator,
    /// Whether days and months in digits always have two (`07`), or as many as they need (`7`).
    pub padded: bool,
    /// How years are written.
    pub year: YearDigits,
    /// How months are written.
    pub month: MonthFormat,
}

impl DateFormat {
    /// `YYYY-MM-DD`, ISO 8601.
    pub const ISO: Self = Self {
        order: DateOrder::YearMonthDay,
        separator: DateSeparator::Hyphen,
        padded: true,
        year: YearDigits::Four,
        month: MonthFormat::Number,
    };

    /// `YYYYMMDD`, ISO 8601 in its basic form.
    pub const COMPACT: Self = Self { separator: DateSeparator::Nothing, ..Self::ISO };

    /// Every format with numbers alone and years of four digits.
    pub fn all() -> impl Iterator<Item = Self> {
        use {DateOrder::*, DateSeparator::*};
        let formats = [YearMonthDay, DayMonthYear, MonthDayYear].into_iter().flat_map(|order| {
            [Hyphen, Slash, Dot, Space, DotSpaces].into_iter().flat_map(move |separator| {
                [true, false].map(|padded| Self { order, separator, padded, ..Self::ISO })
            })
        });
        formats.chain([Self::COMPACT])
    }

    /// The date in days since 1970-01-01, if the whole text is one in this format.
    #[inline]
    pub(crate) fn parse(&self, text: &str) -> Option<i32> {
        let (days, rest) = self.parse_start(text)?;
        rest.is_empty().then_some(days)
    }

    /// As [`parse`](Self::parse), of the start of the text; answers what follows.
    #[inline]
    pub(crate) fn parse_start<'a>(&self, text: &'a str) -> Option<(i32, &'a str)> {
        if self.padded && self.year == YearDigits::Four && self.month == MonthFormat::Number {
            match self.separator {
                DateSeparator::Hyphen => return self.fixed_start(text, b'-'),
                DateSeparator::Slash => return self.fixed_start(text, b'/'),
                DateSeparator::Dot => return self.fixed_start(text, b'.'),
                _ => {}
            }
        }
        let (date, rest) = WrittenDate::scan(text)?;
        Some((date.read_as(self)?, rest))
    }

    /// As [`parse_start`](Self::parse_start), where every part has its place.
    #[inline]
    fn fixed_start<'a>(&self, text: &'a str, separator: u8) -> Option<(i32, &'a str)> {
        let (date, rest) = text.split_at_checked(10)?;
        let date: [u8; 10] = date.as_bytes().try_into().ok()?;
        let (first, second, digits) = match (self.order, date) {
            (DateOrder::YearMonthDay, [a, b, c, d, first, m, n, second, x, y]) => {
                (first, second, [a, b, c, d, m, n, x, y])
            }
            (DateOrder::DayMonthYear, [x, y, first, m, n, second, a, b, c, d]) => {
                (first, second, [a, b, c, d, m, n, x, y])
            }
            (DateOrder::MonthDayYear, [m, n, first, x, y, second, a, b, c, d]) => {
                (first, second, [a, b, c, d, m, n, x, y])
            }
        };
        let digits = digits.map(|byte| byte.wrapping_sub(b'0'));
        // Without a branch for each.
        if digits.iter().fold(false, |other, digit| other | (*digit > 9)) {
            return None;
        }
        let [a, b, c, d, m, n, x, y] = digits.map(u32::from);
        let (year, month, day) = ((a * 1000 + b * 100 + c * 10 + d) as i32, m * 10 + n, x * 10 + y);
        let ends = !rest.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let fits = first == separator && second == separator && ends && is_valid(year, month, day);
        fits.then(|| (days_from_civil(year, month, day), rest))
    }

    /// Writes a date given in days since 1970-01-01.
    pub(crate) fn write(&self, days: i32, out: &mut impl fmt::Write) -> fmt::Result {
        let (year, month, day) = civil_from_days(days);
        let (first, second) = self.separator.pair();
        let width = if self.padded { 2 } else { 1 };
        let write_year = |out: &mut dyn fmt::Write| match self.year {
            YearDigits::Four => write!(out, "{year:04}"),
            YearDigits::Two { .. } => write!(out, "{:02}", year % 100),
        };
        match self.order {
            DateOrder::YearMonthDay => {
                write_year(out)?;
                out.write_str(first)?;
                self.write_month(month, out)?;
                write!(out, "{second}{day:0width$}")
            }
            DateOrder::DayMonthYear => {
                write!(out, "{day:0width$}{first}")?;
                self.write_month(month, out)?;
                out.write_str(second)?;
                write_year(out)
            }
            DateOrder::MonthDayYear => {
                self.write_month(month, out)?;
                write!(out, "{first}{day:0width$}{second}")?;
                write_year(out)
            }
        }
    }

    fn write_month(&self, month: u32, out: &mut impl fmt::Write) -> fmt::Result {
        match self.month {
            MonthFormat::Name(names) => names.write(month, out),
            MonthFormat::Number if self.padded => write!(out, "{month:02}"),
            MonthFormat::Number => write!(out, "{month}"),
        }
    }
}

impl YearDigits {
    /// The full year of digits with this value.
    pub(crate) fn full(self, digits: u32) -> i32 {
        let Self::Two { from } = self else { return digits as i32 };
        let from = u32::from(from);
        let year = from - from % 100 + digits;
        (if year < from { year + 100 } else { year }) as i32
    }
}

impl DateSeparator {
    /// What stands first and second.
    pub(crate) fn pair(self) -> (&'static str, &'static str) {
        match self {
            Self::Hyphen => ("-", "-"),
            Self::Slash => ("/", "/"),
            Self::Dot => (".", "."),
            Self::Space => (" ", " "),
            Self::DotSpace => (". ", " "),
            Self::DotSpaces => (". ", ". "),
            Self::CommaSpace => (" ", ", "),
            Self::Nothing => ("", ""),
        }
    }

    /// The separator that stands so.
    pub(crate) fn of_pair(first: &str, second: &str) -> Option<Self> {
        use DateSeparator::*;
        [Hyphen, Slash, Dot, Space, DotSpace, DotSpaces, CommaSpace, Nothing]
            .into_iter()
            .find(|separator| separator.pair() == (first, second))
    }
}

/// The value of a run of ASCII digits of at most nine.
#[inline]
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
        for pattern in
            ["D/M/YY[1950]", "DD-Mon-YY[1930]", "D. Month[de] YYYY", "MONTH D, YYYY", "YYYY-mon[es]-DD"]
        {
            assert_eq!(pattern.parse::<DateFormat>().expect(pattern).to_string(), pattern);
        }
        for pattern in ["YY-MM-DD", "YYYY-MM", "DD-Mon[xx]-YYYY", "MM-DD-DD", "", "YYYY-M-DD", "D/M/YY[195]"]
        {
            assert!(pattern.parse::<DateFormat>().is_err(), "{pattern}");
        }
    }

    #[test]
    fn a_date_that_parses_is_written_the_same() {
        let named = ["DD-Mon-YYYY", "D. Month[de] YYYY", "MONTH D, YYYY"];
        let formats = DateFormat::all().chain(named.map(|pattern| pattern.parse().expect(pattern)));
        for format in formats {
            for days in [-719_162, -1, 0, 19_907, 2_932_896] {
                // A number has no leading zeros, and years before 1000 would have one.
                if format == DateFormat::COMPACT && days < -354_285 {
                    continue;
                }
                let mut text = String::new();
                format.write(days, &mut text).expect("a string takes any text");
                assert_eq!(format.parse(&text), Some(days), "{format} {text}");
            }
        }
    }

    #[test]
    fn years_of_two_digits_lie_within_a_century() {
        let format: DateFormat = "D/M/YY[1950]".parse().expect("known");
        let iso = |text: &str| format.parse(text).map(|days| civil_from_days(days).0);
        assert_eq!((iso("1/7/50"), iso("1/7/49"), iso("29/2/00")), (Some(1950), Some(2049), Some(2000)));
        assert_eq!((iso("1/7/1950"), iso("1/7/5")), (None, None));
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
        let named: DateFormat = "DD-Mon-YYYY".parse().expect("known");
        assert!(named.parse("09-MAR-2011").is_none() && named.parse("9-Mar-2011").is_none());
        assert!(named.parse("09-Mär-2011").is_none() && named.parse("31-Apr-2011").is_none());
    }
}

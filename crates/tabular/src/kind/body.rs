//! The digits of a number with the marks between them: which marks group, which one stands before decimals.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::number::MAX_DIGITS;

/// What groups digits and what stands before decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DigitStyle {
    /// What stands before decimals.
    pub decimal: DecimalMark,
    /// How digits are grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Grouping>,
}

/// What stands before decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1.5`
    #[default]
    Point,
    /// `1,5`
    Comma,
}

/// How digits are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grouping {
    /// The character between groups: `,` `.` `'` `’`, or one of the spaces U+0020, U+00A0, U+2009, U+202F.
    pub mark: char,
    /// Whether groups behind the last three digits have two: `12,34,567`.
    #[serde(default)]
    pub indian: bool,
    /// Whether numbers of four digits are not grouped: `1234`, `12 345`, as in Spanish, Polish or Portuguese
    /// (Unicode CLDR, `minimumGroupingDigits` 2).
    #[serde(default)]
    pub from_five: bool,
}

/// The marks between groups.
const GROUP_MARKS: [char; 8] = [',', '.', ' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '\u{2019}'];

impl DecimalMark {
    pub(crate) fn as_char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

impl DigitStyle {
    /// Every style there is, simplest first. One character cannot both group and stand before decimals.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let decimals = [DecimalMark::Point, DecimalMark::Comma];
        let ungrouped = decimals.map(|decimal| Self { decimal, group: None });
        let grouped = GROUP_MARKS.into_iter().flat_map(move |mark| {
            let styles = if mark == ',' {
                &[(false, false), (false, true), (true, false)][..]
            } else {
                &[(false, false), (false, true)]
            };
            styles.iter().flat_map(move |(indian, from_five)| {
                let group = Some(Grouping { mark, indian: *indian, from_five: *from_five });
                decimals
                    .into_iter()
                    .filter(move |d| d.as_char() != mark)
                    .map(move |decimal| Self { decimal, group })
            })
        });
        ungrouped.into_iter().chain(grouped)
    }

    pub(crate) fn groups_with(&self, mark: char) -> bool {
        self.group.is_some_and(|group| group.mark == mark)
    }

    pub(crate) fn without_decimals(self) -> Self {
        let decimal = match self.group {
            Some(Grouping { mark: '.', .. }) => DecimalMark::Comma,
            _ => DecimalMark::Point,
        };
        Self { decimal, ..self }
    }
}

/// Whole part and fraction, if this is how the style writes a number. The whole part may be empty: `.5`.
#[inline]
pub(crate) fn split<'a>(text: &'a str, style: &DigitStyle) -> Option<(&'a str, &'a str)> {
    let mark = style.decimal.as_char() as u8;
    let (whole, fraction) = match text.bytes().position(|b| b == mark) {
        Some(at) if at + 1 == text.len() => return None,
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || text.len() > MAX_DIGITS {
        return None;
    }
    let fits = match whole.as_bytes() {
        [] => !fraction.is_empty(),
        [b'0'] => true,
        [b'1'..=b'9', ..] => match style.group {
            None => whole.bytes().all(|b| b.is_ascii_digit()),
            Some(group) => is_grouped(whole, group),
        },
        _ => false,
    };
    fits.then_some((whole, fraction))
}

fn is_grouped(whole: &str, group: Grouping) -> bool {
    let mut groups = whole.rsplit(group.mark);
    let is_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let last = groups.next().unwrap_or_default();
    if last.len() == whole.len() {
        return last.len() <= if group.from_five { 4 } else { 3 } && is_digits(last);
    }
    if last.len() != 3 || !is_digits(last) {
        return false;
    }
    let size = if group.indian { 2 } else { 3 };
    let mut first = 0;
    let mut count = 0;
    for group in groups {
        // The groups before the one that stands first must be full.
        if count > 0 && first != size || group.is_empty() || group.len() > size || !is_digits(group) {
            return false;
        }
        first = group.len();
        count += 1;
    }
    !(group.from_five && count == 1 && first == 1)
}

/// Writes the digits of a number without its sign.
pub(crate) fn write(
    number: &Decimal<'_>,
    style: &DigitStyle,
    bare_fraction: bool,
    out: &mut impl fmt::Write,
) -> fmt::Result {
    let count = number.whole_digits().count();
    let grouped = style.group.filter(|group| count > if group.from_five { 4 } else { 3 });
    for (i, digit) in number.whole_digits().enumerate() {
        let behind = count - i;
        if let Some(group) = grouped
            && i > 0
        {
            let starts_group = match (group.indian, behind > 3) {
                (true, true) => (behind - 3).is_multiple_of(2),
                _ => behind.is_multiple_of(3),
            };
            if starts_group {
                out.write_char(group.mark)?;
            }
        }
        if !(bare_fraction && count == 1 && digit == b'0' && !number.fraction().is_empty()) {
            out.write_char(char::from(digit))?;
        }
    }
    if !number.fraction().is_empty() {
        if count == 0 && !bare_fraction {
            out.write_char('0')?;
        }
        write!(out, "{}{}", style.decimal.as_char(), number.fraction())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(decimal: DecimalMark, mark: char, indian: bool, from_five: bool) -> DigitStyle {
        DigitStyle { decimal, group: Some(Grouping { mark, indian, from_five }) }
    }

    #[test]
    fn no_style_is_missing() {
        assert_eq!(DigitStyle::all().count(), 31);
    }

    #[test]
    fn groups_stand_where_they_belong() {
        use DecimalMark::{Comma, Point};
        let english = style(Point, ',', false, false);
        for text in ["0", "999", "1,234", "12,345", "1,234,567.80", "0.5", "123.4567"] {
            assert!(split(text, &english).is_some(), "{text}");
        }
        for text in [
            "1234",
            "1,23",
            "12,34,567",
            "0,123",
            ",123",
            "1,234,",
            "01,234",
            "1,2345",
            "1.",
            "1.2.3",
            "1,234.5,6",
        ] {
            assert!(split(text, &english).is_none(), "{text}");
        }
        let indian = style(Point, ',', true, false);
        assert!(split("1,23,45,678", &indian).is_some() && split("12,345", &indian).is_some());
        assert!(split("1,234,567", &indian).is_none() && split("1,2,345", &indian).is_none());
        let spanish = style(Comma, '.', false, true);
        assert!(split("1234,5", &spanish).is_some() && split("12.345", &spanish).is_some());
        assert!(split("1.234", &spanish).is_none());
    }

    #[test]
    fn what_is_split_is_written_the_same() {
        for style in DigitStyle::all() {
            for digits in ["0", "7", "123", "1234", "12345", "1234567", "123456789"] {
                let mut text = String::new();
                let number = Decimal::from_parts(false, digits, "50");
                write(&number, &style, false, &mut text).expect("a string takes any text");
                let (whole, fraction) = split(&text, &style).expect(&text);
                assert_eq!(Decimal::from_parts(false, whole, fraction), number, "{text}");
            }
        }
    }
}

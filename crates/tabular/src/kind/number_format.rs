//! How a column writes its numbers when not in the plain machine form `-1234.5`: grouped digits, decimal commas, other
//! signs, a unit on either side.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::body::{self, DigitStyle};
use super::decimal::Decimal;

/// A way of writing numbers. The default is the plain form, which [`ColumnType`](crate::ColumnType) writes as no format.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberFormat {
    /// What groups digits and what stands before decimals.
    #[serde(flatten)]
    pub digits: DigitStyle,
    /// How numbers below zero are written.
    #[serde(skip_serializing_if = "is_default")]
    pub negative: Negative,
    /// Whether numbers above zero bear a `+`.
    #[serde(skip_serializing_if = "is_default")]
    pub plus: bool,
    /// Whether `0.5` is written `.5`.
    #[serde(skip_serializing_if = "is_default")]
    pub bare_fraction: bool,
    /// What every value begins with: `$`, `EUR `.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// What every value ends with: `%`, ` €`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// Whether the sign stands behind the prefix: `$-5`.
    #[serde(skip_serializing_if = "is_default")]
    pub sign_inside: bool,
}

/// How numbers below zero are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Negative {
    /// `-5`
    #[default]
    Hyphen,
    /// `−5`, with the character U+2212.
    MinusSign,
    /// `5-`
    Trailing,
    /// `(5)`, the prefix and the suffix inside.
    Parentheses,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl NumberFormat {
    /// The number, if this is how the format writes it.
    pub(crate) fn parse<'a>(&self, text: &'a str) -> Option<Decimal<'a>> {
        let (mut negative, mut plus) = (false, false);
        let mut rest = text;
        if self.negative == Negative::Parentheses
            && let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        {
            (negative, rest) = (true, inner);
        }
        let sign = |rest: &'a str| {
            let mark = match self.negative {
                Negative::Hyphen => "-",
                Negative::MinusSign => "\u{2212}",
                Negative::Trailing | Negative::Parentheses => "",
            };
            match rest.strip_prefix(mark) {
                Some(rest) if !mark.is_empty() => (true, false, rest),
                _ => match rest.strip_prefix('+') {
                    Some(rest) if self.plus => (false, true, rest),
                    _ => (false, false, rest),
                },
            }
        };
        if !self.sign_inside && !negative {
            (negative, plus, rest) = sign(rest);
        }
        rest = rest.strip_prefix(self.prefix.as_str())?.strip_suffix(self.suffix.as_str())?;
        if self.sign_inside && !negative {
            (negative, plus, rest) = sign(rest);
        }
        if self.negative == Negative::Trailing
            && let Some(digits) = rest.strip_suffix('-')
        {
            (negative, rest) = (true, digits);
        }
        let (whole, fraction) = body::split(rest, &self.digits)?;
        if self.bare_fraction && whole == "0" && !fraction.is_empty()
            || !self.bare_fraction && whole.is_empty()
        {
            return None;
        }
        let number = Decimal::from_parts(negative, whole, fraction);
        if !negative && !plus && !self.plus {
            return Some(number);
        }
        // A zero has no sign, or it would lose it; with plus signs, every other positive number has one.
        let fits = if number.is_zero() { !negative && !plus } else { plus == (self.plus && !negative) };
        fits.then_some(number)
    }

    pub(crate) fn write(&self, number: &Decimal<'_>, out: &mut impl fmt::Write) -> fmt::Result {
        let negative = number.is_negative();
        let sign = match self.negative {
            Negative::Hyphen if negative => "-",
            Negative::MinusSign if negative => "\u{2212}",
            _ if self.plus && !negative && !number.is_zero() => "+",
            _ => "",
        };
        let parentheses = negative && self.negative == Negative::Parentheses;
        if parentheses {
            out.write_char('(')?;
        }
        let (outside, inside) = if self.sign_inside { ("", sign) } else { (sign, "") };
        write!(out, "{outside}{}{inside}", self.prefix)?;
        body::write(number, &self.digits, self.bare_fraction, out)?;
        if negative && self.negative == Negative::Trailing {
            out.write_char('-')?;
        }
        out.write_str(&self.suffix)?;
        if parentheses {
            out.write_char(')')?;
        }
        Ok(())
    }

    /// The unit that every value bears, without spaces: `%`, `€`.
    pub fn unit(&self) -> Option<&str> {
        [&self.prefix, &self.suffix].into_iter().map(|side| side.trim()).find(|side| !side.is_empty())
    }

    /// The same for whole numbers, where the decimal mark says nothing.
    pub(crate) fn without_decimals(&self) -> Self {
        Self { digits: self.digits.without_decimals(), bare_fraction: false, ..self.clone() }
    }

    /// An example of a number below zero where that is written in a way of its own: `1.234,5`, `($1,234.5)`.
    pub fn example(&self, with_decimals: bool) -> String {
        let negative = self.negative != Negative::Hyphen || self.sign_inside;
        let whole = match self.digits.group {
            Some(group) if group.from_five => "12345",
            Some(group) if group.indian => "1234567",
            _ if self.bare_fraction && with_decimals => "",
            _ => "1234",
        };
        let mut out = String::new();
        let number = Decimal::from_parts(negative, whole, if with_decimals { "5" } else { "" });
        self.write(&number, &mut out).expect("a string takes any text");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::body::{DecimalMark, DigitStyle, Grouping};
    use super::*;

    fn german() -> NumberFormat {
        let group = Some(Grouping { mark: '.', indian: false, from_five: false });
        NumberFormat { digits: DigitStyle { decimal: DecimalMark::Comma, group }, ..NumberFormat::default() }
    }

    #[test]
    fn examples_show_the_format() {
        assert_eq!(german().example(true), "1.234,5");
        let money = NumberFormat {
            negative: Negative::Parentheses,
            prefix: "$".to_owned(),
            ..NumberFormat::default()
        };
        assert_eq!(money.example(true), "($1234.5)");
        let bare = NumberFormat { bare_fraction: true, ..NumberFormat::default() };
        assert_eq!(bare.example(true), ".5");
    }

    #[test]
    fn what_is_parsed_is_written_the_same() {
        let plain = NumberFormat::default;
        let trailing = NumberFormat { negative: Negative::Trailing, suffix: " %".to_owned(), ..plain() };
        let inside = NumberFormat { sign_inside: true, plus: true, prefix: "$".to_owned(), ..plain() };
        let parentheses =
            NumberFormat { negative: Negative::Parentheses, suffix: " €".to_owned(), ..german() };
        let bare = NumberFormat { bare_fraction: true, ..plain() };
        for (format, texts) in [
            (german(), ["1.234,50", "-999", "0"]),
            (trailing, ["5.0- %", "5 %", "0.00 %"]),
            (inside, ["$-5", "$+5", "$0"]),
            (parentheses, ["(1.234,5 €)", "7 €", "0,0 €"]),
            (bare, [".5", "-.25", "0"]),
        ] {
            for text in texts {
                let mut out = String::new();
                format.write(&format.parse(text).expect(text), &mut out).expect("a string takes any text");
                assert_eq!(out, text);
            }
            for text in ["", "-", "1.2345,6", "-0", "00", "1e5", "(0 €)", "0.0-", "+0", "0.5", " 5"] {
                if let Some(number) = format.parse(text) {
                    let mut out = String::new();
                    format.write(&number, &mut out).expect("a string takes any text");
                    assert_eq!(out, text);
                }
            }
        }
    }
}

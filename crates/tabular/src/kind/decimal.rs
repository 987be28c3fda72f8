//! An exact decimal that borrows its digits from the text it was read from.

use std::fmt;

/// An exact decimal number: sign, whole part and decimal places, as they stand in a text. Equal when the canonical
/// texts are, so `1.50` and `1.5` differ (Postgres `numeric` keeps the difference).
#[derive(Debug, Clone, Copy)]
pub struct Decimal<'a> {
    negative: bool,
    /// Digits, and the marks that group them. Empty for `.5`.
    whole: &'a str,
    /// Digits; empty when there is no decimal mark.
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// From a canonical text: an optional `-`, digits without leading zeros, optionally a point and digits. `None` when
    /// the text is anything else.
    pub fn new(text: &'a str) -> Option<Self> {
        use super::number::{Number, scan};
        matches!(scan(text), Ok(Number::Integer(_) | Number::BigInteger | Number::Decimal { .. }))
            .then(|| Self::canonical(text))
    }

    /// As [`new`](Self::new), of a text that is known to be canonical.
    #[inline]
    pub(crate) fn canonical(text: &'a str) -> Self {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        Self { negative, whole, fraction }
    }

    pub(crate) fn from_parts(negative: bool, whole: &'a str, fraction: &'a str) -> Self {
        Self { negative, whole, fraction }
    }

    /// Whether it is below zero. There is no negative zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The digits before the decimal mark, most significant first. May be none.
    pub fn whole_digits(&self) -> impl DoubleEndedIterator<Item = u8> + Clone + use<'a> {
        self.whole.bytes().filter(u8::is_ascii_digit)
    }

    /// The digits behind the decimal mark, trailing zeros included.
    pub fn fraction(&self) -> &'a str {
        self.fraction
    }

    /// The digits before the decimal mark, when nothing groups them.
    pub fn plain_whole(&self) -> Option<&'a str> {
        self.whole.bytes().all(|b| b.is_ascii_digit()).then_some(self.whole)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.whole_digits().chain(self.fraction.bytes()).all(|b| b == b'0')
    }

    /// The whole number, if there is no decimal place and it fits.
    pub(crate) fn to_integer(self) -> Option<i64> {
        if !self.fraction.is_empty() {
            return None;
        }
        // Built from below, because the smallest number has no positive counterpart.
        let below = self
            .whole_digits()
            .try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_sub(i64::from(digit - b'0')))?;
        if self.negative { Some(below) } else { below.checked_neg() }
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        let significant = |d: &Self| d.whole_digits().skip_while(|b| *b == b'0').collect::<Vec<_>>();
        self.negative == other.negative
            && self.fraction == other.fraction
            && significant(self) == significant(other)
    }
}

/// The canonical text, as Postgres prints a `numeric`: `-1234.50`.
impl fmt::Display for Decimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        match self.plain_whole() {
            Some("") => f.write_str("0")?,
            Some(whole) => f.write_str(whole)?,
            None => self.whole_digits().try_for_each(|digit| fmt::Write::write_char(f, char::from(digit)))?,
        }
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_canonical_whatever_groups_it() {
        assert_eq!(Decimal::from_parts(true, "1.234.567", "50").to_string(), "-1234567.50");
        assert_eq!(Decimal::from_parts(false, "", "5").to_string(), "0.5");
        assert_eq!(Decimal::from_parts(false, "1\u{a0}000", ""), Decimal::canonical("1000"));
        assert!(Decimal::new("01").is_none() && Decimal::new("1e5").is_none());
    }

    #[test]
    fn whole_numbers_that_fit() {
        assert_eq!(Decimal::canonical("-9223372036854775808").to_integer(), Some(i64::MIN));
        assert_eq!(Decimal::canonical("9223372036854775808").to_integer(), None);
        assert_eq!(Decimal::canonical("1.0").to_integer(), None);
    }
}

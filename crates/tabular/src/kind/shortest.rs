//! The fewest decimal digits that read back as the same float.

use std::fmt;

/// The digits of a finite float, and where its point is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shortest {
    negative: bool,
    digits: [u8; 17],
    len: usize,
    /// The power of ten of the first digit.
    exponent: i32,
}

impl Shortest {
    pub(crate) fn of(value: f64) -> Self {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut shortest =
            Self { negative, digits: [b'0'; 17], len: 0, exponent: exponent.parse().unwrap_or_default() };
        let (mut point, mut first) = (None, None);
        for (i, byte) in mantissa.bytes().enumerate() {
            if byte == b'.' {
                point = Some(i);
            } else if byte != b'0' || shortest.len > 0 {
                first.get_or_insert(i);
                if let Some(digit) = shortest.digits.get_mut(shortest.len) {
                    *digit = byte;
                }
                shortest.len += 1;
            }
        }
        let (point, first) = (point.unwrap_or(mantissa.len()), first.unwrap_or_default());
        shortest.exponent += point as i32 - first as i32 - i32::from(point > first);
        // Zeros at the end hold places only; a large number may have more of them than there is room for.
        shortest.len = shortest.len.min(17);
        while shortest.len > 0 && shortest.digits[shortest.len - 1] == b'0' {
            shortest.len -= 1;
        }
        if shortest.len == 0 {
            (shortest.len, shortest.exponent) = (1, 0);
        }
        shortest
    }

    pub(crate) fn exponent(&self) -> i32 {
        self.exponent
    }

    /// The digits, the first and the last of which are not zero; `0` alone for zero.
    pub(crate) fn digits(&self) -> &str {
        std::str::from_utf8(&self.digits[..self.len]).unwrap_or_default()
    }

    /// `-1234.5`, without exponent.
    pub(crate) fn write_plain(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write_sign(out)?;
        let digits = self.digits();
        let Ok(before) = usize::try_from(self.exponent + 1) else {
            return write!(out, "0.{:0<1$}{digits}", "", (-self.exponent - 1) as usize);
        };
        match digits.split_at_checked(before) {
            Some((whole, "")) => out.write_str(whole),
            Some(("", fraction)) => write!(out, "0.{fraction}"),
            Some((whole, fraction)) => write!(out, "{whole}.{fraction}"),
            None => write!(out, "{digits:0<before$}"),
        }
    }

    /// `-1.5`, the number between one and ten.
    pub(crate) fn write_mantissa(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write_sign(out)?;
        match self.digits().split_at(1) {
            (first, "") => out.write_str(first),
            (first, rest) => write!(out, "{first}.{rest}"),
        }
    }

    fn write_sign(&self, out: &mut impl fmt::Write) -> fmt::Result {
        if self.negative { out.write_char('-') } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of two shortest texts equally near to the float the standard library takes the larger one, this one the even one,
    /// as Python and PostgreSQL do; so it is the number of digits that has to be equal.
    fn check(value: f64) -> Result<(), TestCaseError> {
        let shortest = Shortest::of(value);
        let (mut mantissa, mut plain) = (String::new(), String::new());
        shortest.write_mantissa(&mut mantissa).expect("a string takes any text");
        shortest.write_plain(&mut plain).expect("a string takes any text");
        let scientific = format!("{mantissa}e{}", shortest.exponent());
        let bits = |text: &str| text.parse().map(f64::to_bits);
        prop_assert_eq!(bits(&scientific), Ok(value.to_bits()));
        prop_assert_eq!(bits(&plain), Ok(value.to_bits()));
        prop_assert_eq!(scientific.len(), format!("{value:e}").len());
        prop_assert_eq!(plain.len(), format!("{value}").len());
        Ok(())
    }

    proptest! {
        #[test]
        fn digits_are_as_few_as_can_be(value in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
            check(value)?;
        }
    }

    #[test]
    fn of_two_texts_equally_near_it_is_the_even_one() {
        let value = -5_304_484_957_482_785.0 / 4.0;
        let mut plain = String::new();
        Shortest::of(value).write_plain(&mut plain).expect("a string takes any text");
        assert_eq!(plain, "-1326121239370696.2");
        assert!(check(value).is_ok());
    }

    #[test]
    fn edges() {
        for value in [0.0, -0.0, 1.0, 100.0, 0.001, 1e16, 1e15, 123_456_789_012_345_680.0, 1e300, 5e-324, 0.1]
        {
            let (shortest, mut plain) = (Shortest::of(value), String::new());
            shortest.write_plain(&mut plain).expect("a string takes any text");
            assert_eq!(plain, format!("{value}"));
        }
    }
}

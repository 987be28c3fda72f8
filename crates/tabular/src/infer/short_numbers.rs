//! What many short numbers of a column say together, without a look at the text of any.

use super::number::is_compact_date;
use crate::kind::short_number::{ShortDecimal, ShortInteger};

/// Short numbers so far.
pub(super) struct ShortNumbers {
    /// Whether whole numbers that end in five zeros are not taken.
    mind_zeros: bool,
    min: i64,
    max: i64,
    /// Whether every whole number could be a date like 20240131.
    pub(super) compact: bool,
    /// Bit `n` for `n` digits behind the point, and before it.
    scales: u32,
    wholes: u32,
    /// The significant digits of the decimal that has most.
    pub(super) digits: u32,
    pub(super) negative: bool,
    /// Whether a zero alone stands before a point, and behind one.
    pub(super) zero_whole: bool,
    pub(super) integral: bool,
}

impl ShortNumbers {
    pub(super) fn new(mind_zeros: bool, compact: bool) -> Self {
        Self {
            mind_zeros,
            min: i64::MAX,
            max: i64::MIN,
            compact,
            scales: 0,
            wholes: 0,
            digits: 0,
            negative: false,
            zero_whole: false,
            integral: false,
        }
    }

    /// Whether it is taken.
    #[inline]
    pub(super) fn integer(&mut self, ShortInteger { value, round }: ShortInteger) -> bool {
        if round && self.mind_zeros {
            return false;
        }
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.compact = self.compact && is_compact_date(value);
        true
    }

    #[inline]
    pub(super) fn decimal(&mut self, decimal: ShortDecimal) {
        let ShortDecimal { negative, whole, zero_whole, scale, leading_zeros, ends_in_zero } = decimal;
        self.scales |= 1_u32.wrapping_shl(scale);
        self.wholes |= 1_u32.wrapping_shl(whole);
        let digits =
            whole.wrapping_add(scale).wrapping_sub(u32::from(zero_whole).wrapping_add(leading_zeros));
        self.digits = self.digits.max(digits);
        self.negative |= negative;
        self.zero_whole |= zero_whole;
        self.integral |= ends_in_zero;
    }

    /// The smallest and the largest whole number; `None` where there is none.
    pub(super) fn integers(&self) -> Option<(i64, i64)> {
        (self.min <= self.max).then_some((self.min, self.max))
    }

    /// The fewest and the most digits behind a point, and the most before it; `None` where there is no decimal.
    pub(super) fn decimals(&self) -> Option<((u32, u32), usize)> {
        let scales = (self.scales.trailing_zeros(), self.scales.checked_ilog2()?);
        Some((scales, self.wholes.checked_ilog2()? as usize))
    }
}

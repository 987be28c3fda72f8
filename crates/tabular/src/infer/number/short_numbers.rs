//! What many short numbers of a column say together, without a look at the text of any.

use std::ops::BitOrAssign;

use super::is_compact_date;
use crate::kind::short_number::{ShortDecimal, ShortInteger, Window};

/// Short numbers so far, read from windows of a kind.
pub(super) struct ShortNumbers<W: Window> {
    /// Whether whole numbers that end in five zeros are not taken.
    mind_zeros: bool,
    /// The keys of the smallest and the largest whole number.
    integers: Option<(W::Key, W::Key)>,
    /// Whether every whole number could be a date like 20240131.
    pub(super) compact: bool,
    pub(super) decimals: ShortDecimals<W::Place>,
}

/// What many decimals say together; at first, of none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ShortDecimals<Place> {
    /// Where points are, counted in the digits before and behind them.
    pub(super) before: Place,
    pub(super) behind: Place,
    /// The significant digits of that which has most.
    pub(super) digits: u32,
    pub(super) negative: bool,
    /// Whether a zero alone stands before a point.
    pub(super) zero_whole: bool,
    /// Whether any ends in a zero.
    pub(super) ends_in_zero: bool,
}

impl<W: Window> ShortNumbers<W> {
    pub(super) fn new(mind_zeros: bool, compact: bool) -> Self {
        Self { mind_zeros, integers: None, compact, decimals: ShortDecimals::default() }
    }

    /// Whether it is taken.
    #[inline]
    pub(super) fn integer(&mut self, ShortInteger { key, round }: ShortInteger<W::Key>) -> bool {
        if round && self.mind_zeros {
            return false;
        }
        let (min, max) = self.integers.unwrap_or((key, key));
        self.integers = Some((min.min(key), max.max(key)));
        self.compact = self.compact && is_compact_date(W::value(key));
        true
    }

    /// The smallest and the largest whole number; `None` where there is none.
    pub(super) fn integers(&self) -> Option<(i64, i64)> {
        self.integers.map(|(min, max)| (W::value(min), W::value(max)))
    }
}

impl<Place: BitOrAssign + Default + PartialEq> ShortDecimals<Place> {
    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        self.before != Place::default()
    }

    #[inline]
    pub(super) fn note(&mut self, decimal: ShortDecimal<Place>) {
        self.before |= decimal.before;
        self.behind |= decimal.behind;
        let zeros = u32::from(decimal.zero_whole).wrapping_add(decimal.leading_zeros);
        self.digits = self.digits.max(decimal.digits.wrapping_sub(zeros));
        self.negative |= decimal.negative;
        self.zero_whole |= decimal.zero_whole;
        self.ends_in_zero |= decimal.ends_in_zero;
    }
}

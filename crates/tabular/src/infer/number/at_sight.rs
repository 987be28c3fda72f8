//! The short way for the numbers of a column: without a look at their text.

use super::NumberCandidate;
use super::short_numbers::{ShortDecimals, ShortNumbers};
use crate::batch::{ColumnBlock, Sight};
use crate::kind::short_number::{ShortNumber, Window};

impl NumberCandidate {
    /// Takes short numbers from one on, as long as they tell nothing that their text is needed for; of `longest` bytes at
    /// most.
    pub(crate) fn at_sight(&mut self, block: &ColumnBlock<'_>, from: usize, longest: u32) -> Option<Sight> {
        if self.readings.is_some() || self.floats.are_needed() {
            return None;
        }
        // Most numbers fit into one register.
        Some(if longest <= 8 { self.look::<8>(block, from) } else { self.look::<16>(block, from) })
    }

    fn look<const SIZE: usize>(&mut self, block: &ColumnBlock<'_>, from: usize) -> Sight
    where
        [u8; SIZE]: Window,
    {
        let mut short = ShortNumbers::<[u8; SIZE]>::new(self.floats.mind_zeros(), self.compact);
        let sight = if self.decimals {
            let (floats, exact) = (&self.floats, !self.floats.are_possible());
            block.look(from, |window: &[u8; SIZE], len| match window.scan(len) {
                Some(ShortNumber::Integer(integer)) => short.integer(integer),
                Some(ShortNumber::Decimal(decimal)) if exact || floats.take_short::<[u8; SIZE]>(decimal) => {
                    short.decimals.note(decimal);
                    true
                }
                _ => false,
            })
        } else {
            // The first decimal is looked at closely.
            block.look(from, |window: &[u8; SIZE], len| match window.scan(len) {
                Some(ShortNumber::Integer(integer)) => short.integer(integer),
                _ => false,
            })
        };
        if let Some((min, max)) = short.integers() {
            self.integers = true;
            self.min = self.min.min(min);
            self.max = self.max.max(max);
            self.compact = short.compact;
        }
        if short.decimals.any() {
            self.note_short::<[u8; SIZE]>(&short.decimals);
        }
        sight
    }

    fn note_short<W: Window>(&mut self, short: &ShortDecimals<W::Place>) {
        let ((_, max_whole), scales) = (W::before(short.before), W::behind(short.behind));
        self.min_scale = self.min_scale.min(scales.0);
        self.max_scale = self.max_scale.max(scales.1);
        self.max_whole = self.max_whole.max(max_whole as usize);
        self.negative |= short.negative;
        self.zero_whole |= short.zero_whole;
        self.trailing_zero |= short.ends_in_zero;
        self.point_could_group &= scales == (3, 3) && max_whole <= 3 && !short.zero_whole;
        self.floats.short_decimals(short.digits, short.ends_in_zero);
    }
}

//! The time of day: what its values have in common.

use crate::kind::clock::{Fraction, HalfDay, TimeFormat, WrittenTime};

/// What was seen of the time of day.
#[derive(Debug, Default)]
pub(super) struct Clock {
    zero: bool,
    single: bool,
    /// Hours beyond 23.
    pub(super) long: bool,
    /// Bit `n` for a fraction of `n` digits, bit 0 for none.
    fractions: u8,
    trailing_zero: bool,
    /// A fraction of zeros.
    zero_fraction: bool,
}

impl Clock {
    /// Whether a time in the format so far tells nothing new.
    pub(super) fn is_settled(&self) -> bool {
        let one_width = self.fractions.is_power_of_two();
        // With zeros at the end, and a fraction of nothing else, all that several widths could mean is ruled out.
        let telling = self.fractions > 1 && !(self.trailing_zero && self.zero_fraction);
        (self.zero || self.single) && !self.long && one_width && !telling
    }

    pub(super) fn observe(&mut self, time: &WrittenTime) -> Result<(), &'static str> {
        let (zero, single) = time.padding();
        self.zero |= zero;
        self.single |= single;
        if self.zero && self.single {
            return Err(", whose hour is written in another way");
        }
        if !time.is_of_day() {
            let needless = time.hour_digits > 2 && time.hours < 10_u32.pow(time.hour_digits as u32 - 1);
            if needless || time.half.is_some() {
                return Err(", which is no time");
            }
            self.long = true;
        }
        self.fractions |= 1 << time.fraction_digits;
        self.trailing_zero |= time.trailing_zero;
        self.zero_fraction |= time.fraction_digits > 0 && time.micros() % 1_000_000 == 0;
        Ok(())
    }

    /// The one format of all times; `None` where there is none.
    pub(super) fn format(&self, time: Option<(bool, Option<HalfDay>)>) -> Option<TimeFormat> {
        let (seconds, half) = time?;
        let fraction = match self.fractions {
            0b1 => Fraction::None,
            one if one.is_power_of_two() => Fraction::Digits(one.trailing_zeros() as u8),
            0b100_0001 if !self.zero_fraction => Fraction::SixOrNone,
            _ if !self.trailing_zero => Fraction::Trimmed,
            _ => return None,
        };
        Some(TimeFormat { padded: !self.single, seconds, fraction, half })
    }
}

//! The candidate: every value is a number, whole, decimal or floating.
//!
//! Values in the plain form (`-1234.5`) take a short path. The first value in another form brings in
//! [`Readings`], which starts from what the plain values leave possible.

mod at_sight;
mod finding;
mod floats;
mod readings;
mod shape;
mod short_numbers;

use floats::Floats;
use readings::{PlainPast, Readings};

use super::fall::{Fall, clause_of};
use crate::kind::calendar::is_valid;
use crate::kind::number::{NotNumber, Number, scan};
use crate::kind::unit;

/// Years in which a whole number of eight digits may be a date.
const DATE_YEARS: std::ops::RangeInclusive<i64> = 1800..=2199;

/// Numbers so far.
#[derive(Debug)]
pub(crate) struct NumberCandidate {
    integers: bool,
    min: i64,
    max: i64,
    decimals: bool,
    min_scale: u32,
    max_scale: u32,
    /// Bytes of the longest whole part of a decimal.
    max_whole: usize,
    /// A decimal that begins with a zero, and one that ends with one.
    zero_whole: bool,
    trailing_zero: bool,
    /// Whether every decimal could be a whole number whose digits points group: `1.234`.
    point_could_group: bool,
    negative: bool,
    floats: Floats,
    /// Whether every value could be a date like 20240131.
    compact: bool,
    /// The first value with digits beyond 64 bits.
    big: Option<Fall>,
    /// The first value with a point or an exponent, after whole numbers.
    not_integer: Option<Fall>,
    readings: Option<Box<Readings>>,
    /// Whether the header says that the column holds money.
    money: bool,
}

impl NumberCandidate {
    /// For a column with this header.
    pub(crate) fn new(label: &str) -> Self {
        Self {
            integers: false,
            min: i64::MAX,
            max: i64::MIN,
            decimals: false,
            min_scale: u32::MAX,
            max_scale: 0,
            max_whole: 0,
            zero_whole: false,
            trailing_zero: false,
            point_could_group: true,
            negative: false,
            floats: Floats::default(),
            compact: true,
            big: None,
            not_integer: None,
            readings: None,
            money: unit::names_money(label),
        }
    }

    #[inline]
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if self.readings.is_none() {
            match scan(text) {
                Ok(Number::Integer(value)) => return self.integer(value, text, line, fitted),
                Ok(Number::Decimal { scale }) => return self.decimal(scale, text, line, fitted),
                Ok(Number::BigInteger) => return self.big_integer(text, line, fitted),
                Ok(Number::Exponent(_)) | Err(NotNumber::OtherFloatText | NotNumber::NegativeZero) => {
                    return self.float(text, line, fitted);
                }
                Err(_) if self.floats.are_needed() => return Err(self.fall(text, line, fitted)),
                Err(_) => {}
            }
        }
        self.written(text, line, fitted)
    }

    #[inline]
    fn integer(&mut self, value: i64, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        self.note_integer(value);
        if self.floats.are_needed() {
            self.floats.integer(value);
            return self.check_floats(text, line, fitted);
        }
        Ok(())
    }

    #[inline]
    fn note_integer(&mut self, value: i64) {
        self.integers = true;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.compact = self.compact && is_compact_date(value);
        self.floats.note_integer(value);
    }

    fn decimal(&mut self, scale: u32, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if !self.decimals {
            self.note_not_integer(text, line, fitted);
        }
        self.decimals = true;
        let negative = text.starts_with('-');
        let whole = &text.as_bytes()[usize::from(negative)..text.len() - 1 - scale as usize];
        self.note_decimal(negative, whole.len(), whole == b"0", scale);
        self.trailing_zero |= text.ends_with('0');
        self.floats.decimal(text, whole, scale as usize);
        if self.floats.are_needed() { self.check_floats(text, line, fitted) } else { Ok(()) }
    }

    /// The digits before the point, whether they are a zero alone, and the number of those behind it.
    #[inline]
    fn note_decimal(&mut self, negative: bool, whole: usize, zero: bool, scale: u32) {
        self.min_scale = self.min_scale.min(scale);
        self.max_scale = self.max_scale.max(scale);
        self.negative |= negative;
        self.zero_whole |= zero;
        self.max_whole = self.max_whole.max(whole);
        self.point_could_group &= scale == 3 && whole <= 3 && !zero;
    }

    fn big_integer(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        let clause = ", which is beyond 64 bits";
        self.big.get_or_insert_with(|| Fall::new("integer", "an integer", fitted, text, line, clause));
        self.integers = true;
        self.compact = false;
        self.floats.none();
        if self.floats.are_needed() { self.check_floats(text, line, fitted) } else { Ok(()) }
    }

    fn float(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        let (decimals, first) = (self.decimals, !self.floats.are_needed());
        if self.integers && !self.floats.are_needed() {
            // What holds for the smallest and the largest holds for those between.
            self.floats.integer(self.min);
            self.floats.integer(self.max);
        }
        self.floats.float(text, line, fitted == 0);
        if !self.floats.are_possible() {
            return Err(if decimals && scan(text).is_ok() {
                self.check_floats(text, line, fitted).err().unwrap_or_else(|| self.fall(text, line, fitted))
            } else {
                self.fall(text, line, fitted)
            });
        }
        // The first float alone comes after nothing but whole numbers.
        if first && !decimals {
            self.note_not_integer(text, line, fitted);
        }
        self.compact = false;
        Ok(())
    }

    fn check_floats(&self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if self.floats.are_possible() {
            return Ok(());
        }
        let clause = ", and exact decimals and exponents in one column fit no number type";
        Err(Fall::new("float", "a floating-point number", fitted, text, line, clause))
    }

    /// A value that is not in the plain form.
    #[cold]
    fn written(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        let past = PlainPast {
            values: fitted > 0,
            whole_digits: if self.integers { digits(self.min).max(digits(self.max)) } else { 0 }
                .max(self.max_whole),
            points: self.decimals,
            max_scale: self.max_scale,
            point_could_group: self.point_could_group,
            zero_whole: self.zero_whole,
            negative: self.negative || self.min < 0,
            nonzero_integers: self.integers && (self.min != 0 || self.max != 0),
            positive: self.integers && self.max > 0,
        };
        let (big, money) = (self.big.is_some(), self.money);
        let readings = self.readings.get_or_insert_with(|| Box::new(Readings::new(&past, money)));
        match readings.accept(text, line) {
            Ok(()) if !big => Ok(()),
            Ok(()) => Err(self.fall(text, line, fitted)),
            Err(clause) => {
                let mut fall = self.fall(text, line, fitted);
                if fall.clause.is_empty() {
                    fall.clause = clause;
                }
                Err(fall)
            }
        }
    }

    fn note_not_integer(&mut self, text: &str, line: u64, fitted: u64) {
        if fitted > 0 {
            self.not_integer = Some(Fall::new("integer", "an integer", fitted, text, line, ""));
        }
    }

    fn fall(&self, text: &str, line: u64, fitted: u64) -> Fall {
        let (kind, noun) = if self.floats.are_needed() {
            ("float", "a floating-point number")
        } else if self.decimals || self.readings.as_ref().is_some_and(|r| r.has_decimals()) {
            ("numeric", "a decimal number")
        } else {
            ("integer", "an integer")
        };
        let clause = scan(text).err().map_or("", |why| clause_of(why, text));
        Fall::new(kind, noun, fitted, text, line, clause)
    }

    /// What was ruled out on the way.
    pub(crate) fn falls(&self) -> impl Iterator<Item = &Fall> {
        self.not_integer.iter().chain(&self.big)
    }
}

/// Whether a whole number may be a date like 20240131.
#[inline]
pub(super) fn is_compact_date(value: i64) -> bool {
    DATE_YEARS.contains(&(value / 10_000))
        && is_valid((value / 10_000) as i32, (value / 100 % 100) as u32, (value % 100) as u32)
}

/// Digits of a whole number.
fn digits(value: i64) -> usize {
    value.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1)
}

//! The candidate: every value is a number, whole, decimal or floating.
//!
//! Values in the plain form (`-1234.5`) take a short path. The first value in another form brings in
//! [`Readings`](super::readings::Readings), which starts from what the plain values leave possible.

use super::conventions::Conventions;
use super::fall::{Fall, clause_of};
use super::floats::Floats;
use super::readings::{PlainPast, Readings};
use super::short_numbers::{ShortDecimals, ShortNumbers};
use super::{are, subject};
use crate::batch::{ColumnBlock, Sight};
use crate::kind::body::{DecimalMark, DigitStyle, Grouping};
use crate::kind::calendar::is_valid;
use crate::kind::number::{NotNumber, Number, scan};
use crate::kind::number_format::NumberFormat;
use crate::kind::short_number::{ShortNumber, Window};
use crate::kind::unit;
use crate::schema::{ColumnType, IntegerSize};
use crate::wording::{counted, grouped};

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
    /// A decimal that begins with a zero.
    zero_whole: bool,
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
        self.point_could_group &= scales == (3, 3) && max_whole <= 3 && !short.zero_whole;
        self.floats.short_decimals(short.digits, short.ends_in_zero);
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

    /// Adds what this column proves about the file.
    pub(crate) fn prove(&self, conventions: &mut Conventions) {
        if let Some(readings) = &self.readings {
            readings.prove(conventions);
        } else {
            conventions.plain_decimal += u32::from(self.decimals && !self.point_could_group);
        }
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self, values: u64, conventions: &Conventions) -> (ColumnType, String) {
        if let Some(readings) = &self.readings {
            return readings.finish(values, conventions);
        }
        let (subject, are) = (subject(values), are(values));
        let s = if values == 1 { "" } else { "s" };
        if let Some((style, value, line)) = self.floats.finish() {
            let evidence = format!(
                "float: {subject}{are} floating-point number{s} written {style}, as `{value}` {} shows",
                conventions.place.at(line)
            );
            return (ColumnType::Float { style }, evidence);
        }
        if self.decimals {
            return self.finish_decimals(values, conventions);
        }
        if let Some(big) = &self.big {
            let line = conventions.place.named(big.refuted.line);
            let evidence = format!(
                "text: {} of digits only, but {line} has `{}`, which is beyond 64 bits and more likely an id",
                counted(values, "value"),
                big.refuted.value
            );
            return (ColumnType::Text, evidence);
        }
        if self.compact && self.min < self.max {
            let kind = ColumnType::Date { format: crate::kind::date::DateFormat::COMPACT };
            let evidence = format!(
                "date: {subject}{are} written YYYYMMDD, from {} to {}: eight digits that are no days of the calendar \
                 would make them numbers",
                self.min, self.max
            );
            return (kind, evidence);
        }
        let range = if self.min == self.max {
            format!("{} throughout", grouped(self.min))
        } else {
            format!("from {} to {}", grouped(self.min), grouped(self.max))
        };
        let kind = ColumnType::Integer { size: size(self.min, self.max), format: None };
        (kind, format!("integer: {subject}{are} whole number{s} {range}"))
    }

    fn finish_decimals(&self, values: u64, conventions: &Conventions) -> (ColumnType, String) {
        let (subject, are) = (subject(values), are(values));
        let s = if values == 1 { "" } else { "s" };
        if self.point_could_group && self.max_whole <= 3 && digits(self.max.max(0)) <= 3 {
            if conventions.points_group() {
                let group = Some(Grouping { mark: '.', indian: false, from_five: false });
                let digits = DigitStyle { decimal: DecimalMark::Comma, group };
                let format = Some(Box::new(NumberFormat { digits, ..NumberFormat::default() }));
                let kind = ColumnType::Integer { size: IntegerSize::Four, format };
                let evidence = format!(
                    "integer: {subject}{are} whole number{s} written like 1.234, with points between groups as in \
                     other columns of the file"
                );
                return (kind, evidence);
            }
            if conventions.doubt_points() {
                let evidence = "text: a point may group digits or stand before decimals, since other columns of the \
                                file group with points or write decimals with a comma";
                return (ColumnType::Text, evidence.to_owned());
            }
        }
        let places = if self.min_scale == self.max_scale && !self.integers {
            counted(u64::from(self.max_scale), "decimal place")
        } else {
            format!("at most {}", counted(u64::from(self.max_scale), "decimal place"))
        };
        (ColumnType::NUMERIC, format!("numeric: {subject}{are} decimal number{s} with {places}"))
    }
}

/// Whether a whole number may be a date like 20240131.
#[inline]
pub(super) fn is_compact_date(value: i64) -> bool {
    DATE_YEARS.contains(&(value / 10_000))
        && is_valid((value / 10_000) as i32, (value / 100 % 100) as u32, (value % 100) as u32)
}

/// The bits that whole numbers within a range need.
pub(crate) fn size(min: i64, max: i64) -> IntegerSize {
    let fits = i32::try_from(min).is_ok() && i32::try_from(max).is_ok();
    if fits { IntegerSize::Four } else { IntegerSize::Eight }
}

/// Digits of a whole number.
fn digits(value: i64) -> usize {
    value.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1)
}

//! The candidate: every value is a number, whole, decimal or floating.

use super::fall::{Fall, clause_of};
use crate::kind::float;
use crate::kind::number::{Number, scan};
use crate::schema::ColumnType;
use crate::wording::{counted, grouped};

/// Whole numbers below this have at most 15 digits, so that a float holds them exactly and prints them plainly.
const EXACT_IN_FLOAT: u64 = 1_000_000_000_000_000;

/// Numbers so far.
#[derive(Debug)]
pub(crate) struct NumberCandidate {
    integers: u64,
    min: i64,
    max: i64,
    decimals: u64,
    min_scale: u32,
    max_scale: u32,
    exponents: u64,
    /// Whether every value would also come back unchanged from a float.
    floatable: bool,
    /// Digits beyond 64 bits: how many, and the first.
    big: u64,
    first_big: Option<Fall>,
    /// The first value with a point or an exponent, after whole numbers.
    not_integer: Option<Fall>,
}

impl Default for NumberCandidate {
    fn default() -> Self {
        Self {
            integers: 0,
            min: i64::MAX,
            max: i64::MIN,
            decimals: 0,
            min_scale: u32::MAX,
            max_scale: 0,
            exponents: 0,
            floatable: true,
            big: 0,
            first_big: None,
            not_integer: None,
        }
    }
}

impl NumberCandidate {
    #[inline]
    pub(crate) fn accept(&mut self, text: &str, line: u64) -> Result<(), Fall> {
        let number = scan(text).map_err(|why| self.fall(text, line, clause_of(why, text)))?;
        let floatable = self.floatable
            && match number {
                Number::Integer(value) => value.unsigned_abs() < EXACT_IN_FLOAT,
                Number::Decimal { .. } => float::is_plainly_exact(text) || float::parse(text).is_some(),
                Number::BigInteger => false,
                Number::Exponent(_) => true,
            };
        if !floatable && (self.exponents > 0 || matches!(number, Number::Exponent(_))) {
            return Err(self.fall(
                text,
                line,
                ", and exact decimals and exponents in one column fit no number type",
            ));
        }
        self.floatable = floatable;
        if matches!(number, Number::Decimal { .. } | Number::Exponent(_))
            && self.decimals + self.exponents == 0
        {
            self.note_not_integer(text, line);
        }
        match number {
            Number::Integer(value) => {
                self.integers += 1;
                self.min = self.min.min(value);
                self.max = self.max.max(value);
            }
            Number::Decimal { scale } => {
                self.decimals += 1;
                self.min_scale = self.min_scale.min(scale);
                self.max_scale = self.max_scale.max(scale);
            }
            Number::BigInteger => {
                let clause = ", which is beyond 64 bits";
                let fitted = self.integers;
                self.first_big
                    .get_or_insert_with(|| Fall::new("integer", "an integer", fitted, text, line, clause));
                self.big += 1;
            }
            Number::Exponent(_) => self.exponents += 1,
        }
        Ok(())
    }

    fn note_not_integer(&mut self, text: &str, line: u64) {
        if self.integers > 0 {
            self.not_integer = Some(Fall::new("integer", "an integer", self.integers, text, line, ""));
        }
    }

    fn fall(&self, text: &str, line: u64, clause: &'static str) -> Fall {
        let fitted = self.integers + self.big + self.decimals + self.exponents;
        let (kind, noun) = match (self.decimals, self.exponents) {
            (0, 0) => ("integer", "an integer"),
            (_, 0) => ("numeric", "a decimal number"),
            _ => ("float", "a floating-point number"),
        };
        Fall::new(kind, noun, fitted, text, line, clause)
    }

    /// What was ruled out on the way.
    pub(crate) fn falls(&self) -> impl Iterator<Item = &Fall> {
        self.not_integer.iter().chain(&self.first_big)
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self) -> (ColumnType, String) {
        let total = self.integers + self.big + self.decimals + self.exponents;
        let all = counted(total, "value");
        let (every, are) = if total == 1 { ("the only", "is a") } else { ("all", "are") };
        let every = if total == 1 { every.to_owned() } else { format!("{every} {}", grouped(total)) };
        let s = if total == 1 { "" } else { "s" };
        let value = if total == 1 { "value" } else { "values" };
        if self.exponents > 0 {
            let evidence = format!(
                "float: {every} {value} {are} floating-point number{s}, {} of them with an exponent",
                grouped(self.exponents)
            );
            return (ColumnType::Float, evidence);
        }
        if self.decimals > 0 {
            let places = if self.min_scale == self.max_scale && self.decimals == total {
                counted(u64::from(self.max_scale), "decimal place")
            } else {
                format!("at most {}", counted(u64::from(self.max_scale), "decimal place"))
            };
            return (
                ColumnType::Numeric,
                format!("numeric: {every} {value} {are} decimal number{s} with {places}"),
            );
        }
        if let Some(big) = &self.first_big {
            let line = grouped(big.refuted.line);
            let evidence = format!(
                "text: {all} of digits only, but line {line} has `{}`, which is beyond 64 bits and more likely an id",
                big.refuted.value
            );
            return (ColumnType::Text, evidence);
        }
        let range = if self.min == self.max {
            format!("{} throughout", grouped(self.min))
        } else {
            format!("from {} to {}", grouped(self.min), grouped(self.max))
        };
        (ColumnType::Integer, format!("integer: {every} {value} {are} whole number{s} {range}"))
    }
}

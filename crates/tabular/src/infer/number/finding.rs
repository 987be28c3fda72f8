//! From the numbers of a column to its type, with the evidence.

use super::{NumberCandidate, digits};
use crate::batch::Locale;
use crate::infer::conventions::Conventions;
use crate::infer::{are, subject};
use crate::kind::body::{DecimalMark, DigitStyle, Grouping};
use crate::kind::number_format::NumberFormat;
use crate::schema::{ColumnType, IntegerSize};
use crate::wording::{counted, grouped};

impl NumberCandidate {
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
                "text: {} are whole numbers, but {line} has `{}`, which is beyond 64 bits and more likely an id",
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
        let kind = ColumnType::Integer { size: size(self.min, self.max), format: None };
        let range = match (values, self.min == self.max) {
            (1, _) => format!("the only value is the whole number {}", grouped(self.min)),
            (_, true) => format!("{subject}{are} whole numbers {} throughout", grouped(self.min)),
            (_, false) => {
                format!("{subject}{are} whole numbers from {} to {}", grouped(self.min), grouped(self.max))
            }
        };
        (kind, format!("integer: {range}"))
    }

    fn finish_decimals(&self, values: u64, conventions: &Conventions) -> (ColumnType, String) {
        let (subject, are) = (subject(values), are(values));
        let s = if values == 1 { "" } else { "s" };
        // Whoever groups digits leaves no four of them together.
        let are_short = digits(self.max.max(0)) <= 3 && digits(self.min.min(0)) <= 3;
        if self.big.is_none() && self.point_could_group && self.max_whole <= 3 && are_short {
            // Decimals of one width would have places in every number, and those of several widths no zero at the end.
            let is_mixed =
                self.integers && (self.min, self.max) != (0, 0) && conventions.locale != Locale::None;
            let is_grouped = is_mixed && self.trailing_zero && conventions.plain_decimal == 0;
            if conventions.points_group() || is_grouped {
                let reason = match conventions.points_group() {
                    true => "as in other columns of the file",
                    false => "no decimal numbers have always three places, or none, and zeros at the end",
                };
                let group = Some(Grouping { mark: '.', indian: false, from_five: false });
                let digits = DigitStyle { decimal: DecimalMark::Comma, group };
                let format = Some(Box::new(NumberFormat { digits, ..NumberFormat::default() }));
                let kind = ColumnType::Integer { size: IntegerSize::Four, format };
                let evidence = format!(
                    "integer: {subject}{are} whole number{s} written like 1.234, with points between groups: {reason}"
                );
                return (kind, evidence);
            }
            if conventions.doubt_points() {
                let evidence = "text: a point may group digits or stand before decimals, since other columns of the \
                                file group with points or write decimals with a comma";
                return (ColumnType::Text, evidence.to_owned());
            }
            if is_mixed {
                let evidence = "text: a point may group digits or stand before decimals: behind it are always three \
                                digits, and some numbers have none";
                return (ColumnType::Text, evidence.to_owned());
            }
            let is_open = conventions.locale == Locale::Semicolons && conventions.plain_decimal == 0;
            if is_open && self.min_scale == 3 {
                let evidence = "text: a point may group digits or stand before decimals: behind it are always three \
                                digits, and files delimited by `;` often write decimals with a comma";
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

/// The bits that whole numbers within a range need.
pub(crate) fn size(min: i64, max: i64) -> IntegerSize {
    let fits = i32::try_from(min).is_ok() && i32::try_from(max).is_ok();
    if fits { IntegerSize::Four } else { IntegerSize::Eight }
}

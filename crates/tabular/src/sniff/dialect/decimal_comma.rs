//! Commas that divide no fields: a single column of numbers with a decimal comma, below its name.

use super::split::{Record, Split};
use crate::sniff::shape::Shape;

/// Numbers with a comma at least.
const MIN_NUMBERS: usize = 2;

/// Whether what a comma cut is a single column: the first line is a name without a comma, and each line below it, of
/// which no blank one divides it, is a number whose only comma stands between two digits. To cut them, the name would
/// have to be a title and the table to have none. Numbers that are not written as decimals are, with places of several
/// lengths and zeros at the end (`1,5` and `1,10`) or with a zero before other digits (`01,5`), are cut all the same.
pub(super) fn is_single_column(split: &Split<'_>) -> bool {
    let mut records = split.records();
    let Some(first) = records.next() else { return false };
    let [name] = first.fields else { return false };
    let shape = Shape::of(name.text);
    let is_name = !shape.is_value() && !matches!(shape, Shape::Empty | Shape::Missing | Shape::Odd);
    if !is_name || records.clone().next().is_none_or(|record| record.is_blank()) {
        return false;
    }
    let mut records = records.filter(|record| !record.is_blank());
    let cut = records.clone().filter(|record| record.fields.len() == 2);
    let places: Vec<(usize, bool)> = cut.map(|record| places(&record)).collect();
    let is_even = places.iter().all(|(digits, _)| *digits == places[0].0);
    let ends_in_zero = places.iter().any(|(_, ends_in_zero)| *ends_in_zero);
    places.len() >= MIN_NUMBERS && (is_even || !ends_in_zero) && records.all(|record| is_number(&record))
}

/// Whether a record is a number, and its comma stands between two digits.
fn is_number(record: &Record<'_, '_>) -> bool {
    match record.fields {
        [only] => !only.quoted && Shape::of(only.text) == Shape::Number,
        [whole, fraction] => {
            let between_digits = whole.text.ends_with(|c: char| c.is_ascii_digit())
                && fraction.text.starts_with(|c: char| c.is_ascii_digit());
            let digits = whole.text.trim_start_matches(|c: char| !c.is_ascii_digit());
            let is_padded = digits.len() > 1 && digits.starts_with('0');
            let is_written = between_digits && !is_padded && !whole.quoted && !fraction.quoted;
            is_written && Shape::of(&format!("{},{}", whole.text, fraction.text)) == Shape::Number
        }
        _ => false,
    }
}

/// How many digits stand behind the comma, and whether the last is a zero.
fn places(record: &Record<'_, '_>) -> (usize, bool) {
    let text = record.fields.last().map_or("", |fraction| fraction.text);
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end, text[..end].ends_with('0'))
}

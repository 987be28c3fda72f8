//! Commas that divide no fields: a single column of numbers with a decimal comma, below its name.

use super::split::{Record, Split};
use crate::sniff::shape::Shape;

/// Numbers with a comma at least.
const MIN_NUMBERS: usize = 2;

/// Whether what a comma cut is a single column: the first line is a name without a comma, and each line below it, of
/// which no blank one divides it, is a number whose only comma stands between two digits. To cut them, the name would
/// have to be a title and the table to have none.
pub(super) fn is_single_column(split: &Split<'_>) -> bool {
    let mut records = split.records();
    let Some(first) = records.next() else { return false };
    let [name] = first.fields else { return false };
    let is_name = !matches!(Shape::of(name.text), Shape::Empty | Shape::Missing | Shape::Odd);
    if !is_name || Shape::of(name.text).is_value() || records.clone().next().is_none_or(|r| r.is_blank()) {
        return false;
    }
    let mut records = records.filter(|record| !record.is_blank());
    let with_comma = records.clone().filter(|record| record.fields.len() == 2).count();
    with_comma >= MIN_NUMBERS && records.all(|record| is_number(&record))
}

fn is_number(record: &Record<'_, '_>) -> bool {
    match record.fields {
        [only] => !only.quoted && Shape::of(only.text) == Shape::Number,
        [whole, fraction] => {
            let between_digits = whole.text.ends_with(|c: char| c.is_ascii_digit())
                && fraction.text.starts_with(|c: char| c.is_ascii_digit());
            let quoted = whole.quoted || fraction.quoted;
            let text = format!("{},{}", whole.text, fraction.text);
            between_digits && !quoted && Shape::of(&text) == Shape::Number
        }
        _ => false,
    }
}

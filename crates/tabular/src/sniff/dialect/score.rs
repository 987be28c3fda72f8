//! How good a table a choice of delimiter and quote makes of a sample.
//!
//! After van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type patterns" (2019): rows of
//! one width whose cells look like whole values speak for a choice. Here the two are multiplied with how well the quotes
//! are in order.

use std::collections::BTreeMap;

use super::split::{Dialect, Field, Record, Split};
use super::{Delimiter, Quote};
use crate::sniff::shape::Shape;

/// Records whose cells are looked at.
const SHAPED_RECORDS: usize = 150;

/// Cells of a record that are looked at.
const SHAPED_CELLS: usize = 60;

/// How much it speaks against a delimiter that the first record does not have it: that is a title, or a name of a single
/// column.
const FIRST_NOT_SPLIT: f64 = 0.85;

/// The outcome of splitting a sample.
#[derive(Debug, Clone, Default)]
pub(crate) struct Score {
    /// The number of fields of the first record that counts.
    pub(crate) first: usize,
    /// The most frequent number of fields.
    pub(crate) fields: usize,
    /// Records with that many fields.
    pub(crate) matching: u64,
    /// Records that are neither blank nor ruled lines.
    pub(crate) total: u64,
    /// Fields in quotes.
    pub(crate) quoted: u64,
    /// Bytes of the fields in quotes that go over several lines.
    pub(crate) lines_in_quotes: usize,
    /// Records whose quotes are out of order.
    pub(crate) faults: u64,
    /// Whether nearly all values of a column are in quotes.
    pub(crate) steady: bool,
    /// 0 to 1: how good the table is.
    pub(crate) value: f64,
}

/// Splits the text and looks at what comes out.
pub(crate) fn score(split: &Split<'_>, dialect: &Dialect) -> Score {
    let mut out = Score::default();
    let mut widths: BTreeMap<usize, u64> = BTreeMap::new();
    for record in split.records().filter(|record| !record.is_blank() && !record.is_ruled()) {
        if out.total == 0 {
            out.first = record.fields.len();
        }
        out.total += 1;
        out.faults += u64::from(record.fault);
        out.quoted += record.fields.iter().filter(|field| field.quoted).count() as u64;
        let over_lines =
            record.fields.iter().filter(|field| field.quoted && field.text.contains(['\n', '\r']));
        out.lines_in_quotes += over_lines.map(|field| field.text.len()).sum::<usize>();
        *widths.entry(record.fields.len()).or_default() += 1;
    }
    // A tie is decided by the first record, which is most often the header.
    let first = out.first;
    let Some((fields, matching)) = widths.iter().max_by_key(|(width, n)| (**n, **width == first)) else {
        return out;
    };
    (out.fields, out.matching) = (*fields, *matching);
    out.steady = out.quoted > 0 && is_steady(split);
    let total = out.total as f64;
    // A delimiter that only ends lines does not split them.
    let ends_lines = u64::from(out.total > 1 && split.records().all(|record| ends_empty(&record)));
    let even: f64 = widths.values().map(|n| (*n as f64 / total).powi(2)).sum();
    let split_up: f64 = widths
        .iter()
        .map(|(width, n)| *n as f64 * (1.0 - 1.0 / (*width as f64 - ends_lines as f64).max(1.0)))
        .sum::<f64>()
        / total;
    let order = 1.0 - out.faults as f64 / total;
    let first_splits = if first == 1 && out.fields == 2 { FIRST_NOT_SPLIT } else { 1.0 };
    out.value = even.sqrt() * split_up.sqrt() * order * whole_values(split, dialect).powi(2) * first_splits;
    out
}

/// Whether there is a column nearly all values of which are in quotes.
fn is_steady(split: &Split<'_>) -> bool {
    let mut columns = [(0_u64, 0_u64); SHAPED_CELLS];
    for record in split.records() {
        for (field, (values, quoted)) in record.fields.iter().zip(&mut columns) {
            *values += u64::from(!field.text.is_empty());
            *quoted += u64::from(field.quoted && !field.text.is_empty());
        }
    }
    // The header's name may stand without.
    columns.iter().any(|(values, quoted)| *quoted > 0 && quoted * 5 >= (values - 1) * 4)
}

fn ends_empty(record: &Record<'_, '_>) -> bool {
    record.fields.last().is_some_and(|field| field.text.is_empty() && !field.quoted)
}

/// 0 to 1: how many of the cells look like whole values.
fn whole_values(split: &Split<'_>, dialect: &Dialect) -> f64 {
    let records = split.records().filter(|record| !record.is_blank() && record.fields.len() > 1);
    let (mut sum, mut count) = (0.0, 0.0);
    for record in records.take(SHAPED_RECORDS) {
        for field in cells(&record) {
            sum += whole(field, dialect);
            count += 1.0;
        }
    }
    if count == 0.0 { 0.0 } else { sum / count }
}

fn cells<'s, 'a>(record: &Record<'s, 'a>) -> impl Iterator<Item = &'s Field<'a>> {
    record.fields.iter().take(SHAPED_CELLS)
}

/// 0 to 1: how much a field looks like a whole value.
fn whole(field: &Field<'_>, dialect: &Dialect) -> f64 {
    if field.quoted {
        return 1.0;
    }
    let text = field.text.trim();
    let shape = Shape::of(text);
    let by_shape = match shape {
        Shape::Empty | Shape::Missing | Shape::Number | Shape::Moment => 1.0,
        Shape::Code | Shape::Word => 0.97,
        Shape::Text => 0.9,
        Shape::Odd => 0.3,
    };
    if shape.is_value() {
        return by_shape;
    }
    let is_in_quotes = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    if is_in_quotes('"') || is_in_quotes('\'') {
        return 0.4;
    }
    if text.contains('"') {
        return 0.5;
    }
    // Prose has a blank behind its commas; what stands between bars is padded, as on the consoles of databases.
    let is_prose = !dialect.leading_space && dialect.delimiter != Delimiter::PIPE;
    if field.text.starts_with(' ') && is_prose {
        return by_shape * 0.75;
    }
    by_shape * if holds_another_delimiter(text, dialect) { 0.6 } else { 1.0 }
}

/// Whether a usual delimiter other than the chosen one is in the text. A comma before a blank is one of prose.
fn holds_another_delimiter(text: &str, dialect: &Dialect) -> bool {
    let chosen = dialect.delimiter;
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(i, b)| match b {
        b'\t' => chosen != Delimiter::TAB,
        b';' | b'|' => bytes.get(i + 1) != Some(&b' ') && !chosen.as_bytes().contains(b),
        b',' => !matches!(bytes.get(i + 1), Some(b' ') | None) && chosen != Delimiter::COMMA,
        _ => false,
    })
}

/// How good a single column is: the better, the more lines are whole values.
pub(super) fn single_column(split: &Split<'_>) -> f64 {
    let records = split.records().filter(|record| !record.is_blank()).take(SHAPED_RECORDS);
    let lines = records.clone().count().max(1) as f64;
    let is_whole = |text: &str| {
        let one = matches!(Shape::of(text), Shape::Number | Shape::Moment | Shape::Word | Shape::Missing);
        one && !text.contains([',', ';', '|', '\t'])
    };
    let whole = records.filter(|record| match record.fields {
        [only] if only.quoted => !only.text.contains('"'),
        [only] => is_whole(only.text),
        _ => false,
    });
    SINGLE_COLUMN + WHOLE_LINES * (whole.count() as f64 / lines).powi(2)
}

/// A delimiter has to do better than this to be one.
const SINGLE_COLUMN: f64 = 0.3;

/// How much better it has to be if every line is a whole value as it is.
const WHOLE_LINES: f64 = 0.35;

/// The quotes that are tried.
pub(super) const QUOTES: [Quote; 2] = [Quote::DOUBLE, Quote::SINGLE];

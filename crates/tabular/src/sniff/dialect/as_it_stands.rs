//! The cells of rows that do not fit, as they stand in the file.

use super::split::{Dialect, Record, Split};
use super::{Delimiter, Escape};
use crate::sniff::Delimited;

/// Delimiters that a single row may have instead of its file's.
const OTHERS: [Delimiter; 5] =
    [Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE, Delimiter::SPACE];

/// Cuts the raw text of a row that was set aside into cells without judging it: for showing it, or writing it again.
///
/// A text may hold several rows, where a stray quote took a line end for text. A row with a quote too many is read in the
/// way that gives `columns` cells, if there is one: with the quote as text, or with only a quote before a delimiter
/// closing a field. So is a row that has another delimiter than its file. Any other has the cells it has.
pub fn as_it_stands(raw: &str, layout: &Delimited, columns: usize) -> Vec<Vec<String>> {
    let dialect = Dialect::of(layout);
    let split = Split::new(raw, true, &dialect, usize::MAX);
    split.records().map(|record| row(&record, raw, &dialect, columns)).collect()
}

fn row(record: &Record<'_, '_>, raw: &str, dialect: &Dialect, columns: usize) -> Vec<String> {
    let values = |record: &Record<'_, '_>, dialect: &Dialect| -> Vec<String> {
        record.fields.iter().map(|field| dialect.value(field).into_owned()).collect()
    };
    if record.fields.len() == columns {
        return values(record, dialect);
    }
    let start = record.start.min(raw.len());
    let under = |other: Dialect| {
        let split = Split::new(&raw[start..], true, &other, 1);
        let found = split.records().next().filter(|found| found.fields.len() == columns && !found.fault);
        found.map(|found| values(&found, &other))
    };
    let bare = record.fault.then(|| under(Dialect { escape: Escape::None, ..*dialect })).flatten();
    let is_alone = record.fields.len() == 1 || record.fields.len() * 4 < columns;
    let others = OTHERS.into_iter().filter(|_| is_alone && columns > 2);
    let other = || others.into_iter().find_map(|delimiter| under(Dialect { delimiter, ..*dialect }));
    bare.or_else(other).unwrap_or_else(|| values(record, dialect))
}

//! Backslashes before delimiters and line ends, in text whose fields are not quoted.
//!
//! So write Python's `csv` with `QUOTE_NONE` and an `escapechar`, and MySQL's `SELECT … INTO OUTFILE`. A backslash may be
//! text as well, as in `C:\\data\\`, so the rows decide: an escape is one that makes rows of unusual width usual.

use std::collections::BTreeMap;

use super::sample::Sample;
use super::split::{Dialect, Split};
use super::{Delimiter, Escape};

/// How many records have the most frequent number of fields, and how many there are.
struct Evenness {
    width: usize,
    matching: u64,
    total: u64,
    quoted: bool,
}

impl Evenness {
    fn of(split: &Split<'_>) -> Self {
        let mut widths = BTreeMap::<usize, u64>::new();
        let mut quoted = false;
        for record in split.records().filter(|record| !record.is_blank()) {
            *widths.entry(record.fields.len()).or_default() += 1;
            quoted |= record.fields.iter().any(|field| field.quoted);
        }
        let (width, matching) =
            widths.iter().max_by_key(|(_, n)| **n).map_or((0, 0), |(width, n)| (*width, *n));
        Self { width, matching, total: widths.values().sum(), quoted }
    }
}

impl Sample<'_> {
    /// The dialect in which a backslash protects delimiters and line ends, if no field is quoted and the rows say so:
    /// more of them have the usual width, and each that holds a protected delimiter or line end is among them.
    pub(super) fn protecting_backslashes(&self, plain: &Dialect, max_records: usize) -> Option<Dialect> {
        let chosen = self.wanted.escape.is_some() || plain.escape != Escape::Doubled;
        if chosen || plain.delimiter == Delimiter::NONE || !protects(self.near(), plain.delimiter) {
            return None;
        }
        let escaped = Dialect { escape: Escape::Backslash, ..*plain };
        let before = Evenness::of(&Split::within(self.reach, self.text, self.complete, plain, max_records));
        let split = Split::within(self.reach, self.text, self.complete, &escaped, max_records);
        let after = Evenness::of(&split);
        let all_usual = split
            .records()
            .filter(|record| record.fields.iter().any(|field| protects(field.text, plain.delimiter)))
            .all(|record| record.fields.len() == after.width);
        let is_better = after.matching > before.matching
            && after.total - after.matching < before.total - before.matching
            && !before.quoted
            && !after.quoted;
        (is_better && all_usual && !leaves_some_alone(self.near(), plain)).then_some(escaped)
    }
}

/// Whether a backslash stands before a delimiter or a line end.
pub(super) fn protects(text: &str, delimiter: Delimiter) -> bool {
    protected(text, delimiter) > 0
}

/// How many backslashes stand before a delimiter or a line end.
pub(super) fn protected(text: &str, delimiter: Delimiter) -> usize {
    text.match_indices('\\')
        .filter(|(i, _)| {
            let behind = &text[i + 1..];
            behind.starts_with(['\n', '\r']) || behind.starts_with(delimiter.as_str())
        })
        .count()
}

/// Whether some backslashes are doubled and others stand before a letter as they are. Then the writer did not double its
/// own backslashes, and to undouble them would change a value. `\N` and `\0` are MySQL's for NULL and a NUL.
fn leaves_some_alone(text: &str, dialect: &Dialect) -> bool {
    let quote = dialect.quote.byte().map(char::from);
    let (mut doubled, mut alone) = (false, false);
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let behind = &rest[at + 1..];
        rest = behind;
        match behind.chars().next() {
            Some('\\') => {
                doubled = true;
                rest = &behind[1..];
            }
            Some('\n' | '\r' | 'N' | '0') | None => {}
            next if next == quote || behind.starts_with(dialect.delimiter.as_str()) => {}
            Some(_) => alone = true,
        }
    }
    doubled && alone
}

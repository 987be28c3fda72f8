//! How well a text splits into records of one width, under one choice of delimiter and quote.

use std::collections::BTreeMap;

use crate::decode::csv::{Grammar, Scan};

/// Records that are looked at.
const MAX_RECORDS: usize = 1000;

/// Bytes of text that are looked at.
const MAX_TEXT: usize = 256 << 10;

/// Records whose cells are kept.
const KEPT_RECORDS: usize = 200;

/// A cell of a sampled record.
#[derive(Debug, Clone)]
pub(crate) struct SampleCell {
    pub(crate) text: String,
    pub(crate) quoted: bool,
}

/// The outcome of splitting a sample.
#[derive(Debug, Default)]
pub(crate) struct Measure {
    /// The most frequent number of fields.
    pub(crate) fields: usize,
    /// Records with that many fields.
    pub(crate) matching: u64,
    /// Records in all.
    pub(crate) total: u64,
    /// The share of records that match and are well-formed. A quote left open at the end is not counted as a record.
    pub(crate) share: f64,
    /// Fields of the first record.
    pub(crate) first: usize,
    /// Fields in well-formed quotes.
    pub(crate) quoted: u64,
    /// Records with text after a closing quote, or a quote that does not close.
    pub(crate) malformed: u64,
    /// The share of unquoted cells without another delimiter in them.
    pub(crate) clean: f64,
    /// The first records.
    pub(crate) records: Vec<Vec<SampleCell>>,
}

/// Splits the text, which may end in the middle of a record unless `complete`.
pub(crate) fn measure(text: &str, complete: bool, grammar: Grammar) -> Measure {
    let cut = text.floor_char_boundary(MAX_TEXT);
    let complete = complete && cut == text.len();
    let text = &text[..cut];
    let mut out = Measure::default();
    // Fields → (records, well-formed ones).
    let mut widths: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    let (mut cells, mut clean) = (0_u64, 0_u64);
    let mut at = 0;
    while at < text.len() && out.total < MAX_RECORDS as u64 {
        let rest = &text[at..];
        // The last record of a cut sample is unknown, but alone it is better than nothing.
        let ended = complete || out.total == 0;
        let (record, next, stray) = match grammar.scan(rest.as_bytes(), ended) {
            Scan::Record(found) => (&rest[..found.end], found.next, found.stray.is_some()),
            Scan::Open { quote: Some(_) } if complete || rest.len() > MAX_TEXT / 2 => {
                out.malformed += 1;
                break;
            }
            Scan::Open { .. } => break,
        };
        at += next;
        if record.is_empty() {
            continue;
        }
        let row: Vec<_> = grammar.fields(record).collect();
        if out.total == 0 {
            out.first = row.len();
        }
        out.total += 1;
        out.malformed += u64::from(stray);
        let width = widths.entry(row.len()).or_default();
        width.0 += 1;
        width.1 += u64::from(!stray);
        if !stray {
            out.quoted += row.iter().filter(|f| f.quoted).count() as u64;
        }
        for field in row.iter().filter(|f| !f.quoted) {
            cells += 1;
            clean += u64::from(is_clean(field.text, grammar.delimiter()));
        }
        if out.records.len() < KEPT_RECORDS {
            let cell = |f| SampleCell { text: grammar.unescaped(f), quoted: f.quoted };
            out.records.push(row.into_iter().map(cell).collect());
        }
    }
    // A tie is decided by the first record, which is most often the header.
    let first = out.first;
    if let Some((fields, (matching, well))) = widths.into_iter().max_by_key(|(w, (n, _))| (*n, *w == first)) {
        (out.fields, out.matching) = (fields, matching);
        out.share = well as f64 / out.total.max(1) as f64;
    }
    out.clean = if cells == 0 { 1.0 } else { clean as f64 / cells as f64 };
    out
}

/// Whether a cell has no other delimiter in it. A comma between digits is a decimal comma or groups thousands.
fn is_clean(text: &str, delimiter: Option<u8>) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    bytes.iter().enumerate().all(|(i, b)| match b {
        b',' => Some(*b) == delimiter || (is_digit(i.checked_sub(1)) && is_digit(Some(i + 1))),
        b';' | b'\t' | b'|' => Some(*b) == delimiter,
        _ => true,
    })
}

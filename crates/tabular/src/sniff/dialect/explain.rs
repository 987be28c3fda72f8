//! Why a dialect was chosen, in words.

use super::backslash::protected;
use super::sample::{Candidate, Sample, has_doubled};
use super::split::Record;
use super::{Delimiter, Escape, Quote};
use crate::sniff::{Detected, Overrides};
use crate::wording::{counted, grouped};

/// How evenly the delimiter splits records.
fn split_evenly(delimiter: Delimiter, matching: u64, total: u64, fields: usize) -> String {
    format!(
        "{delimiter} because {} of {} split into {}",
        grouped(matching),
        counted(total, "record"),
        counted(fields as u64, "field")
    )
}

/// How evenly the delimiter splits these records of the table, by the most frequent number of fields.
pub(crate) fn evenness<'r>(delimiter: Delimiter, records: impl Iterator<Item = Record<'r, 'r>>) -> String {
    let mut widths = std::collections::BTreeMap::<usize, u64>::new();
    for record in records.filter(|record| !record.is_empty() && !record.is_ruled()) {
        *widths.entry(record.fields.len()).or_default() += 1;
    }
    let (fields, matching) = widths.iter().max_by_key(|(_, count)| **count).map_or((0, 0), |(w, n)| (*w, *n));
    split_evenly(delimiter, matching, widths.values().sum(), fields)
}

pub(super) fn delimiter(chosen: &Candidate, next_best: f64) -> Detected<Delimiter> {
    let delimiter = chosen.dialect.delimiter;
    let score = &chosen.score;
    if delimiter == Delimiter::NONE {
        let evidence = format!(
            "a single column, because no delimiter splits {} evenly into whole values",
            counted(score.total, "record")
        );
        return Detected::new(delimiter, 0.7, evidence);
    }
    let evidence = split_evenly(delimiter, score.matching, score.total, score.fields);
    let lead = (1.0 - next_best / chosen.value).clamp(0.0, 1.0);
    let even = score.matching as f64 / score.total.max(1) as f64;
    Detected::new(delimiter, (0.5 * even + 0.5 * lead.sqrt()) as f32, evidence)
}

/// `unquoted` says that the quotes of a text with protecting backslashes were found to be text.
pub(super) fn quote(chosen: &Candidate, unquoted: bool, wanted: &Overrides) -> Detected<Quote> {
    let quote = chosen.dialect.quote;
    if wanted.quote.is_some() {
        return Detected::chosen(quote);
    }
    if unquoted {
        let evidence = "quotes are text: fields start with one, none ends with one, and `\\` stands before delimiters instead";
        return Detected::new(quote, 0.8, evidence);
    }
    match (quote, chosen.score.quoted) {
        (Quote::NONE, _) => {
            Detected::new(quote, 0.8, "quotes are text: read as quotes, most of them would be out of order")
        }
        (quote, 0) => Detected::new(quote, 0.5, format!("no quoted field seen; {quote} is the usual quote")),
        (quote, n) => Detected::new(quote, 1.0, format!("{} in {quote}", counted(n, "field"))),
    }
}

pub(super) fn escape(chosen: &Candidate, sample: &Sample<'_>) -> Detected<Escape> {
    let escape = chosen.dialect.escape;
    if sample.wanted.escape.is_some() {
        return Detected::chosen(escape);
    }
    let delimiter = chosen.dialect.delimiter;
    let protected = if escape == Escape::Backslash { protected(sample.text, delimiter) } else { 0 };
    let quote = chosen.dialect.quote.byte().map(char::from);
    if protected > 0 && quote.is_none_or(|quote| !sample.text.contains(&format!("\\{quote}"))) {
        let times = counted(protected as u64, "time");
        let evidence = format!(
            "`\\` stands {times} before a delimiter or a line end, which then belongs to the value: only so do the \
             rows have the same number of fields"
        );
        return Detected::new(escape, 0.9, evidence);
    }
    let Some(quote) = quote else {
        return Detected::new(escape, 0.5, "without quotes there is nothing to escape");
    };
    let count = |pattern: &str| counted(sample.text.matches(pattern).count() as u64, "time");
    match escape {
        Escape::Doubled if has_doubled(sample.text, quote) => {
            Detected::new(escape, 0.9, format!("`{quote}{quote}` stands within quoted fields"))
        }
        Escape::Doubled => {
            Detected::new(escape, 0.5, "no quote within quoted fields seen; doubling is usual")
        }
        Escape::Backslash | Escape::Both => {
            Detected::new(escape, 0.9, format!("`\\{quote}` occurs {}", count(&format!("\\{quote}"))))
        }
        Escape::None => Detected::new(
            escape,
            0.8,
            format!("`{quote}` stands within quoted fields as it is, neither doubled nor after a backslash"),
        ),
    }
}

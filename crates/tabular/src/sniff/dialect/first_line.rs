//! Delimiters that leave the first line whole, though another one cuts it as it cuts all lines.

use super::Delimiter;
use super::sample::{Candidate, Sample};
use super::split::Field;
use crate::sniff::shape::Shape;

/// Of so many records one may have another number of fields.
const RECORDS_FOR_A_MISFIT: u64 = 20;

/// Takes out the delimiters that do not cut the first line, if another usual one cuts it and the lines below into the same
/// number of fields: `id,tags` above `1,red;green;blue` is a header, and no title of a table that semicolons cut.
pub(super) fn retain_those_that_cut_it(sample: &Sample<'_>, candidates: &mut Vec<Candidate>) {
    if candidates.iter().any(|candidate| names_columns(sample, candidate)) {
        candidates.retain(|candidate| candidate.score.first > 1);
    }
}

/// Whether the first line is a header under this choice, by the number of its fields and their looks.
fn names_columns(sample: &Sample<'_>, candidate: &Candidate) -> bool {
    let (score, delimiter) = (&candidate.score, candidate.dialect.delimiter);
    let usual = [Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE];
    let misfits = score.total - score.matching;
    let is_even = score.first == score.fields && misfits * RECORDS_FOR_A_MISFIT <= score.total;
    // Behind the only record of a sample that ends too early there is one with a long text in quotes.
    let is_alone = score.total < 2 && sample.complete;
    if !usual.contains(&delimiter) || score.first < 2 || is_alone || score.faults > 0 || !is_even {
        return false;
    }
    let split = sample.split(&candidate.dialect);
    let mut records = split.records().filter(|record| !record.is_blank());
    let Some(first) = records.next() else { return false };
    // Prose has a blank behind its commas.
    let is_name = |field: &Field<'_>| {
        !field.text.starts_with(' ')
            && matches!(Shape::of(field.text), Shape::Word | Shape::Text | Shape::Code)
    };
    // A comma between digits may be a decimal one.
    let is_decimal = |pair: &[Field<'_>]| {
        pair[0].text.ends_with(|c: char| c.is_ascii_digit())
            && pair[1].text.starts_with(|c: char| c.is_ascii_digit())
    };
    let cuts_numbers_only = delimiter == Delimiter::COMMA
        && score.total > 1
        && records.all(|record| record.fields.windows(2).all(is_decimal));
    first.fields.iter().all(is_name) && !cuts_numbers_only
}

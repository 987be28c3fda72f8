//! Further tables behind the first.

use super::end::{Table, is_note};
use crate::sniff::dialect::split::{Field, Record};
use crate::sniff::shape::Shape;
use crate::wording::Place;

/// Rows that a block of lines has to have to be a table, its header among them.
const MIN_ROWS: usize = 3;

/// Rows of a block that are looked at.
const MAX_ROWS: usize = 50;

/// What was found behind the first table.
#[derive(Default)]
pub(super) struct Further {
    /// The index of the first record that is no part of the first table; `None` when all of them are.
    pub(super) end: Option<usize>,
    /// The indices of the first records of the others, or of headers that come again within the first.
    pub(super) starts: Vec<usize>,
    pub(super) reason: String,
}

/// Looks for headers that come again, and for other tables behind empty lines.
pub(super) fn find(body: &[Record<'_, '_>], table: &Table<'_>) -> Further {
    let again = again(body, table);
    let behind_gap = behind_gaps(body, table);
    match (again.end, behind_gap.end) {
        (Some(a), Some(b)) if b < a => behind_gap,
        (None, Some(_)) => behind_gap,
        _ => again,
    }
}

/// The same header again. With the same rows behind it or fewer columns it is another table; else files were joined, and
/// the rows belong to the first.
fn again(body: &[Record<'_, '_>], table: &Table<'_>) -> Further {
    let Some(header) = table.header.last().filter(|cells| cells.len() > 1) else { return Further::default() };
    // Where a header has hardly any names, what is as empty is no header.
    let names = header.iter().filter(|name| !name.trim().is_empty()).count();
    let repeats = |record: &Record<'_, '_>| {
        let is_same = |(field, name): &(&Field<'_>, &String)| field.text.trim() == name.trim();
        let same = || record.fields.iter().zip(header).filter(is_same);
        let named = same().filter(|(_, name)| !name.trim().is_empty()).count();
        record.fields.len() > 1
            && same().count() * 5 >= header.len() * 4
            && named > 0
            && named * 5 >= names * 4
    };
    let starts: Vec<usize> = (0..body.len()).filter(|index| repeats(&body[*index])).collect();
    let Some(first) = starts.first().copied() else { return Further::default() };
    let cells =
        |record: &Record<'_, '_>| record.fields.iter().map(|field| field.text.to_owned()).collect::<Vec<_>>();
    let rows = first.min(body.len() - first - 1).min(MIN_ROWS);
    let is_copy = rows > 0 && (0..rows).all(|row| cells(&body[row]) == cells(&body[first + 1 + row]));
    let reason = match (is_copy, body[first].fields.len() == header.len()) {
        (true, _) => "the same header and rows come again",
        (false, false) => "the same header comes again with other columns",
        (false, true) => return Further { end: None, starts, reason: String::new() },
    };
    Further { end: Some(first - gap(body, first)), starts, reason: reason.to_owned() }
}

/// Empty records right before one.
fn gap(body: &[Record<'_, '_>], index: usize) -> usize {
    body[..index].iter().rev().take_while(|record| record.is_empty()).count()
}

/// Blocks behind empty lines, perhaps under a title, that have other columns or a header of their own.
fn behind_gaps(body: &[Record<'_, '_>], table: &Table<'_>) -> Further {
    let mut found = Further::default();
    for index in 1..body.len() {
        if !body[index - 1].is_empty() || body[index].is_empty() {
            continue;
        }
        let titles = body[index..].iter().take_while(|record| is_note(record, table.width.max(2))).count();
        let start = index + titles;
        let block = body[start..].iter().take(MAX_ROWS).take_while(|record| !record.is_empty());
        let mut block: Vec<&Record<'_, '_>> = block.collect();
        while block.last().is_some_and(|record| is_note(record, table.width.max(2))) {
            block.pop();
        }
        if let Some(reason) = is_table(&block, table) {
            found.starts.push(start);
            if found.end.is_none() {
                found.end = Some(index - gap(body, index));
                reason.clone_into(&mut found.reason);
            }
        }
    }
    found
}

/// Why a block of records is a table of its own.
fn is_table(block: &[&Record<'_, '_>], table: &Table<'_>) -> Option<&'static str> {
    let (first, rest) = block.split_first().filter(|_| block.len() >= MIN_ROWS)?;
    let width = first.fields.len();
    if width < 2 || rest.iter().any(|record| record.fields.len() != width) {
        return None;
    }
    if width != table.width {
        return Some(match table.place {
            Place::Line => "it has another number of columns",
            Place::Row => "it stands in other columns",
        });
    }
    let is_value = |record: &Record<'_, '_>, column: usize| {
        record.fields.get(column).is_some_and(|field| Shape::of(field.text).is_value())
    };
    let values = |record| table.typed.iter().filter(|column| is_value(record, **column)).count();
    let names = || table.typed.iter().filter_map(|c| first.fields.get(*c)).any(|f| !f.text.trim().is_empty());
    let own_header = !table.typed.is_empty() && values(first) == 0 && names() && values(rest[0]) > 0;
    own_header.then_some("it has a header of its own")
}

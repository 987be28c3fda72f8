//! What is not part of the table: titles and notes before it, notes, totals and further tables behind it.

use std::collections::BTreeMap;

use super::Row;
use crate::sniff::Detected;
use crate::sniff::dialect::split::{Record, Split};
use crate::sniff::layout::Frame;
use crate::sniff::shape::Shape;
use crate::wording::{counted, grouped, shown};

/// Records before the table that are looked at.
const MAX_PREAMBLE: usize = 100;

/// The number of fields that most records have which are not blank.
pub(super) fn width(split: &Split<'_>) -> usize {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for record in split.records().filter(|record| !record.is_blank()) {
        *widths.entry(record.fields.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(1, |(width, _)| width)
}

/// The index of the table's first row, and the lines before it.
pub(super) fn start(
    rows: &[Row],
    width: usize,
    first_line: u64,
    wanted: Option<u64>,
) -> (usize, Detected<u64>) {
    if let Some(skip) = wanted {
        let start = rows.iter().position(|row| row.line > skip).unwrap_or(rows.len());
        return (start, Detected::chosen(skip));
    }
    let mut start = 0;
    let mut title: Option<&Row> = None;
    for (index, row) in rows.iter().enumerate().take(MAX_PREAMBLE) {
        if row.is_empty() || is_note(row, rows.get(index + 1), width) {
            title = title.or(Some(row)).filter(|row| !row.is_empty()).or(title);
            start = index + 1;
        } else {
            break;
        }
    }
    // A file of nothing but such lines is a table of them.
    if start >= rows.len() {
        start = rows.iter().position(|row| !row.is_empty()).unwrap_or(0);
        title = None;
    }
    let line = rows.get(start).map_or(first_line, |row| row.line);
    let skip = line - 1;
    let answer = match (skip, title) {
        (0, _) => Detected::new(0, 0.95, "the table starts with the first line"),
        (_, Some(title)) => {
            let text = title.cells.iter().find(|cell| cell.shape != Shape::Empty);
            let evidence = format!(
                "{} before the table, which has {}: `{}`",
                counted(skip, "line"),
                counted(width as u64, "column"),
                shown(text.map_or("", |cell| &cell.text))
            );
            Detected::new(skip, 0.85, evidence)
        }
        (_, None) if first_line > 1 && skip + 1 == first_line => {
            Detected::new(skip, 1.0, "the first line only names the delimiter")
        }
        (_, None) => Detected::new(skip, 0.95, format!("{} before the table", counted(skip, "blank line"))),
    };
    (start, answer)
}

/// Whether a row before the table is a title or a note: it fills one cell where the table has several, or less than half
/// of them and is much narrower.
fn is_note(row: &Row, next: Option<&Row>, width: usize) -> bool {
    let filled = row.filled();
    let first_only = filled == 1 && row.cells[0].shape != Shape::Empty;
    if width < 2 || row.width() > width {
        return false;
    }
    if row.width() == width {
        let next_is_empty = next.is_some_and(Row::is_empty);
        return first_only && (width > 2 || next_is_empty) && !row.cells[0].shape.is_value();
    }
    row.width() == 1 || first_only || width > 3 && row.width() * 2 <= width
}

/// Decides where the table ends, from what the whole file has behind its last row.
pub(super) fn end(
    split: &Split<'_>,
    complete: bool,
    first_body_line: u64,
    width: usize,
    header: &[Vec<String>],
    frame: &mut Frame,
) {
    let body: Vec<Record<'_, '_>> = split.records().filter(|record| record.line >= first_body_line).collect();
    if let Some(again) = next_table(&body, width, header) {
        let line = body[again.end].line;
        frame.others = again.tables.iter().map(|index| body[*index].line).collect();
        let first = frame.others.first().copied().unwrap_or(line);
        let evidence = format!("another table starts on line {}: {}", grouped(first), again.reason);
        frame.end = Detected::new(Some(line), 0.8, evidence);
        return;
    }
    if !complete {
        frame.end = Detected::new(None, 0.5, "only the beginning of the file was seen");
        return;
    }
    let notes =
        body.iter().rev().take_while(|record| record.is_empty() || is_footnote(record, width)).count();
    let kept = body.len() - notes;
    if notes == 0 || kept == 0 {
        return;
    }
    let first = &body[kept];
    let text = body[kept..].iter().find(|record| !record.is_empty());
    let evidence = match text {
        Some(note) => {
            let text = note.fields.iter().find(|field| !field.text.trim().is_empty());
            let verb = if notes == 1 { "follows" } else { "follow" };
            let notes = counted(notes as u64, "line");
            format!("{notes} {verb} that are no rows: `{}`", shown(text.map_or("", |field| field.text)))
        }
        None => {
            let verb = if notes == 1 { "follows" } else { "follow" };
            format!("{} {verb}", counted(notes as u64, "empty row"))
        }
    };
    frame.end = Detected::new(Some(first.line), 0.85, evidence);
}

/// Whether a record behind the table is a note: one filled cell, the first, where the table has several columns.
fn is_footnote(record: &Record<'_, '_>, width: usize) -> bool {
    let filled = record.fields.iter().filter(|field| !field.text.trim().is_empty()).count();
    let first = record.fields.first().is_some_and(|field| !field.text.trim().is_empty());
    width > 2 && filled == 1 && first && record.fields.len() < width
        || width > 1 && record.fields.len() == 1 && !record.is_blank() && filled == 1
}

/// Where a further table starts.
struct NextTable {
    /// The index of the first record that is no part of the first table.
    end: usize,
    /// The indices of the first records of the others.
    tables: Vec<usize>,
    reason: String,
}

/// Finds a header that comes again.
fn next_table(body: &[Record<'_, '_>], _width: usize, header: &[Vec<String>]) -> Option<NextTable> {
    let header = header.last().filter(|cells| cells.len() > 1)?;
    let repeats = |record: &Record<'_, '_>| {
        let same = record.fields.iter().zip(header).filter(|(field, name)| field.text.trim() == name.trim());
        record.fields.len() > 1 && same.count() * 5 >= header.len() * 4
    };
    let tables: Vec<usize> = body.iter().enumerate().filter(|(_, r)| repeats(r)).map(|(i, _)| i).collect();
    let first = *tables.first()?;
    let blank = body[..first].iter().rev().take_while(|record| record.is_empty()).count();
    Some(NextTable { end: first - blank, tables, reason: "it names the same columns again".to_owned() })
}

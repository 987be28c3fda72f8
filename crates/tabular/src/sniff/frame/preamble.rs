//! What stands before the table: titles, notes, blank lines.

use std::collections::BTreeMap;

use super::Row;
use crate::sniff::Detected;
use crate::sniff::dialect::split::Split;
use crate::sniff::shape::Shape;
use crate::wording::{counted, shown};

/// Records before the table that are looked at.
const MAX_PREAMBLE: usize = 100;

/// The number of fields that most records have which are neither blank nor ruled lines.
pub(super) fn width(split: &Split<'_>) -> usize {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for record in split.records().filter(|record| !record.is_blank() && !record.is_ruled()) {
        *widths.entry(record.fields.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(1, |(width, _)| width)
}

/// The index of the table's first row, and the lines before it.
pub(super) fn start(
    rows: &[Row],
    width: usize,
    first_line: u64,
    comments: u64,
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
                "{} before the table of {}{} `{}`",
                counted(skip, "line") + if skip == 1 { " stands" } else { " stand" },
                counted(width as u64, "column"),
                if skip == 1 { ":" } else { ", among them" },
                shown(text.map_or("", |cell| &cell.text))
            );
            Detected::new(skip, 0.85, evidence)
        }
        (_, None) if first_line > 1 && skip + 1 == first_line => {
            Detected::new(skip, 1.0, "the first line only names the delimiter")
        }
        (_, None) if comments > 0 => Detected::new(
            skip,
            0.95,
            match skip {
                1 => "1 line before the table, blank or a comment".to_owned(),
                _ => format!("{} before the table, each blank or a comment", counted(skip, "line")),
            },
        ),
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

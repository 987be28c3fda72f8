//! Surveys workbooks: which sheet, and where its table is.

pub(crate) mod blocks;
mod choice;
pub(crate) mod sample;

use super::layout::{SheetLayout, Structure};
use super::{Detected, Format, Overrides, frame};
use crate::batch::RejectReason;
use crate::decode::sheet::{self, Kind, Merged};
use crate::error::Error;
use crate::source::Counter;
use crate::unwrap::Content;
use crate::wording::{counted, grouped, shown};
use choice::{Choice, choose};
use sample::{Sample, SampleRow};

pub(super) fn survey(
    content: &Content<'_>,
    format: Format,
    wanted: &Overrides,
) -> Result<(Structure, Vec<String>), Error> {
    let workbook = sheet::open(content, format, &Counter::default())?;
    let Choice { place, evidence, sheets } = choose(&*workbook, wanted.sheet.as_deref())?;
    let name = sheets.names[place].name.clone();
    let sheet = match wanted.sheet {
        Some(_) => Detected::chosen(name),
        None => {
            let is_only = sheets.names.len() == 1 && sheets.complete;
            Detected::new(name, if is_only { 1.0 } else { 0.8 }, evidence)
        }
    };
    let sample = Sample::take(&*workbook, place)?;
    let skip = sample.skip(wanted.skip);
    let mut frame = end(&sample, skip, wanted);
    // What stands behind the table has no say in its columns and their names.
    let (skip, end) = (frame.skip.value, frame.end.value.unwrap_or(u64::MAX));
    let table: Vec<_> = sample.rows.iter().filter(|row| row.number > skip && row.number < end).collect();
    let first_column = table.iter().map(|row| row.first_column()).min().unwrap_or(0);
    let end_column = table.iter().map(|row| row.end_column()).max().unwrap_or(0);
    let width = end_column.saturating_sub(first_column) as usize;
    let rows: Vec<_> = table.iter().map(|row| row.dense(first_column)).collect();
    frame.header = frame::header(&rows, width, wanted.header);
    tell_unnamed(&table, first_column, &mut frame.header);
    let labels = labels(&rows[..rows.len().min(frame.header.value as usize)], width);
    let names = frame.header.value as usize;
    let merged = merged(table.get(names..).unwrap_or_default(), &sample.merged);
    let open_end = !sample.complete && frame.end.value.is_none() && wanted.end.is_none();
    let layout = SheetLayout { sheet, sheets: sheets.names, first_column, frame, open_end, merged };
    Ok((Structure::Sheet(layout), labels))
}

/// Where the table ends, by what stands from its first row on.
fn end(sample: &Sample, skip: Detected<u64>, wanted: &Overrides) -> frame::Frame {
    let rows: Vec<&SampleRow> = sample.rows.iter().filter(|row| row.number > skip.value).collect();
    let (records, width) = blocks::records(&rows);
    frame::find_in_sheet(&records, sample.complete, width, skip, wanted)
}

/// The cells of a table's rows that are merged with some below them.
fn merged(rows: &[&SampleRow], ranges: &[Merged]) -> Option<Detected<u64>> {
    let text = |range: &Merged| {
        let row = rows.binary_search_by_key(&range.first_row, |row| row.number).ok()?;
        let cell = rows[row].cells.iter().find(|cell| cell.column == range.column)?;
        Some((*range, cell.text.as_str()))
    };
    let found: Vec<_> = ranges.iter().filter_map(text).collect();
    let (range, text) = found.first()?;
    let count = found.len() as u64;
    let (is, them) = if count == 1 { ("is", "it") } else { ("are", "them") };
    let evidence = format!(
        "{} {is} merged with those below {them}: `{}` of row {} spans the rows to {}, and only the first has the value",
        counted(count, "cell"),
        shown(text),
        grouped(range.first_row),
        grouped(range.last_row)
    );
    Some(Detected::new(count, 1.0, evidence))
}

/// Tells the cells of the header that name nothing because their formulas were never computed.
fn tell_unnamed(table: &[&SampleRow], first_column: u32, header: &mut Detected<u32>) {
    let cells = table.iter().take(header.value as usize).flat_map(|row| &row.cells);
    let mut missing = cells.filter(|cell| cell.kind == Kind::NoResult);
    if let Some(cell) = missing.next() {
        let others = match missing.count() as u64 {
            0 => String::new(),
            others => format!(", like {},", counted(others, "other")),
        };
        let column = cell.column - first_column + 1;
        let told = RejectReason::FormulaWithoutResult;
        header.evidence.push_str(&format!("; column {column} of the header{others} {told}"));
    }
}

/// One label per column out of the header's rows.
fn labels(header: &[frame::Row], width: usize) -> Vec<String> {
    if header.is_empty() {
        return frame::placeholder_labels(width);
    }
    let names: Vec<Vec<&str>> =
        header.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
    let mut labels = frame::joined_labels(&names);
    labels.resize(width, String::new());
    labels
}

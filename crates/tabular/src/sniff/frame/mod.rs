//! Where the table is within the records of a text: what stands before it, its header, and where it ends.

mod contrast;
mod end;
mod header;
mod labels;
mod preamble;
mod ruler;
mod sequence;
mod short;
mod tables;
mod totals;
mod trailing;

pub(crate) use labels::{joined_labels, placeholder_labels};
pub(crate) use ruler::is_ruler;
pub(crate) use totals::{Totals, names_totals};

use super::dialect::split::{Dialect, Field, Record, Split};
pub(super) use super::layout::Frame;
use super::shape::Shape;
use super::{Detected, Overrides};
use crate::wording::Place;

/// Records that are looked at for the header and what stands before it.
const HEAD: usize = 400;

/// A cell of the head of a table.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// Its value.
    pub(crate) text: String,
    pub(crate) quoted: bool,
    pub(crate) shape: Shape,
}

/// A record of the head of a table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    /// The 1-based physical line on which it starts.
    pub(crate) line: u64,
}

impl Row {
    fn new(record: &Record<'_, '_>, dialect: &Dialect) -> Self {
        let cell = |field: &Field<'_>| {
            let text = dialect.value(field).into_owned();
            Cell { shape: Shape::of(&text), text, quoted: field.quoted }
        };
        let cells = record.fields.iter().map(cell).collect();
        Self { cells, line: record.line }
    }

    pub(crate) fn width(&self) -> usize {
        self.cells.len()
    }

    /// Cells with something in them.
    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| cell.shape != Shape::Empty).count()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.filled() == 0
    }
}

/// How many of the rows at the start of a table name its columns. The rows are those of a sheet without empty ones; a
/// cell is `quoted` where it is text.
pub(crate) fn header(table: &[Row], width: usize, wanted: Option<u32>) -> Detected<u32> {
    let table: Vec<&Row> = table.iter().take(HEAD).collect();
    header::decide(&table, width, wanted)
}

/// What was found around and about the table.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) frame: Frame,
    pub(crate) trailing_delimiter: Detected<bool>,
    pub(crate) short_rows: Detected<bool>,
    /// The cells of the header's rows.
    pub(crate) header: Vec<Vec<String>>,
    /// Columns of a table without a header.
    pub(crate) width: usize,
}

/// Finds the table of a text. `first_line` is the first physical line that can belong to it.
pub(crate) fn find(
    split: &Split<'_>,
    dialect: &Dialect,
    complete: bool,
    first_line: u64,
    wanted: &Overrides,
) -> Found {
    let rows: Vec<Row> = split
        .records()
        .filter(|record| record.line >= first_line)
        .take(HEAD)
        .map(|record| Row::new(&record, dialect))
        .collect();
    let width = preamble::width(split);
    let (start, skip) = preamble::start(&rows, width, first_line, split.comments, wanted.skip);
    let records = Records { split, dialect, complete, place: Place::Line };
    records.find(&rows[start..], width, skip, wanted)
}

/// Finds the end of the table of a sheet, whose first row and number of columns are known. The records are the rows from
/// there on, with an empty one for each gap between them.
pub(crate) fn find_in_sheet(
    split: &Split<'_>,
    complete: bool,
    width: usize,
    skip: Detected<u64>,
    wanted: &Overrides,
) -> Frame {
    let rows: Vec<Row> =
        split.records().take(HEAD).map(|record| Row::new(&record, &Dialect::CELLS)).collect();
    let records = Records { split, dialect: &Dialect::CELLS, complete, place: Place::Row };
    records.find(&rows, width, skip, wanted).frame
}

/// What is known of the table of a sheet whose end is looked for row by row.
#[derive(Debug)]
pub(crate) struct SheetTable {
    width: usize,
    header: Vec<Vec<String>>,
    typed: Vec<usize>,
}

impl SheetTable {
    /// The table with this last row of a header and these rows below it.
    pub(crate) fn new(header: Vec<String>, rows: &[Row], width: usize) -> Self {
        let rows: Vec<&Row> = rows.iter().collect();
        Self { width, header: vec![header], typed: header::typed_columns(&rows, width) }
    }

    /// Whether a block of rows behind an empty record is another table.
    pub(crate) fn ends_before(&self, block: &Split<'_>) -> bool {
        let records: Vec<_> = block.records().collect();
        let (width, header, typed) = (self.width, &self.header[..], &self.typed[..]);
        let table = end::Table { dialect: &Dialect::CELLS, width, header, typed, place: Place::Row };
        tables::find(&records, &table).end.is_some()
    }
}

/// The records of a file.
struct Records<'r, 'a> {
    split: &'r Split<'a>,
    dialect: &'r Dialect,
    /// Whether these are all of them.
    complete: bool,
    place: Place,
}

impl Records<'_, '_> {
    /// Finds the header and the end of the table whose first rows are these.
    fn find(&self, rows: &[Row], width: usize, skip: Detected<u64>, wanted: &Overrides) -> Found {
        let Self { split, dialect, complete, place } = *self;
        let table: Vec<&Row> = rows.iter().filter(|row| !row.is_empty()).collect();
        let header = header::decide(&table, width, wanted.header);
        let named = (header.value as usize).min(table.len());
        let (names, body) = table.split_at(named);
        let header_cells: Vec<Vec<String>> =
            names.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect();
        let header_cells: Vec<_> = ruler::names_of(&header_cells).into_iter().cloned().collect();
        let trailing_delimiter = trailing::decide(header_cells.last().map(Vec::len), body);
        let width =
            body.first().map_or(width, |first| if named == 0 { first.width().max(width) } else { width });
        let mut frame = Frame::new(skip, header);
        if place == Place::Row {
            frame.end.evidence = "the table goes on to the end of the sheet".to_owned();
        }
        let first_body_line = body.first().map_or(u64::MAX, |row| row.line);
        let typed = header::typed_columns(body, width);
        let records: Vec<_> = split.records().filter(|record| record.line >= first_body_line).collect();
        let table = end::Table { dialect, width, header: &header_cells, typed: &typed, place };
        end::decide(&records, &table, complete, &mut frame);
        frame.end_as(wanted.end);
        let named = header_cells.last().map_or(width, Vec::len);
        let end = frame.end.value.unwrap_or(u64::MAX);
        let within: Vec<&Row> = body.iter().copied().filter(|row| row.line < end).collect();
        let short_rows = short::decide(&within, named, &trailing_delimiter, wanted.short_rows);
        Found { frame, trailing_delimiter, short_rows, header: header_cells, width }
    }
}

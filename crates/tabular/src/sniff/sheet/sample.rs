//! The first rows of a sheet, and where its table starts in them.

use super::choice::CHOICE_ROWS;
use crate::decode::sheet::{Kind, Merged, Row, Workbook};
use crate::error::Error;
use crate::sniff::shape::Shape;
use crate::sniff::{Detected, frame};

/// Rows of a sheet that are looked at for its table.
const SAMPLE_ROWS: usize = 2000;

/// Cells that are looked at for the table, once there are as many rows as for the choice: some ten milliseconds.
const SAMPLE_CELLS: usize = 10_000;

/// Cells that the sampled rows have at most, the empty ones between others counted: a row may have its only two at both
/// ends of the sheet.
const SAMPLE_AREA: usize = 250_000;

/// Bytes of sampled text that are kept.
const SAMPLE_BYTES: usize = 4 << 20;

/// The first rows of a sheet.
pub(super) struct Sample {
    pub(super) rows: Vec<SampleRow>,
    /// Whether these are all of them.
    pub(super) complete: bool,
    /// Cells merged over several rows, as far as the rows that were read, or the end of the sheet, show them.
    pub(super) merged: Vec<Merged>,
}

/// A row of a sheet, which has at least one cell.
pub(crate) struct SampleRow {
    pub(crate) number: u64,
    /// From left to right.
    pub(crate) cells: Vec<SampleCell>,
}

/// A cell of a sheet.
pub(crate) struct SampleCell {
    /// 0-based.
    pub(crate) column: u32,
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

impl Sample {
    pub(super) fn take(workbook: &dyn Workbook, place: usize) -> Result<Self, Error> {
        let mut source = workbook.first_rows(place)?;
        let mut row = Row::default();
        let (mut rows, mut cells, mut bytes) = (Vec::new(), 0, 0);
        let (mut first, mut end) = (u32::MAX, 0_u32);
        while rows.len() < SAMPLE_ROWS
            && rows.len() * (end.saturating_sub(first) as usize) < SAMPLE_AREA
            && bytes < SAMPLE_BYTES
            && (cells < SAMPLE_CELLS || rows.len() < CHOICE_ROWS)
        {
            if !source.next(&mut row)? {
                return Ok(Self { rows, complete: true, merged: source.merged().to_vec() });
            }
            let found = SampleRow::new(&row);
            first = first.min(found.first_column());
            end = end.max(found.end_column());
            cells += found.cells.len();
            bytes += row.text.len();
            rows.push(found);
        }
        Ok(Self { rows, complete: false, merged: source.merged().to_vec() })
    }

    /// Rows before the table. Titles and notes above it fill fewer cells than its rows do: it starts with the first row
    /// that has at least half as many cells as most rows have, and not only one on the left.
    pub(super) fn skip(&self, wanted: Option<u64>) -> Detected<u64> {
        if let Some(skip) = wanted {
            return Detected::chosen(skip);
        }
        let mut counts: Vec<_> = self.rows.iter().map(|row| row.cells.len()).collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let left = self.rows.iter().map(SampleRow::first_column).min().unwrap_or(0);
        let is_title = |row: &SampleRow| {
            let alone = row.cells.len() == 1 && usual > 1 && row.first_column() == left;
            alone || row.cells.len() * 2 < usual
        };
        match self.rows.iter().find(|row| !is_title(row)).map_or(1, |row| row.number) {
            1 => Detected::new(0, 0.95, "the table starts in the first row"),
            first => {
                let evidence =
                    format!("row {first} is the first with about as many cells as the rows below it");
                Detected::new(first - 1, 0.85, evidence)
            }
        }
    }
}

impl SampleRow {
    pub(crate) fn new(row: &Row) -> Self {
        let cell =
            |(column, kind, text): (u32, Kind, &str)| SampleCell { column, kind, text: text.to_owned() };
        Self { number: row.number, cells: row.cells().map(cell).collect() }
    }

    /// 0-based.
    pub(super) fn first_column(&self) -> u32 {
        self.cells.first().map_or(0, |cell| cell.column)
    }

    /// The 0-based column behind its last cell.
    pub(super) fn end_column(&self) -> u32 {
        self.cells.last().map_or(0, |cell| cell.column + 1)
    }

    /// With the empty cells, from the first column of the table to the last one of the row.
    pub(crate) fn dense(&self, first_column: u32) -> frame::Row {
        let cell = |text: &str, quoted| frame::Cell { text: text.to_owned(), quoted, shape: Shape::of(text) };
        let mut cells = Vec::new();
        for found in self.cells.iter().filter(|cell| cell.column >= first_column) {
            cells.resize_with((found.column - first_column) as usize, || cell("", false));
            cells.push(cell(&found.text, found.kind == Kind::Text));
        }
        frame::Row { cells, line: self.number }
    }
}

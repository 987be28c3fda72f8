//! The table of a sheet: its header, its columns, and the filling of batches.

use std::collections::VecDeque;

use super::ending::{Ending, Taken};
use super::{Kind, Row, Rows, Workbook};
use crate::batch::{Batch, RejectReason, RejectedRow};
use crate::decode::{Decode, Extent};
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{SheetLayout, joined_labels, placeholder_labels};
use crate::source::Counter;
use crate::wording::Place;

/// The table of a sheet being read.
pub(crate) struct SheetDecoder {
    rows: Box<dyn Rows + Send>,
    row: Row,
    /// Whether `row` is yet to be taken.
    pending: bool,
    /// Looks for the end of the table, where it is not known.
    ending: Option<Ending>,
    /// Rows that were held back until it was known whether they are behind the end.
    ready: VecDeque<Row>,
    labels: Vec<String>,
    header: bool,
    first_column: u32,
    /// The row after the last one of the table.
    end: u64,
    /// Whether the sheet has been read to its end.
    ended: bool,
    counter: Counter,
    /// Bytes of the file as it is stored.
    total: u64,
    max_cell_bytes: usize,
    allows_nul: bool,
}

/// The rows of the sheet with this name.
///
/// # Errors
/// When there is none, or its part is missing or damaged.
pub(crate) fn table_rows(
    workbook: &dyn Workbook,
    wanted: &str,
    extent: Extent,
) -> Result<Box<dyn Rows + Send>, Error> {
    match (workbook.place(wanted)?, extent) {
        (Some(place), Extent::All) => workbook.rows(place),
        (Some(place), Extent::Beginning) => workbook.first_rows(place),
        (None, _) => {
            let sheets = workbook.sheets(u64::MAX)?.names.into_iter().map(|sheet| sheet.name).collect();
            Err(Error::NoSheet { wanted: Some(wanted.to_owned()), sheets })
        }
    }
}

/// Columns without a name behind the last that has one: cells of a header may be empty, or have formulas that were never
/// computed.
fn unnamed(labels: &[String]) -> usize {
    labels.iter().rev().take_while(|label| label.is_empty()).count()
}

impl SheetDecoder {
    pub(crate) fn open(
        rows: Box<dyn Rows + Send>,
        layout: &SheetLayout,
        labels: &[String],
        limits: &Limits,
        counter: Counter,
        total: u64,
    ) -> Result<Self, Error> {
        let mut decoder = Self {
            rows,
            row: Row::default(),
            pending: false,
            ending: None,
            ready: VecDeque::new(),
            labels: Vec::new(),
            header: layout.frame.header.value > 0,
            first_column: layout.first_column,
            end: layout.frame.end.value.unwrap_or(u64::MAX),
            ended: false,
            counter,
            total,
            max_cell_bytes: limits.max_cell_bytes,
            allows_nul: limits.allows_nul,
        };
        let (skip, header) = (layout.frame.skip.value, layout.frame.header.value as usize);
        let mut names = Vec::new();
        while decoder.advance()?
            && decoder.row.number < decoder.end
            && (decoder.row.number <= skip || names.len() < header)
        {
            if decoder.row.number > skip {
                names.push(decoder.row.texts(decoder.first_column));
            }
            decoder.pending = false;
        }
        let mut found = joined_labels(&names);
        // Columns without a name are there if the survey saw values in them.
        let named = found.len() - unnamed(&found);
        found.resize(found.len().max(named + unnamed(labels)), String::new());
        let last_names = names.pop().unwrap_or_default();
        decoder.labels = if decoder.header { found } else { placeholder_labels(labels.len()) };
        if layout.open_end {
            let mut ending = Ending::new(layout.first_column, decoder.labels.len(), &last_names);
            if decoder.pending {
                ending.begin(&decoder.row);
            }
            decoder.ending = Some(ending);
        }
        Ok(decoder)
    }

    /// Makes sure that a row is pending; `false` at the end of the sheet.
    fn advance(&mut self) -> Result<bool, Error> {
        while !self.pending {
            if let Some(row) = self.ready.pop_front() {
                self.row = row;
                self.pending = true;
            } else if self.ended {
                break;
            } else if self.rows.next(&mut self.row)? {
                self.pending = self.is_row();
            } else {
                self.ended = true;
                let end = self.ending.take().and_then(|mut ending| ending.finish(&mut self.ready));
                self.end = end.unwrap_or(self.end);
            }
        }
        Ok(self.pending)
    }

    /// Whether the row that was read can be given at once. Otherwise it is held back, or stands behind others that were.
    fn is_row(&mut self) -> bool {
        match self.ending.as_mut().map_or(Taken::Row, |ending| ending.take(&self.row, &mut self.ready)) {
            Taken::Row => true,
            Taken::Held => false,
            Taken::Outside(end) => {
                self.end = end;
                self.ending = None;
                false
            }
        }
    }

    /// Puts the row into the batch, as a row or as a rejected one.
    fn take(&self, batch: &mut Batch) {
        let mark = batch.text_len();
        let number = self.row.number;
        match self.push_cells(batch) {
            Ok(()) => batch.end_row(number, 0),
            Err((column, reason)) => {
                batch.cancel_row(mark);
                batch.reject(RejectedRow::new(number, 0, column, reason, self.row.shown().as_bytes()));
            }
        }
    }

    fn push_cells(&self, batch: &mut Batch) -> Result<(), (Option<u32>, RejectReason)> {
        if self.row.number >= self.end {
            return Err((None, RejectReason::OutsideTable));
        }
        let expected = self.labels.len();
        let (first, end) = (self.first_column, self.first_column as usize + expected);
        let outside = |column: u32| column < first || column as usize >= end;
        if self.row.cells.iter().any(|cell| outside(cell.column)) {
            let leftmost = self.row.cells.first().map_or(first, |cell| cell.column.min(first));
            let rightmost = self.row.cells.last().map_or(first, |cell| cell.column);
            let found = (rightmost.max(end as u32 - 1) - leftmost) as usize + 1;
            return Err((None, RejectReason::TooManyFields { found, expected, header: self.header }));
        }
        let mut next = first;
        for cell in &self.row.cells {
            let text = self.row.text(cell);
            let column = Some(cell.column - first + 1);
            if cell.kind == Kind::NoResult {
                return Err((column, RejectReason::FormulaWithoutResult));
            }
            if text.len() > self.max_cell_bytes {
                return Err((column, RejectReason::CellTooLong { limit: self.max_cell_bytes }));
            }
            if !self.allows_nul && text.contains('\0') {
                return Err((column, RejectReason::NulCharacter));
            }
            (next..cell.column).for_each(|_| batch.push_null());
            next = cell.column + 1;
            let start = batch.push_text(text);
            match cell.kind {
                Kind::Text => batch.push_text_cell(start, batch.text_len()),
                _ => batch.push_span(start, batch.text_len()),
            }
        }
        (next as usize..end).for_each(|_| batch.push_null());
        Ok(())
    }
}

impl Decode for SheetDecoder {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        batch.reset(self.labels.len());
        batch.place = Place::Row;
        while !batch.is_full() {
            match self.advance() {
                Ok(true) => {
                    self.take(batch);
                    self.pending = false;
                }
                Ok(false) => break,
                Err(error) => {
                    batch.reset(self.labels.len());
                    self.ended = true;
                    return Err(error);
                }
            }
        }
        Ok(!batch.is_empty() || !batch.rejected.is_empty())
    }

    fn bytes_read(&self) -> u64 {
        if self.ended { self.total } else { self.counter.get().min(self.total) }
    }
}

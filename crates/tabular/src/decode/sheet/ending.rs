//! Where a table ends that goes on behind the rows which the survey saw: found while it is read, by the rules of the survey.
//!
//! A row after which the table may have ended is held back, and those behind it, until it is plain whether it has. What
//! is held is bounded; what is more than that is no end of a table.

use std::collections::VecDeque;

use super::row::Row;
use crate::sniff::frame::{self, SheetTable, Totals};
use crate::sniff::sheet::blocks::{Columns, is_words};
use crate::sniff::sheet::sample::SampleRow;

/// Rows, and cells of them, that are held back at most.
const MAX_ROWS: usize = 100;
const MAX_CELLS: usize = 50_000;

/// Bytes of text that are held back at most.
const MAX_BYTES: usize = 4 << 20;

/// Rows of a block that are enough to tell whether it is another table.
const TELLING_ROWS: usize = 50;

/// Blocks that are looked at. A sheet with more is divided into blocks throughout.
const MAX_BLOCKS: u32 = 1000;

/// Rows, and cells of them, that show which columns hold numbers or dates.
const TYPED_ROWS: usize = 200;
const TYPED_CELLS: usize = 20_000;

/// The end of a table that is being read.
pub(super) struct Ending {
    /// The columns of the table: the 0-based first one of the sheet, and the one behind its last.
    first: u32,
    end: u32,
    /// The last row of the header, from the sheet's first column on.
    header: Vec<String>,
    /// The first rows, until the first block is looked at.
    rows: Vec<SampleRow>,
    table: Option<SheetTable>,
    columns: Columns,
    totals: Totals,
    /// The last row that was taken.
    last: u64,
    /// Rows that are held back, and whether each may be a note.
    held: Vec<(Row, bool)>,
    cells: usize,
    bytes: usize,
    /// Where in them the last block starts that stands behind an empty row.
    block: Option<usize>,
    blocks: u32,
}

/// What a row is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// One of the table.
    Row,
    /// Held back, or put behind those that were.
    Held,
    /// Behind the end of the table, as all from the one with this number on, and put behind those that were held back.
    Outside(u64),
}

impl Ending {
    /// The end of a table with these columns and this last row of a header.
    pub(super) fn new(first: u32, columns: usize, header: &[String]) -> Self {
        let end = first.saturating_add(columns as u32);
        let blank = (0..first).map(|_| String::new());
        Self {
            first,
            end,
            header: blank.chain(header.iter().cloned()).collect(),
            rows: Vec::new(),
            table: None,
            columns: Columns::known(first, end),
            totals: Totals::new(columns),
            last: 0,
            held: Vec::new(),
            cells: 0,
            bytes: 0,
            block: None,
            blocks: 0,
        }
    }

    /// Takes the first row: with nothing above it, it is one of the table.
    pub(super) fn begin(&mut self, row: &Row) {
        self.last = row.number;
        self.observe(row);
    }

    /// Takes the next row. Rows that are held back no longer go to the end of `ready`.
    pub(super) fn take(&mut self, row: &Row, ready: &mut VecDeque<Row>) -> Taken {
        let gap = self.last > 0 && row.number > self.last.saturating_add(1);
        self.last = row.number;
        let below_gap = gap || self.block.is_some_and(|start| self.held[start..].iter().all(|held| held.1));
        let is_note = self.is_note(row, below_gap);
        if gap && let Some(end) = self.judge(ready) {
            ready.push_back(row.clone());
            return Taken::Outside(end);
        }
        if !gap && self.block.is_none() && !is_note {
            self.release(self.held.len(), ready);
        }
        if self.held.is_empty() && !gap && !is_note && !names_totals(row) {
            self.observe(row);
            return match ready.is_empty() {
                true => Taken::Row,
                false => {
                    ready.push_back(row.clone());
                    Taken::Held
                }
            };
        }
        if gap {
            self.block = Some(self.held.len());
        }
        self.cells += row.cells.len();
        self.bytes += row.text.len();
        self.held.push((row.clone(), is_note));
        let is_told = self.block.is_some_and(|start| self.held.len() - start > TELLING_ROWS);
        if is_told || self.held.len() > MAX_ROWS || self.cells > MAX_CELLS || self.bytes > MAX_BYTES {
            if let Some(end) = self.judge(ready) {
                return Taken::Outside(end);
            }
            self.block = None;
            if !is_told {
                self.release(self.held.len(), ready);
            }
        }
        Taken::Held
    }

    /// At the end of the sheet: the row from which on all are behind the table, if there are any.
    pub(super) fn finish(&mut self, ready: &mut VecDeque<Row>) -> Option<u64> {
        match self.other_table(ready) {
            None => self.conclude(self.held.len(), ready),
            end => end,
        }
    }

    /// Looks whether the last block is another table. If it is not, the rows that are held back are rows up to the last
    /// that is neither a note nor one of totals.
    fn judge(&mut self, ready: &mut VecDeque<Row>) -> Option<u64> {
        let end = self.other_table(ready);
        let is_row = |(row, is_note): &(Row, bool)| !is_note && !names_totals(row);
        if end.is_none() {
            let rows = self.held.iter().rposition(is_row).map_or(0, |last| last + 1);
            self.release(rows, ready);
        }
        end
    }

    fn other_table(&mut self, ready: &mut VecDeque<Row>) -> Option<u64> {
        let start = self.block.filter(|_| self.blocks < MAX_BLOCKS)?;
        self.blocks += 1;
        let rows: Vec<SampleRow> = self.held[start..].iter().map(|(row, _)| SampleRow::new(row)).collect();
        let block: Vec<&SampleRow> = rows.iter().collect();
        let records = self.columns.records(&block);
        let table = self.table.get_or_insert_with(|| {
            let rows: Vec<frame::Row> = self.rows.drain(..).map(|row| row.dense(0)).collect();
            SheetTable::new(std::mem::take(&mut self.header), &rows, self.end as usize)
        });
        if table.ends_before(&records) { self.conclude(start, ready) } else { None }
    }

    /// Gives all rows, and answers with which one the notes and totals before the held row `behind` begin, or with its own
    /// number.
    fn conclude(&mut self, behind: usize, ready: &mut VecDeque<Row>) -> Option<u64> {
        let notes = self.held[..behind].iter().rev().take_while(|(_, is_note)| *is_note).count();
        let mut kept = behind - notes;
        let held = std::mem::take(&mut self.held);
        if let Some(last) = kept.checked_sub(1) {
            held[..last].iter().for_each(|(row, _)| self.observe(row));
            let row = &held[last].0;
            if names_totals(row) && self.totals.proved(row.texts(self.first).into_iter()).is_some() {
                kept = last;
            }
        }
        let end = held.get(kept).map(|(row, _)| row.number);
        ready.extend(held.into_iter().map(|(row, _)| row));
        end
    }

    /// Gives the first rows that are held back: they are rows of the table.
    fn release(&mut self, rows: usize, ready: &mut VecDeque<Row>) {
        let rest = self.held.split_off(rows);
        for (row, _) in std::mem::replace(&mut self.held, rest) {
            self.observe(&row);
            ready.push_back(row);
        }
        self.block = self.block.and_then(|start| start.checked_sub(rows));
        self.cells = self.held.iter().map(|(row, _)| row.cells.len()).sum();
        self.bytes = self.held.iter().map(|(row, _)| row.text.len()).sum();
    }

    /// Takes note of a row of the table.
    fn observe(&mut self, row: &Row) {
        let Some((first, last)) = row.cells.first().zip(row.cells.last()) else { return };
        self.columns.observe(first.column, last.column + 1, row.text(first));
        for cell in row.cells.iter().filter(|cell| cell.column >= self.first) {
            self.totals.add((cell.column - self.first) as usize, row.text(cell));
        }
        let is_wanted = self.table.is_none() && self.rows.len() < TYPED_ROWS;
        if is_wanted && self.rows.len() * (self.end as usize) < TYPED_CELLS {
            self.rows.push(SampleRow::new(row));
        }
    }

    /// Whether a row may be a note: in two columns, only below an empty row.
    fn is_note(&self, row: &Row, below_gap: bool) -> bool {
        let is_wide = self.end.saturating_sub(self.first) > 2;
        let is_alone =
            matches!(&row.cells[..], [only] if only.column <= self.first && is_words(row.text(only)));
        is_alone && (is_wide || below_gap)
    }
}

/// Whether a row says that it is one of totals.
fn names_totals(row: &Row) -> bool {
    row.cells.first().is_some_and(|cell| frame::names_totals(row.text(cell)))
}

//! A reusable block of rows: the unit in which rows travel from a decoder to inference and loading.
//!
//! All text lies in one buffer, so a batch costs no allocation per cell and none at all once it is warm.

mod column;
mod filling;
mod rejected;
mod span;

use std::ops::Range;

use crate::wording::Place;
pub(crate) use column::{BLOCK, ColumnBlock, Sight};
pub use rejected::{MAX_RAW_BYTES, RejectReason, RejectedRow};
pub(crate) use span::Span;

/// When a batch is full.
#[derive(Debug, Clone, Copy)]
struct Room {
    rows: usize,
    /// Bytes of text: of cells, and raw text of rejected rows.
    bytes: usize,
}

/// In what way a file may write its numbers, as far as its form tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Locale {
    /// In the one way of its format.
    #[default]
    None,
    /// In the way of some language, as delimited text.
    Any,
    /// Likely in one that writes decimals with a comma: programs take the semicolon for a delimiter where the comma is taken
    /// (Microsoft Excel's "list separator").
    Semicolons,
}

/// The room of a batch by which a file is read.
const USUAL: Room = Room { rows: 4096, bytes: 1 << 20 };

/// The room of a batch for those who want the first rows only.
const SMALL: Room = Room { rows: 256, bytes: 64 << 10 };

/// Rows of text cells, and the rows that did not fit. Filled by [`Decode::read`](crate::decode::Decode::read).
#[derive(Debug)]
pub struct Batch {
    room: Room,
    text: String,
    spans: Vec<Span>,
    width: usize,
    lines: Vec<u64>,
    bytes: Vec<u64>,
    raw_bytes: usize,
    /// Which cells were text in their file, as far as any was: index of the cell → flag.
    text_flags: Vec<bool>,
    /// What [`line`](Self::line) counts.
    pub(crate) place: Place,
    /// In what way numbers may be written.
    pub(crate) locale: Locale,
    /// Rows that could not be read, in the order of the file.
    pub rejected: Vec<RejectedRow>,
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Batch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::of(USUAL)
    }

    /// An empty batch that is full after some hundred rows.
    pub(crate) fn small() -> Self {
        Self::of(SMALL)
    }

    fn of(room: Room) -> Self {
        Self {
            room,
            text: String::new(),
            spans: Vec::new(),
            width: 0,
            lines: Vec::new(),
            bytes: Vec::new(),
            raw_bytes: 0,
            text_flags: Vec::new(),
            place: Place::default(),
            locale: Locale::default(),
            rejected: Vec::new(),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row. There may still be [`rejected`](Self::rejected) ones.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The number of columns of every row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The indices of the rows, for use with [`cell`](Self::cell) and [`row`](Self::row).
    pub fn rows(&self) -> Range<usize> {
        0..self.len()
    }

    /// The cells of row `row` from left to right; `None` is NULL.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = Option<&str>> + Clone {
        self.spans[row * self.width..(row + 1) * self.width].iter().map(|span| self.at(*span))
    }

    /// The cell of row `row` in column `col`, both 0-based. `None` is NULL: a field with nothing between the
    /// delimiters. A quoted empty field is `Some("")`.
    ///
    /// # Panics
    /// When there is no such row or column.
    #[inline]
    pub fn cell(&self, row: usize, col: usize) -> Option<&str> {
        assert!(col < self.width, "column {col} of {}", self.width);
        self.at(self.spans[row * self.width + col])
    }

    /// Whether the cell was text in its file even if it looks like something else: a string of JSON, a text cell of a
    /// workbook. Always `false` where a file knows no difference, as delimited text.
    #[inline]
    pub fn is_text(&self, row: usize, col: usize) -> bool {
        self.text_flags.get(row * self.width + col).is_some_and(|flag| *flag)
    }

    /// The 1-based physical line on which row `row` starts. A quoted line end counts as a line. Of a workbook, the row of
    /// the sheet.
    pub fn line(&self, row: usize) -> u64 {
        self.lines[row]
    }

    /// The 0-based byte at which row `row` starts, in the file after decompression.
    pub fn byte(&self, row: usize) -> u64 {
        self.bytes[row]
    }

    /// Removes the last row, if there is one: the head of a longer file ends anywhere within a row.
    pub fn pop(&mut self) {
        if self.lines.pop().is_some() {
            self.bytes.pop();
            self.spans.truncate(self.lines.len() * self.width);
            self.text_flags.truncate(self.spans.len());
        }
    }

    #[inline]
    fn at(&self, span: Span) -> Option<&str> {
        (!span.is_null()).then(|| &self.text[span.range()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cells_are_told_from_others() {
        let mut batch = Batch::new();
        batch.reset(2);
        for line in 1..=3 {
            let start = batch.push_text("12");
            batch.push_span(start, start + 2);
            if line == 2 {
                batch.push_text_cell(start, start + 2)
            } else {
                batch.push_null()
            }
            batch.end_row(line, 0);
        }
        assert!(batch.is_text(1, 1));
        assert!(![(0, 0), (0, 1), (1, 0), (2, 0), (2, 1)].iter().any(|(row, col)| batch.is_text(*row, *col)));
        batch.pop();
        batch.pop();
        assert!(!batch.is_text(1, 1));
        batch.reset(1);
        assert!(!batch.is_text(0, 0));
    }
}

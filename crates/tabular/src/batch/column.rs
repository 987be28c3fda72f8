//! One column of some rows, for those who look at a file column by column.

use std::ops::Range;

use super::{Batch, Span};

/// Rows that are looked at column by column. One column at a time is what a processor predicts well; with all rows of a
/// batch at once, each of many columns would fetch the whole batch into the nearest memory again.
pub(crate) const BLOCK: usize = 64;

/// The cells of one column in at most [`BLOCK`] rows.
pub(crate) struct ColumnBlock<'a> {
    text: &'a str,
    /// Those of a block that is not full are NULL.
    cells: [Span; BLOCK],
    len: usize,
    /// Whether any of them was text in its file.
    texts: bool,
}

/// What there is in a block.
pub(crate) struct Counts {
    pub(crate) nulls: usize,
    /// Texts of no characters.
    pub(crate) empties: usize,
    /// Bytes of the longest cell.
    pub(crate) longest: u32,
}

/// How far cells could be taken at sight, and what they were.
pub(crate) struct Sight {
    /// The first cell that was not taken; their number if all were.
    pub(crate) until: usize,
    /// Those taken that are neither NULL nor empty.
    pub(crate) values: u64,
    /// Bytes of the shortest of these.
    pub(crate) shortest: u32,
}

impl Batch {
    /// The cells of one column in at most [`BLOCK`] rows.
    pub(crate) fn column(&self, col: usize, rows: Range<usize>) -> ColumnBlock<'_> {
        let mut cells = [Span::NULL; BLOCK];
        let first = (rows.start * self.width + col).min(self.spans.len());
        let own = self.spans[first..].iter().step_by(self.width.max(1)).take(rows.len());
        for (cell, own) in cells.iter_mut().zip(own) {
            *cell = *own;
        }
        let texts = !self.text_flags.is_empty() && rows.clone().any(|row| self.is_text(row, col));
        ColumnBlock { text: &self.text, cells, len: rows.len().min(BLOCK), texts }
    }
}

impl<'a> ColumnBlock<'a> {
    /// The cells, from top to bottom.
    #[inline]
    pub(crate) fn cells(&self) -> &[Span] {
        &self.cells[..self.len]
    }

    /// Whether [`Batch::is_text`] holds of any cell.
    pub(crate) fn has_text_flags(&self) -> bool {
        self.texts
    }

    /// The text of a cell that is not NULL.
    #[inline]
    pub(crate) fn text(&self, cell: Span) -> &'a str {
        &self.text[cell.range()]
    }

    pub(crate) fn count(&self) -> Counts {
        let (mut nulls, mut valueless, mut longest) = (0_u32, 0_u32, 0);
        for cell in &self.cells {
            let len = cell.len();
            nulls = nulls.wrapping_add(cell.is_null().into());
            valueless = valueless.wrapping_add((len == 0).into());
            longest = longest.max(len);
        }
        let empties = valueless.wrapping_sub(nulls) as usize;
        Counts { nulls: (nulls as usize).saturating_sub(BLOCK - self.len), empties, longest }
    }

    /// Shows the cells from one on, as their first bytes with what follows them in the batch and their length in bytes,
    /// until one is not taken. Cells without a text are passed over; where too little follows a cell, it is not taken.
    #[inline]
    pub(crate) fn look<const WINDOW: usize>(
        &self,
        from: usize,
        mut take: impl FnMut(&[u8; WINDOW], u32) -> bool,
    ) -> Sight {
        let bytes = self.text.as_bytes();
        let (mut until, mut skipped, mut shortest) = (from, 0_usize, u32::MAX);
        for cell in self.cells().get(from..).unwrap_or_default() {
            let len = cell.len();
            if len == 0 {
                skipped = skipped.wrapping_add(1);
            } else {
                let start = cell.start();
                let window = bytes.get(start..start.wrapping_add(WINDOW)).and_then(<[u8]>::as_array);
                if !window.is_some_and(|window| take(window, len)) {
                    break;
                }
                shortest = shortest.min(len);
            }
            until = until.wrapping_add(1);
        }
        Sight { until, values: (until - from - skipped) as u64, shortest }
    }
}

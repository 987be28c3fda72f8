//! Filling a batch, for decoders.

use memchr::memchr;

use super::{Batch, Locale, RejectedRow, Span};
use crate::wording::Place;

impl Batch {
    pub(crate) fn reset(&mut self, width: usize) {
        self.text.clear();
        self.spans.clear();
        self.lines.clear();
        self.bytes.clear();
        self.rejected.clear();
        self.raw_bytes = 0;
        self.text_flags.clear();
        self.width = width;
        self.place = Place::default();
        self.locale = Locale::default();
    }

    /// Whether a decoder should stop filling it.
    pub(crate) fn is_full(&self) -> bool {
        let rows = self.lines.len() + self.rejected.len();
        rows >= self.room.rows || self.text.len() + self.raw_bytes >= self.room.bytes
    }

    /// Appends text that later [`push_span`](Self::push_span) calls refer to, and answers where it starts.
    #[inline]
    pub(crate) fn push_text(&mut self, text: &str) -> usize {
        let start = self.text.len();
        self.text.push_str(text);
        start
    }

    /// Appends the text cell that lies at `start..end` of the text.
    #[inline]
    pub(crate) fn push_span(&mut self, start: usize, end: usize) {
        self.spans.push(Span::of_text(start, end));
    }

    /// Appends a text cell with the text that `write` appends.
    pub(crate) fn push_written(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.push_span(start, self.text.len());
    }

    /// Appends the cell that lies at `start..end` of the text, NULL if that is nothing.
    #[inline]
    pub(crate) fn push_field(&mut self, start: usize, end: usize) {
        self.spans.push(Span::of_field(start, end));
    }

    /// Appends the cell that lies at `start..end` of the text, and was text in its file.
    pub(crate) fn push_text_cell(&mut self, start: usize, end: usize) {
        self.push_span(start, end);
        self.text_flags.resize(self.spans.len() - 1, false);
        self.text_flags.push(true);
    }

    #[inline]
    pub(crate) fn push_null(&mut self) {
        self.spans.push(Span::NULL);
    }

    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// The text, to be given back by [`put_text`](Self::put_text): until then no cell can be read, but spans can be
    /// pushed while the text is looked at.
    pub(crate) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Gives the text back.
    pub(crate) fn put_text(&mut self, text: String) {
        self.text = text;
    }

    /// Rewrites a cell in which every quote, an ASCII character, stands twice: the first of each two is kept.
    pub(crate) fn undouble(&mut self, cell: usize, quote: u8) {
        let Some(span) = self.spans.get_mut(cell) else { return };
        let from = span.range();
        let start = self.text.len();
        let mut at = from.start;
        while let Some(found) = memchr(quote, &self.text.as_bytes()[at..from.end]) {
            let kept = at + found + 1;
            self.text.extend_from_within(at..kept);
            at = (kept + 1).min(from.end);
        }
        self.text.extend_from_within(at..from.end);
        *span = Span::of_text(start, self.text.len());
    }

    /// The number of cells in all, those of the unfinished row included.
    #[inline]
    pub(crate) fn cells(&self) -> usize {
        self.spans.len()
    }

    /// The cells from the one with this number on.
    #[inline]
    pub(crate) fn cells_from(&mut self, cell: usize) -> &mut [Span] {
        &mut self.spans[cell..]
    }

    /// Takes back all cells from this one on.
    #[inline]
    pub(crate) fn truncate_cells(&mut self, cell: usize) {
        self.spans.truncate(cell);
        self.text_flags.truncate(cell);
    }

    /// Takes back the last pushed cell.
    #[inline]
    pub(crate) fn pop_cell(&mut self) -> Option<Span> {
        self.spans.pop()
    }

    /// The cells pushed since the last complete row.
    pub(crate) fn pending(&self) -> usize {
        self.spans.len() - self.lines.len() * self.width
    }

    /// Whether the last pushed cell is NULL.
    pub(crate) fn last_is_null(&self) -> bool {
        self.spans.last().is_some_and(|span| span.is_null())
    }

    /// The 0-based index of the first pending cell longer than `limit` bytes.
    pub(crate) fn pending_longer_than(&self, limit: usize) -> Option<usize> {
        let first = self.lines.len() * self.width;
        self.spans[first..].iter().position(|span| span.range().len() > limit)
    }

    /// Makes the pending cells a row.
    #[inline]
    pub(crate) fn end_row(&mut self, line: u64, byte: u64) {
        self.lines.push(line);
        self.bytes.push(byte);
    }

    /// Drops the pending cells and the text from `text_len` on.
    pub(crate) fn cancel_row(&mut self, text_len: usize) {
        self.text.truncate(text_len);
        self.spans.truncate(self.lines.len() * self.width);
        self.text_flags.truncate(self.spans.len());
    }

    pub(crate) fn reject(&mut self, row: RejectedRow) {
        self.raw_bytes += row.raw.len();
        self.rejected.push(row);
    }
}

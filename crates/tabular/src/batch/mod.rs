//! A reusable block of rows: the unit in which rows travel from a decoder to inference and loading.
//!
//! All text lies in one buffer, so a batch costs no allocation per cell and none at all once it is warm.

mod rejected;

pub use rejected::{MAX_RAW_BYTES, RejectReason, RejectedRow};

/// Rows after which a batch is full.
pub(crate) const MAX_ROWS: usize = 4096;

/// Bytes of text (cells and raw text of rejected rows) after which a batch is full.
pub(crate) const MAX_BYTES: usize = 1 << 20;

/// Where a cell lies in the text of its batch.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    len: u32,
}

/// The length that marks a NULL. No cell is that long: [`crate::Limits`] are clamped well below.
const NULL_LEN: u32 = u32::MAX;

/// A cell whose text is looked up only when asked for.
#[derive(Clone, Copy)]
pub(crate) struct CellRef<'a> {
    span: Span,
    batch: &'a Batch,
}

impl<'a> CellRef<'a> {
    /// Bytes; `None` for NULL.
    #[inline]
    pub(crate) fn len(self) -> Option<u32> {
        (self.span.len != NULL_LEN).then_some(self.span.len)
    }

    /// The text; of a cell that is not NULL.
    #[inline]
    pub(crate) fn text(self) -> &'a str {
        let start = self.span.start as usize;
        &self.batch.text[start..start + self.span.len as usize]
    }
}

/// Rows of text cells, and the rows that did not fit. Filled by [`Decode::read`](crate::decode::Decode::read).
#[derive(Debug, Default)]
pub struct Batch {
    text: String,
    spans: Vec<Span>,
    width: usize,
    lines: Vec<u64>,
    bytes: Vec<u64>,
    raw_bytes: usize,
    /// Rows that could not be read, in the order of the file.
    pub rejected: Vec<RejectedRow>,
}

impl Batch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
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
    pub fn rows(&self) -> std::ops::Range<usize> {
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

    /// The cells of one column from top to bottom: faster than [`cell`](Self::cell) row by row.
    #[inline]
    pub(crate) fn column(&self, col: usize) -> impl Iterator<Item = CellRef<'_>> {
        self.spans[col.min(self.spans.len())..]
            .iter()
            .step_by(self.width.max(1))
            .map(|span| CellRef { span: *span, batch: self })
    }

    /// The 1-based physical line on which row `row` starts. A quoted line end counts as a line.
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
        }
    }

    #[inline]
    fn at(&self, span: Span) -> Option<&str> {
        let start = span.start as usize;
        (span.len != NULL_LEN).then(|| &self.text[start..start + span.len as usize])
    }
}

/// Filling, for decoders.
impl Batch {
    pub(crate) fn reset(&mut self, width: usize) {
        self.text.clear();
        self.spans.clear();
        self.lines.clear();
        self.bytes.clear();
        self.rejected.clear();
        self.raw_bytes = 0;
        self.width = width;
    }

    pub(crate) fn is_full(&self) -> bool {
        self.lines.len() + self.rejected.len() >= MAX_ROWS || self.text.len() + self.raw_bytes >= MAX_BYTES
    }

    /// Appends text that later [`push_span`](Self::push_span) calls refer to, and answers where it starts.
    #[inline]
    pub(crate) fn push_text(&mut self, text: &str) -> usize {
        let start = self.text.len();
        self.text.push_str(text);
        start
    }

    /// Appends the cell that lies at `start..end` of the text.
    #[inline]
    pub(crate) fn push_span(&mut self, start: usize, end: usize) {
        self.spans.push(Span { start: start as u32, len: (end - start) as u32 });
    }

    /// Appends the cell that lies at `start..end` of the text, NULL if that is nothing.
    #[inline]
    pub(crate) fn push_cell(&mut self, start: usize, end: usize) {
        let len = if end == start { NULL_LEN } else { (end - start) as u32 };
        self.spans.push(Span { start: start as u32, len });
    }

    #[inline]
    pub(crate) fn push_null(&mut self) {
        self.spans.push(Span { start: 0, len: NULL_LEN });
    }

    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// The cells pushed since the last complete row.
    pub(crate) fn pending(&self) -> usize {
        self.spans.len() - self.lines.len() * self.width
    }

    /// Whether the last pushed cell is NULL.
    pub(crate) fn last_is_null(&self) -> bool {
        self.spans.last().is_some_and(|span| span.len == NULL_LEN)
    }

    /// Takes back the last pushed cell.
    pub(crate) fn pop_span(&mut self) {
        self.spans.pop();
    }

    /// The 0-based index of the first pending cell longer than `limit` bytes.
    pub(crate) fn pending_longer_than(&self, limit: usize) -> Option<usize> {
        let first = self.lines.len() * self.width;
        self.spans[first..].iter().position(|span| span.len != NULL_LEN && span.len as usize > limit)
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
    }

    pub(crate) fn reject(&mut self, row: RejectedRow) {
        self.raw_bytes += row.raw.len();
        self.rejected.push(row);
    }
}

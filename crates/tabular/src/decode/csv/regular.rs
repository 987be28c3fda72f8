//! Rows without any surprise, found 64 bytes at a time.
//!
//! A row is regular when every quote in it stands where RFC 4180 has it, and it has as many fields as there are columns.
//! At the first record that is not, this stops; [`decoder`](super::decoder) reads that record byte by byte.

use super::bits::{BLOCK, Bits, Marks, Quotes, Unquoted};
use super::records::Place;
use super::recover::{DOUBTFUL_LINES, Width};
use crate::batch::{Batch, Span};
use crate::decode::transcode::original_len;
use crate::sniff::Charset;

/// What makes a row of a file regular.
#[derive(Debug, Clone, Copy)]
pub(super) struct Regular {
    pub(super) marks: Marks,
    pub(super) width: Width,
    /// Bytes that a row may have.
    pub(super) max_bytes: usize,
    /// The first line behind the table.
    pub(super) end: u64,
    /// The encoding of the file, in which places are counted.
    pub(super) charset: Charset,
}

/// Where quotes are doubled.
#[derive(Debug, Default)]
pub(super) struct Doubled {
    /// The second of each two in the text.
    quotes: Vec<usize>,
    /// How many of them are in rows that have been noted.
    noted: usize,
    /// The cells that have any, for [`Batch::undouble`].
    pub(super) cells: Vec<usize>,
}

impl Doubled {
    fn clear(&mut self) {
        self.quotes.clear();
        self.noted = 0;
        self.cells.clear();
    }

    /// Notes the cells that have any of a row that ends at `end`, of which the first is `first`.
    #[inline]
    fn note(&mut self, first: usize, row: &[Span], end: usize) {
        while let Some(quote) = self.quotes.get(self.noted).filter(|quote| **quote < end) {
            let cell = row.iter().position(|span| span.range().contains(quote)).map(|cell| first + cell);
            if cell.is_some() && self.cells.last().copied() != cell {
                self.cells.extend(cell);
            }
            self.noted += 1;
        }
    }
}

/// A row of which the start has been seen.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// Where it starts in the text.
    start: usize,
    /// Where its unfinished field starts.
    field: usize,
    /// Its first span.
    first: usize,
    quoted: bool,
    /// Line ends within its quotes.
    lines: u32,
}

impl Row {
    fn new(start: usize, first: usize) -> Self {
        Self { start, field: start, first, quoted: false, lines: 0 }
    }

    /// Notes what is known of the quotes of a piece of the row.
    #[inline]
    fn note_quotes(&mut self, bits: &Bits, found: &Unquoted, piece: u64) {
        self.quoted |= bits.quote & piece != 0;
        if found.quoted_terminator & piece != 0 {
            self.lines += (found.quoted_terminator & piece).count_ones();
        }
    }
}

impl Regular {
    /// Puts the rows that start at `from` into the batch, up to the first record that is not regular or does not end in
    /// the text, and moves `place` there. `text` is the batch's own, taken out of it for the time.
    pub(super) fn read(
        &self,
        text: &[u8],
        from: usize,
        place: &mut Place,
        doubled: &mut Doubled,
        batch: &mut Batch,
    ) -> usize {
        doubled.clear();
        let mut row = Row::new(from, batch.cells());
        let mut quotes = Quotes::new();
        let mut at = from;
        let mut padded = [0; BLOCK];
        while at < text.len() {
            let block = match text[at..].first_chunk::<BLOCK>() {
                Some(block) => block,
                None => {
                    let rest = &text[at..];
                    padded[..rest.len()].copy_from_slice(rest);
                    &padded
                }
            };
            let bits = self.marks.find(block);
            let found = quotes.apply(&bits, block);
            // Of a block with a fault only what is before it counts.
            let known = if found.fault == 0 { u64::MAX } else { below(found.fault.trailing_zeros()) };
            let mut twice = found.doubled & known;
            while twice != 0 {
                doubled.quotes.push(at + twice.trailing_zeros() as usize);
                twice &= twice - 1;
            }
            let mut separators = found.separator & known;
            let mut seen = 0;
            while separators != 0 {
                let bit = separators & separators.wrapping_neg();
                let end = at + separators.trailing_zeros() as usize;
                separators ^= bit;
                batch.push_field(row.field, end);
                row.field = end + 1;
                if found.terminator & bit == 0 {
                    continue;
                }
                if bits.quote != 0 {
                    let until = bit | (bit - 1);
                    row.note_quotes(&bits, &found, until & !seen);
                    seen = until;
                }
                if place.line >= self.end || !self.end_row(text, end, &row, doubled, batch) {
                    batch.truncate_cells(row.first);
                    return row.start;
                }
                batch.end_row(place.line, place.byte);
                place.line += 1 + u64::from(row.lines);
                place.byte += match self.charset {
                    Charset::Utf8 => (end + 1 - row.start) as u64,
                    other => original_len(&text[row.start..=end], other),
                };
                row = Row::new(end + 1, batch.cells());
            }
            if found.fault != 0 {
                break;
            }
            if bits.quote | found.quoted_terminator != 0 {
                row.note_quotes(&bits, &found, !seen);
            }
            at += BLOCK;
        }
        batch.truncate_cells(row.first);
        row.start
    }

    /// Makes cells of the fields of a row that ends at `end`; whether it is regular.
    #[inline]
    fn end_row(&self, text: &[u8], end: usize, row: &Row, doubled: &mut Doubled, batch: &mut Batch) -> bool {
        if end - row.start > self.max_bytes || row.lines > DOUBTFUL_LINES as u32 {
            return false;
        }
        // The last field, without the first half of a line end.
        let (last, end) = match batch.pop_cell() {
            Some(span) if !span.is_null() && text[end - 1] == b'\r' => (span.range().start, end - 1),
            Some(span) => (span.range().start, end),
            None => return false,
        };
        let fields = batch.cells() - row.first;
        if self.width.trailing && fields == self.width.columns && last == end {
        } else if fields + 1 == self.width.columns && !(self.width.trailing && last == end) {
            batch.push_field(last, end);
        } else {
            return false;
        }
        if row.quoted {
            for span in batch.cells_from(row.first) {
                let field = span.range();
                if text.get(field.start).copied() == self.marks.quote && !field.is_empty() {
                    *span = Span::of_text(field.start + 1, field.end - 1);
                }
            }
            doubled.note(row.first, batch.cells_from(row.first), end);
        }
        true
    }
}

/// The bits below bit `n`.
fn below(n: u32) -> u64 {
    (1 << n) - 1
}

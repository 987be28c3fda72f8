//! From a JSON value to a cell.

use super::value::{Kind, Unfit, unescape};
use crate::batch::{Batch, RejectReason};
use crate::decode::transcode::original_len;
use crate::sniff::Charset;

/// Where a piece of text starts that was cut out of a longer one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The longer text.
    pub(crate) whole: &'a str,
    /// Where that starts in the file.
    pub(crate) byte: u64,
    pub(crate) charset: Charset,
    /// Whether a text may have the character U+0000.
    pub(crate) allows_nul: bool,
}

impl Origin<'_> {
    /// The byte of the file at which a part of the whole, or something behind its start, is.
    fn byte_of(self, part: &str, behind: usize) -> u64 {
        let at = (part.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize) + behind;
        let before = self.whole.as_bytes().get(..at).unwrap_or_default();
        self.byte + original_len(before, self.charset)
    }

    /// Appends the text of a value that is a part of the whole to the batch.
    ///
    /// # Errors
    /// When it is a string that no cell can hold.
    pub(crate) fn cell(self, value: &str, batch: &mut Batch) -> Result<Cell, RejectReason> {
        Cell::take(value, self.allows_nul, batch).map_err(|(unfit, behind)| match unfit {
            Unfit::Nul => RejectReason::NulByte { byte: self.byte_of(value, behind) },
            Unfit::LoneSurrogate => RejectReason::LoneSurrogate,
        })
    }
}

/// A cell whose text is in the batch already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    start: usize,
    end: usize,
    is_null: bool,
    /// Whether it was a string.
    is_text: bool,
}

impl Cell {
    pub(crate) const NULL: Self = Self { start: 0, end: 0, is_null: true, is_text: false };

    /// Appends the text of a value to the batch: of a string its characters, of everything else what is written.
    ///
    /// # Errors
    /// When it is a string that no cell can hold: why, and at which byte of the value.
    fn take(value: &str, allows_nul: bool, batch: &mut Batch) -> Result<Self, (Unfit, usize)> {
        let start = batch.text_len();
        let is_text = match Kind::of(value) {
            Kind::Null => return Ok(Self::NULL),
            Kind::String => {
                let written = value.get(1..value.len() - 1).unwrap_or_default();
                unescape(written, allows_nul, |piece| {
                    batch.push_text(piece);
                })
                .map_err(|(unfit, at)| (unfit, at + 1))?;
                true
            }
            _ => {
                batch.push_text(value);
                false
            }
        };
        Ok(Self { start, end: batch.text_len(), is_null: false, is_text })
    }

    /// Bytes.
    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }

    /// Puts the cell behind the last one of the batch.
    pub(crate) fn push(self, batch: &mut Batch) {
        match self {
            Self { is_null: true, .. } => batch.push_null(),
            Self { start, end, is_text: true, .. } => batch.push_text_cell(start, end),
            Self { start, end, .. } => batch.push_span(start, end),
        }
    }
}

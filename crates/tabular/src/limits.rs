//! How much of a file's input a reader accepts before it stops.

use serde::{Deserialize, Serialize};

use crate::batch::RejectReason;
use crate::error::Error;

/// The bounds within which a file is read. Crossing one is an error or a rejected row, never a silent cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes. What a compressed file may hold once inflated.
    pub max_inflated_bytes: u64,
    /// Inflated bytes per compressed byte. Applied after the first
    /// [`RATIO_GRACE_BYTES`](Self::RATIO_GRACE_BYTES), because a small file of zeros is harmless.
    pub max_inflation_ratio: u64,
    /// Entries of an archive. Their names are held in memory.
    pub max_entries: usize,
    /// Columns of a table. One of Postgres holds at most 1,600
    /// (<https://www.postgresql.org/docs/current/limits.html>).
    pub max_columns: usize,
    /// Bytes of UTF-8. A record (one row as written, line ends inside quotes included) may be this long. The
    /// reader's memory is a small multiple of it in the worst case.
    pub max_record_bytes: usize,
    /// Bytes of UTF-8. A row with a longer cell is rejected.
    pub max_cell_bytes: usize,
    /// Whether the text of a cell, or the name of a column, may have the character U+0000. Text of Postgres cannot
    /// (<https://www.postgresql.org/docs/current/datatype-character.html>): who loads into it says no; then a row with one is
    /// rejected, and a header with one is an error.
    pub allows_nul: bool,
}

impl Limits {
    /// Inflated bytes that any compressed file may have before the ratio is looked at.
    pub const RATIO_GRACE_BYTES: u64 = 8 << 20;

    /// # Errors
    /// When a table cannot have columns of these names, which stand on line `line`.
    pub(crate) fn check_labels(&self, labels: &[String], line: u64) -> Result<(), Error> {
        let (count, limit) = (labels.len(), self.max_columns);
        if count > limit {
            return Err(Error::TooManyColumns { line, count, limit });
        }
        if !self.allows_nul && labels.iter().any(|label| label.contains('\0')) {
            return Err(Error::UnreadableHeader { line, reason: RejectReason::NulCharacter });
        }
        Ok(())
    }

    /// # Errors
    /// When so few stored bytes may not become so many.
    pub(crate) fn check_inflation(&self, compressed: u64, inflated: u64) -> Result<(), Error> {
        let by_ratio = compressed.saturating_mul(self.max_inflation_ratio).max(Self::RATIO_GRACE_BYTES);
        let allowed = by_ratio.min(self.max_inflated_bytes);
        if inflated > allowed {
            return Err(Error::InflatesTooFar { compressed, inflated: allowed });
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_inflated_bytes: 64 << 30,
            max_inflation_ratio: 1000,
            max_entries: 10_000,
            max_columns: 1600,
            max_record_bytes: 16 << 20,
            max_cell_bytes: 8 << 20,
            allows_nul: true,
        }
    }
}

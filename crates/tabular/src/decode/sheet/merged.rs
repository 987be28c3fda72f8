//! Cells that a spreadsheet program shows as one. Only the first of them has a value; the others are empty in the file.

/// Ranges of one sheet that are kept at most.
const MAX_RANGES: usize = 10_000;

/// Cells that are merged over several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// 0-based, the leftmost one.
    pub column: u32,
    /// 1-based.
    pub first_row: u64,
    /// 1-based, beyond the first.
    pub last_row: u64,
}

/// The ranges of a sheet over several rows, as far as they were read.
#[derive(Debug, Default)]
pub(super) struct Ranges(Vec<Merged>);

impl Ranges {
    pub(super) fn push(&mut self, column: u32, first_row: u64, last_row: u64) {
        if last_row > first_row && self.0.len() < MAX_RANGES {
            self.0.push(Merged { column, first_row, last_row });
        }
    }

    pub(super) fn as_slice(&self) -> &[Merged] {
        &self.0
    }
}

//! From stored values to the text of cells.
//!
//! Numbers are exact, dates and times ISO 8601, bytes hexadecimal as Postgres writes them (`\x00ff`), everything nested
//! JSON.

mod bytes;
mod decimal;
mod indirect;
mod json;
mod leaf;
mod nested;
mod number;
mod temporal;

use arrow_array::ArrayRef;
use arrow_schema::DataType;

pub(super) use bytes::looks_like_text;

use super::meaning::Meaning;
use crate::batch::RejectReason;
use crate::error::Error;

/// Why a value cannot be a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NotUtf8,
    Nul,
    TooLong,
}

impl Fault {
    pub(super) fn reason(self, limit: usize) -> RejectReason {
        match self {
            Self::NotUtf8 => RejectReason::InvalidString,
            Self::Nul => RejectReason::NulCharacter,
            Self::TooLong => RejectReason::CellTooLong { limit },
        }
    }
}

/// The values of one column of a block.
pub(super) trait Cells: Send {
    fn is_null(&self, row: usize) -> bool;

    /// Appends the text of a value that is not null.
    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault>;

    /// Appends a value as JSON.
    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault>;
}

/// How values are written that could be written in several ways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Whether bytes without a declared kind are text where they can be.
    pub(super) bytes_as_text: bool,
    /// Bytes of one cell at most.
    pub(super) max_cell_bytes: usize,
}

/// The values of an array.
///
/// # Errors
/// [`Error::Damaged`] when an array is not of the kind its meaning needs.
pub(super) fn cells(array: &ArrayRef, meaning: &Meaning, style: Style) -> Result<Box<dyn Cells>, Error> {
    match array.data_type() {
        DataType::Dictionary(..) => indirect::dictionary(array, meaning, style),
        DataType::RunEndEncoded(..) => indirect::runs(array, meaning, style),
        DataType::Union(..) => indirect::union(array, meaning, style),
        _ => match meaning {
            Meaning::List(_) | Meaning::Struct(_) | Meaning::Map(..) => nested::cells(array, meaning, style),
            _ => leaf::cells(array, meaning, style),
        },
    }
}

/// The error for an array that is not stored as its type has it.
fn mismatch(array: &ArrayRef, meaning: &Meaning) -> Error {
    let detail = format!("a column of {meaning:?} is stored as {}", array.data_type());
    Error::Damaged { found: "file", detail }
}

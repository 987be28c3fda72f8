//! A type that the file itself gives to a column.

use super::ColumnType;

/// What a file says about the type of a column. Values are still checked against it: one that does not fit makes
/// the column text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The type, and how the decoder writes its values.
    pub kind: ColumnType,
    /// The declaration in the words of the format: `timestamp in microseconds, UTC (INT64)`.
    pub by: String,
}

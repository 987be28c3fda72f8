//! The contract every other part speaks: a table's columns, their names and their types.

mod column_type;
mod name;

use serde::{Deserialize, Serialize};

pub use column_type::{ColumnType, widen};
pub use name::names;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header as written in the file; `column_1`… when the file has none.
    pub label: String,
    /// A name that Postgres takes, unique within the table: see [`names`].
    pub name: String,
    /// The type of its values.
    pub kind: ColumnType,
}

//! The columns of two versions, matched by name.

use tabular::Column;

use super::Comparison;
use crate::table::ddl::{is_verbatim, postgres_type};

/// A column of either version, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedColumn {
    /// In Postgres.
    pub name: String,
    /// In the version that is taken as it is; `None` where it had no such column.
    pub from: Option<ValueType>,
    /// In the other version; `None` where it has no such column.
    pub to: Option<ValueType>,
}

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueType {
    /// In Postgres.
    pub name: &'static str,
    /// Whether values are numbers.
    pub is_number: bool,
}

impl ComparedColumn {
    /// Whether the column itself was added, removed or has another type.
    pub fn has_changed(&self) -> bool {
        self.from.map(|kind| kind.name) != self.to.map(|kind| kind.name)
    }
}

/// The columns of both versions: those of the second in their order, then what only the first had.
pub(super) fn compared(from: &[Column], to: &[Column]) -> Vec<ComparedColumn> {
    let kind =
        |column: &Column| ValueType { name: postgres_type(&column.kind), is_number: column.kind.is_number() };
    let names = to.iter().chain(from.iter().filter(|old| find(to, &old.name).is_none()));
    names
        .map(|column| ComparedColumn {
            name: column.name.clone(),
            from: find(from, &column.name).map(kind),
            to: find(to, &column.name).map(kind),
        })
        .collect()
}

/// The columns whose values tell rows apart; none where one of them is missing from either version.
pub(super) fn key<'a>(comparison: &Comparison<'a>, columns: &[ComparedColumn]) -> Vec<&'a str> {
    let is_known = |name: &&String| {
        columns.iter().any(|column| column.name == **name && column.from.is_some() && column.to.is_some())
    };
    let key: Vec<&str> = comparison.key.iter().filter(is_known).map(String::as_str).collect();
    if key.len() == comparison.key.len() { key } else { Vec::new() }
}

/// Whether equal rows of both versions have equal digests, which are those of the cells as they stand in the file.
pub(super) fn are_written_alike(from: &[Column], to: &[Column]) -> bool {
    let alike = |(a, b): (&Column, &Column)| {
        a.name == b.name && (a.kind == b.kind || is_verbatim(&a.kind) && is_verbatim(&b.kind))
    };
    from.len() == to.len() && from.iter().zip(to).all(alike)
}

pub(super) fn find<'a>(columns: &'a [Column], name: &str) -> Option<&'a Column> {
    columns.iter().find(|column| column.name == name)
}

//! Keyset paging: where a page begins, as the last row of the page before, so that page 1,000 costs what page 1 does.

use serde::{Deserialize, Serialize};
use tabular::{Column, ColumnType};

use super::super::{ddl::postgres_type, ident::Ident, rows::ROW};

/// What a page's relation is called within its query.
pub(in super::super) const RELATION: &str = "relation";

/// Ascending or descending; NULLs are last in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

/// Order by one column; rows that are equal in it keep the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Index into the version's columns.
    pub column: usize,
    /// Which way.
    pub direction: Direction,
}

/// A row to continue from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Its value in the sorted column, as Postgres writes it; `None` for NULL, and where the file's order rules.
    pub value: Option<String>,
    /// Its place in the file.
    pub row: i64,
    /// Its place in this order, from 1.
    pub position: i64,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seek {
    /// At the first row.
    First,
    /// Behind this row.
    After(Cursor),
    /// Ends before this row.
    Before(Cursor),
}

impl Seek {
    pub(super) fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::First => None,
            Self::After(cursor) | Self::Before(cursor) => Some(cursor),
        }
    }

    /// The condition, with `$1` the cursor's value as text and `$2` its row.
    pub(super) fn condition(&self, sorted: Option<(&Column, Direction)>) -> String {
        let row = source(ROW);
        let (forward, cursor) = match self {
            // Both parameters are named so that their types are known.
            Self::First => return "($1::text IS NULL AND $2::bigint IS NULL)".to_owned(),
            Self::After(cursor) => (true, cursor),
            Self::Before(cursor) => (false, cursor),
        };
        let next = if forward { ">" } else { "<" };
        let Some((column, direction)) = sorted else {
            return format!("($1::text IS NULL AND {row} {next} $2::bigint)");
        };
        let name = sorted_by(column);
        if cursor.value.is_none() {
            let same = format!("({name} IS NULL AND {row} {next} $2::bigint)");
            let others = if forward { String::new() } else { format!(" OR {name} IS NOT NULL") };
            return format!("($1::text IS NULL AND ({same}{others}))");
        }
        let larger = if forward == (direction == Direction::Ascending) { ">" } else { "<" };
        let value = match column.kind {
            ColumnType::Json => "$1::text".to_owned(),
            ColumnType::Point { .. } => coordinates("$1::text::point"),
            _ => format!("$1::text::{}", postgres_type(&column.kind)),
        };
        let nulls = if forward { format!(" OR {name} IS NULL") } else { String::new() };
        format!("({name} {larger} {value} OR ({name} = {value} AND {row} {next} $2::bigint){nulls})")
    }

    /// The ORDER BY list; backwards when the page ends before its cursor.
    pub(super) fn order(&self, sorted: Option<(&Column, Direction)>) -> String {
        let backwards = matches!(self, Self::Before(_));
        let row = source(ROW);
        let row_order = if backwards { "DESC" } else { "ASC" };
        let Some((column, direction)) = sorted else { return format!("{row} {row_order}") };
        let ascending = (direction == Direction::Ascending) != backwards;
        let (way, nulls) = (if ascending { "ASC" } else { "DESC" }, if backwards { "FIRST" } else { "LAST" });
        format!("{} {way} NULLS {nulls}, {row} {row_order}", sorted_by(column))
    }
}

/// What the rows are sorted by. Postgres knows no order of `json` values, but of their texts, and none of points, but of
/// arrays: by the first number, then by the second.
fn sorted_by(column: &Column) -> String {
    let name = source(&column.name);
    match column.kind {
        ColumnType::Json => format!("{name}::text"),
        ColumnType::Point { .. } => {
            format!("(CASE WHEN {name} IS NOT NULL THEN {} END)", coordinates(&name))
        }
        _ => name,
    }
}

/// Both numbers of a point.
fn coordinates(point: &str) -> String {
    format!("ARRAY[({point})[0], ({point})[1]]")
}

/// A column of the relation. Without the qualifier ORDER BY would mean the column of the result, which is text
/// (PostgreSQL documentation, SELECT, "ORDER BY Clause").
fn source(name: &str) -> String {
    format!("{RELATION}.{}", Ident::new(name))
}

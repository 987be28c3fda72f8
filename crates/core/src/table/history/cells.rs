//! Cells as a comparison sees them: by the name of their column, as the text that Postgres writes.

use tabular::{Column, ColumnType};

use super::{ComparedColumn, columns::find};
use crate::table::query::{SHOWN_CHARACTERS, can_be_long, cell, text};

/// A row of Postgres has at most 1,664 columns, and two versions together may have more.
const MOST_CELLS: usize = 1000;

/// Characters. A longer value is compared by its MD5, so that no more of it is sent.
const LONG: usize = 100;

/// The values of those of these columns that there are, each as something that is equal only where they are: as items of
/// a SELECT list, behind another.
pub(super) fn comparable<'a>(columns: &[Column], names: impl Iterator<Item = &'a str>) -> String {
    names.filter_map(|name| find(columns, name)).map(|column| format!(", {}", identity(column))).collect()
}

/// All compared columns of a row as one value that is equal only where they are.
pub(super) fn content(columns: &[Column], compared: &[ComparedColumn]) -> String {
    row(columns, in_one_order(compared).into_iter())
}

/// These columns of a row as one value that is equal only where they are.
pub(super) fn row<'a>(columns: &[Column], names: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> =
        names.map(|name| find(columns, name).map_or("NULL::text".to_owned(), text)).collect();
    let rows: Vec<String> =
        cells.chunks(MOST_CELLS).map(|cells| format!("ROW({})", cells.join(", "))).collect();
    format!("md5(ROW({})::text)::uuid", rows.join(", "))
}

/// The names of compared columns in an order that is the same for both versions.
pub(super) fn in_one_order(compared: &[ComparedColumn]) -> Vec<&str> {
    let mut names: Vec<&str> = compared.iter().map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// The cells to be shown, each cut where it is long, and in the end an array of what tells the long ones apart: as items
/// of a SELECT list, behind another.
pub(super) fn shown(columns: &[Column]) -> String {
    let cells: String = columns.iter().map(|column| format!(", {}", cell(column))).collect();
    let long = columns.iter().map(|column| match can_be_long(column) {
        true => format!("CASE WHEN length({0}) > {SHOWN_CHARACTERS} THEN md5({0}) END", text(column)),
        false => "NULL".to_owned(),
    });
    format!("{cells}, ARRAY[{}]::text[]", long.collect::<Vec<_>>().join(", "))
}

/// Whether a cell of the row has `$2` in it, as a pattern of ILIKE.
pub(super) fn contains(columns: &[Column]) -> String {
    let cells: Vec<String> = columns.iter().map(|column| format!("{} ILIKE $2", text(column))).collect();
    if cells.is_empty() { "false".to_owned() } else { format!("({})", cells.join(" OR ")) }
}

/// The pattern of ILIKE for cells that have `needle` in them, whatever characters it has.
pub(super) fn pattern(needle: &str) -> String {
    let escaped = needle.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

fn identity(column: &Column) -> String {
    let text = text(column);
    if !can_be_long(column) && !matches!(column.kind, ColumnType::Numeric { .. }) {
        return text;
    }
    format!("CASE WHEN length({text}) > {LONG} THEN E'\\x01' || md5({text}) ELSE {text} END")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_searched_for_is_no_pattern() {
        assert_eq!(pattern(r"5%_\"), r"%5\%\_\\%");
    }
}

//! Rows of the file as typed cells, or as rejected rows.

use rowmill_core::store::rejected_rows::RejectedRow;
use tabular::{Batch, Cell, Column, Mismatch};

use super::contract::Contract;

/// An empty vector with the allocation of another, whatever its cells borrowed from.
pub(super) fn reuse<'a>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'a>> {
    cells.clear();
    // Collecting in place keeps the allocation: there is nothing to convert.
    cells.into_iter().map(|_| Cell::Null).collect()
}

/// Shows the cells of a row in the order of the table; the row as rejected where one does not fit its column, and then not
/// the cells from there on.
#[inline]
pub(super) fn each_cell<'a>(
    batch: &'a Batch,
    row: usize,
    contract: &Contract,
    mut show: impl FnMut(Cell<'a>),
) -> Result<(), RejectedRow> {
    for (column, from) in contract.columns.iter().zip(&contract.from_file) {
        let text = from.and_then(|i| batch.cell(row, i));
        match text.map_or(Ok(Cell::Null), |text| column.parse(text)) {
            Ok(cell) => show(cell),
            Err(mismatch) => return Err(rejected(batch, row, column, *from, &mismatch)),
        }
    }
    Ok(())
}

/// The cells of a row in the order of the table; the row as rejected where one does not fit its column.
pub(super) fn parse<'a>(
    batch: &'a Batch,
    row: usize,
    contract: &Contract,
    cells: &mut Vec<Cell<'a>>,
) -> Result<(), RejectedRow> {
    each_cell(batch, row, contract, |cell| cells.push(cell))
}

#[cold]
fn rejected(
    batch: &Batch,
    row: usize,
    column: &Column,
    from: Option<usize>,
    mismatch: &Mismatch,
) -> RejectedRow {
    RejectedRow {
        line: i64::try_from(batch.line(row)).unwrap_or(i64::MAX),
        byte: i64::try_from(batch.byte(row)).unwrap_or(i64::MAX),
        column_no: from.and_then(|i| i32::try_from(i + 1).ok()),
        column_name: Some(column.label.clone()),
        code: "type_mismatch".to_owned(),
        reason: mismatch.to_string(),
        raw: raw(batch, row),
    }
}

/// The row as CSV, for a person to find it again.
fn raw(batch: &Batch, row: usize) -> String {
    let mut text = String::new();
    for (i, cell) in batch.row(row).enumerate() {
        if i > 0 {
            text.push(',');
        }
        let cell = cell.unwrap_or_default();
        if cell.contains([',', '"', '\n', '\r']) {
            text += &format!("\"{}\"", cell.replace('"', "\"\""));
        } else {
            text.push_str(cell);
        }
    }
    text.chars().take(4096).collect()
}

/// A row that could not be read, with the table's name for its column.
pub(super) fn from_reader(row: tabular::RejectedRow, contract: &Contract) -> RejectedRow {
    let name = row.column.and_then(|number| {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let column = contract.from_file.iter().position(|from| *from == Some(index))?;
        Some(contract.columns[column].label.clone())
    });
    RejectedRow {
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
        byte: i64::try_from(row.byte).unwrap_or(i64::MAX),
        column_no: row.column.and_then(|number| i32::try_from(number).ok()),
        column_name: name,
        code: row.reason.code().to_owned(),
        reason: row.reason.to_string(),
        // Postgres' text cannot hold a NUL; the person sees a mark in its place.
        raw: row.raw.replace('\0', "\u{2400}"),
    }
}

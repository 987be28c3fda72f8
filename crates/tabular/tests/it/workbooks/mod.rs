//! Workbooks, made by each test.

mod hostile;
mod ods;
mod xls;
pub(crate) mod xls_file;
mod xlsx;
pub(crate) mod zip_file;

use tabular::decode::sheet::{self, Kind, Row};
use tabular::input::Bytes;
use tabular::sniff::{SheetLayout, Structure};
use tabular::{Error, Limits};

use crate::Read;
use zip_file::{Xlsx, zip_file};

/// Every cell of a sheet: row, 0-based column, kind, text.
fn cells(file: &[u8], sheet: usize) -> Result<Vec<(u64, u32, Kind, String)>, Error> {
    let workbook = sheet::open_workbook(&Bytes::whole(file), &Limits::default())?;
    let mut rows = workbook.rows(sheet)?;
    let (mut row, mut found) = (Row::default(), vec![]);
    while rows.next(&mut row)? {
        found.extend(row.cells().map(|(column, kind, text)| (row.number, column, kind, text.to_owned())));
    }
    Ok(found)
}

/// The texts and kinds of the cells of the first sheet.
fn values(file: &[u8]) -> Vec<(Kind, String)> {
    cells(file, 0).unwrap().into_iter().map(|(_, _, kind, text)| (kind, text)).collect()
}

impl Read {
    fn sheet(&self) -> &SheetLayout {
        match &self.layout.structure {
            Structure::Sheet(sheet) => sheet,
            _ => panic!("no workbook"),
        }
    }
}

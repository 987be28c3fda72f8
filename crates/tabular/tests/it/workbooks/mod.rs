//! Workbooks, made by each test.

mod hostile;
mod ods;
mod tables;
mod xls;
pub(crate) mod xls_file;
mod xlsx;
pub(crate) mod zip_file;

use tabular::decode::sheet::{self, Kind, Row};
use tabular::input::Bytes;
use tabular::sniff::{SheetLayout, Structure};
use tabular::{Error, Limits};

use crate::Read;
pub(crate) use zip_file::Xlsx;
use zip_file::zip_file;

/// A cover, and a table with texts of digits, dates and money.
pub(crate) fn two_sheets() -> Vec<u8> {
    let text = |text: &str| format!("<c t='inlineStr'><is><t>{text}</t></is></c>");
    let header = ["code", "day", "price"].map(text).concat();
    let row = |code: &str, day: u32, price: &str| {
        format!("<row>{}<c s='1'><v>{day}</v></c><c s='5'><v>{price}</v></c></row>", text(code))
    };
    let rows = [row("007", 45322, "9.5"), row("012", 45323, "12.25"), row("113", 45324, "3")].concat();
    let cover = format!("<row>{}</row>", text("Prices of 2024"));
    Xlsx::of(&cover).with_sheet("Prices", "", &format!("<row>{header}</row>{rows}")).file()
}

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

//! Rows of workbooks, streamed from the parts of their zip container.
//!
//! `xlsx` reads Office Open XML, `ods` OpenDocument, `xls` the binary files from before
//! 2007. Each reader answers with [`Row`]s of typed cells in canonical text; `decoder` finds
//! the table in them.

mod decoder;
mod ending;
mod iso;
mod merged;
mod number;
mod number_format;
mod ods;
mod paged;
mod row;
mod serial;
mod strings;
mod xls;
mod xlsx;
mod xml;

pub(crate) use decoder::{SheetDecoder, table_rows};
pub use merged::Merged;
pub use row::{Kind, Row};

use std::collections::HashMap;

use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::{Format, SheetName};
use crate::source::Counter;
use crate::unwrap::Content;
use crate::unwrap::zip::Container;
pub(crate) use xls::{Compound, MAGIC as COMPOUND_MAGIC, check as check_compound};

/// An opened workbook.
pub trait Workbook {
    /// Sheets with cells, in the workbook's order; charts are left out. Where they can only be found by looking through
    /// all cells, not more than `most` bytes of these are looked through.
    ///
    /// # Errors
    /// When the workbook is damaged.
    fn sheets(&self, most: u64) -> Result<Sheets, Error>;

    /// The place of the sheet with this name; `None` if there is none.
    ///
    /// # Errors
    /// When the workbook is damaged.
    fn place(&self, name: &str) -> Result<Option<usize>, Error> {
        Ok(self.sheets(u64::MAX)?.names.iter().position(|sheet| sheet.name == name))
    }

    /// The rows of the sheet at this place of [`sheets`](Self::sheets).
    ///
    /// # Errors
    /// When the part with the sheet is missing or damaged.
    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + Send>, Error>;

    /// Like [`rows`](Self::rows), for whoever only looks at the beginning: should the sheet end there, the parts that it
    /// shares with others are not read on to check them.
    ///
    /// # Errors
    /// Those of `rows`.
    fn first_rows(&self, sheet: usize) -> Result<Box<dyn Rows + Send>, Error> {
        self.rows(sheet)
    }
}

/// The sheets of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheets {
    /// Those that were found.
    pub names: Vec<SheetName>,
    /// Whether these are all.
    pub complete: bool,
}

/// The rows of one sheet, in the order of the file.
pub trait Rows {
    /// Fills the row with the next one that has a cell; `false` at the end.
    ///
    /// # Errors
    /// When the sheet is damaged from here on.
    fn next(&mut self, row: &mut Row) -> Result<bool, Error>;

    /// Cells that are merged over several rows, at most 10,000: those that were passed so far, or none before the end,
    /// as the format has them.
    fn merged(&self) -> &[Merged];
}

/// Opens a workbook that is there as a whole, to read all its cells as they are.
///
/// # Errors
/// When the file is no workbook, damaged, or needs a password.
pub fn open_workbook(input: &dyn Input, limits: &Limits) -> Result<Box<dyn Workbook>, Error> {
    let (_, content) = crate::unwrap::detect(input, None, limits)?;
    match crate::sniff::workbook_format(&content)? {
        Some(format) => open(&content, format, &Counter::default()),
        None => Err(Error::UnsupportedFormat { found: "no workbook" }),
    }
}

/// Makes the names of sheets unique, as spreadsheet programs have them: a name is how a sheet is found again.
fn told_apart(mut sheets: Vec<SheetName>) -> Vec<SheetName> {
    // How often each name was given; numbers that were tried are not tried again.
    let mut given: HashMap<String, u64> = HashMap::new();
    for sheet in &mut sheets {
        let mut name = sheet.name.clone();
        while given.contains_key(&name) {
            let times = given.entry(sheet.name.clone()).or_default();
            *times += 1;
            name = format!("{} ({times})", sheet.name);
        }
        given.insert(name.clone(), 1);
        sheet.name = name;
    }
    sheets
}

/// Opens a workbook of a known format. `counter` counts the stored bytes of the sheets that are read.
pub(crate) fn open(
    content: &Content<'_>,
    format: Format,
    counter: &Counter,
) -> Result<Box<dyn Workbook>, Error> {
    let input = content.random_access(&Counter::default())?;
    match format {
        Format::Ods => {
            let zip = Container::open(input, content.limits())?;
            Ok(Box::new(ods::Ods::open(zip, content.limits(), counter)?))
        }
        Format::Xlsx => {
            let zip = Container::open(input, content.limits())?;
            Ok(Box::new(xlsx::Xlsx::open(zip, content.input(), content.limits(), counter)?))
        }
        Format::Xls => {
            let compound = Compound::open(input)?;
            Ok(Box::new(xls::Xls::open(compound, content.input(), content.limits(), counter)?))
        }
        _ => Err(Error::UnsupportedFormat { found: "a file that is no workbook" }),
    }
}

//! Excel workbooks from before 2007 (XLS: BIFF8 of 1997 to 2003, and BIFF5 of 1995), [MS-XLS].

mod bytes;
mod compound;
mod formula;
mod record;
mod rows;
mod text;

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::Encoding;

use super::number_format::{Shape, built_in, shape};
use super::serial::Epoch;
use super::strings::Strings;
use super::{Rows, Sheets, Workbook, told_apart};
use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::SheetName;
use crate::source::Counter;
use bytes::{u16_at, u32_at};
use compound::Stream;
pub(crate) use compound::{Compound, MAGIC};
use record::Records;
use text::Pieces;

/// Kinds of records ([MS-XLS] §2.3.2).
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const CODE_PAGE: u16 = 0x0042;
const DATE_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const BOUND_SHEET: u16 = 0x0085;
const SST: u16 = 0x00FC;

/// Cell styles, formats and sheets of one workbook at most.
const MAX_STYLES: usize = 65_536;

/// The names that the stream of a workbook has.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

/// An opened workbook.
pub(crate) struct Xls {
    compound: Compound,
    sheets: Vec<SheetName>,
    /// Where in the stream each sheet starts.
    starts: Vec<u64>,
    shared: Arc<Shared>,
    limits: Limits,
    counter: Counter,
}

/// What all sheets refer to.
struct Shared {
    strings: Mutex<Strings>,
    /// The shape of every cell style, by its number.
    styles: Vec<Shape>,
    epoch: Epoch,
    /// Whether texts are those of BIFF8.
    biff8: bool,
    charset: &'static Encoding,
}

/// Whether a compound file is a workbook.
///
/// # Errors
/// When it is one with a password, or another document.
pub(crate) fn check(compound: &Compound) -> Result<(), Error> {
    if STREAMS.iter().any(|name| compound.has(name)) {
        return Ok(());
    }
    // Encrypted Office Open XML is put into a compound file ([MS-OFFCRYPTO] §1.3.2).
    if compound.has("EncryptedPackage") {
        return Err(Error::EncryptedWorkbook);
    }
    let found = if compound.has("WordDocument") {
        "an old Word document (DOC)"
    } else if compound.has("PowerPoint Document") {
        "an old presentation (PPT)"
    } else {
        "a compound file without a workbook"
    };
    Err(Error::UnsupportedFormat { found })
}

impl Xls {
    /// Reads everything but the sheets. `counter` counts the bytes of sheets that are read later.
    ///
    /// # Errors
    /// When it is damaged, needs a password, or is older than Excel 5.
    pub(crate) fn open(
        compound: Compound,
        input: &dyn Input,
        limits: &Limits,
        counter: &Counter,
    ) -> Result<Self, Error> {
        check(&compound)?;
        let mut records = Records::new(stream(&compound)?, 0, &Counter::default());
        let mut shared = Shared {
            strings: Mutex::new(Strings::new(input)?),
            styles: Vec::new(),
            epoch: Epoch::Year1900,
            biff8: true,
            charset: encoding_rs::WINDOWS_1252,
        };
        let (mut sheets, mut starts) = (Vec::new(), Vec::new());
        let (mut formats, mut style_formats) = (HashMap::new(), Vec::new());
        if records.next()? != Some(BOF) {
            return Err(damaged("it does not start as one of Excel 5 or later"));
        }
        shared.biff8 = u16_at(&records.data, 0) >= 0x0600;
        while let Some(kind) = records.next()? {
            match kind {
                EOF => break,
                FILE_PASS => return Err(Error::EncryptedWorkbook),
                CODE_PAGE => shared.charset = text::encoding(u16_at(&records.data, 0)),
                DATE_1904 if u16_at(&records.data, 0) == 1 => shared.epoch = Epoch::Year1904,
                FORMAT => {
                    let id = u32::from(u16_at(&records.data, 0));
                    let code = shared.text(&mut records, 2, if shared.biff8 { 2 } else { 1 })?;
                    formats.insert(id, shape(&code));
                }
                XF => style_formats.push(u32::from(u16_at(&records.data, 2))),
                BOUND_SHEET => {
                    let start = u64::from(u32_at(&records.data, 0));
                    let hidden = records.data.get(4).is_some_and(|state| state & 3 != 0);
                    let is_sheet = records.data.get(5) == Some(&0);
                    let name = shared.text(&mut records, 6, 1)?;
                    if is_sheet {
                        sheets.push(SheetName { name, hidden });
                        starts.push(start);
                    }
                }
                SST => shared.read_strings(&mut records, limits)?,
                _ => {}
            }
            if style_formats.len().max(formats.len()).max(sheets.len()) > MAX_STYLES {
                return Err(damaged("it has too many styles or sheets"));
            }
        }
        let shape = |id: &u32| formats.get(id).copied().or_else(|| built_in(*id)).unwrap_or_default();
        shared.styles = style_formats.iter().map(shape).collect();
        let (shared, limits, counter) = (Arc::new(shared), limits.clone(), counter.clone());
        let sheets = told_apart(sheets);
        Ok(Self { compound, sheets, starts, shared, limits, counter })
    }
}

impl Shared {
    /// The text at byte `at` of the record that was just read, whose length has `len_bytes` bytes.
    fn text(&self, records: &mut Records, at: usize, len_bytes: u32) -> Result<String, Error> {
        let mut text = String::new();
        let mut pieces = Pieces::new(records, at);
        match self.biff8 {
            true => pieces.push_text(len_bytes, &mut text)?,
            false => pieces.push_bytes(len_bytes, self.charset, &mut text)?,
        }
        Ok(text)
    }

    /// Appends shared text `index`; `false` if there is none.
    fn push_string(&self, index: u32, into: &mut String) -> Result<bool, Error> {
        let mut strings = self.strings.lock().unwrap_or_else(PoisonError::into_inner);
        strings.push_to(index.into(), into)
    }

    fn read_strings(&mut self, records: &mut Records, limits: &Limits) -> Result<(), Error> {
        let strings = self.strings.get_mut().unwrap_or_else(PoisonError::into_inner);
        let count = u32_at(&records.data, 4);
        let mut pieces = Pieces::new(records, 8);
        let mut text = String::new();
        for _ in 0..count {
            text.clear();
            pieces.push_text(2, &mut text)?;
            if text.len() > limits.max_record_bytes {
                return Err(damaged("a text is too long"));
            }
            strings.add(&text)?;
        }
        Ok(())
    }
}

fn stream(compound: &Compound) -> Result<Stream, Error> {
    let found = STREAMS.iter().find_map(|name| compound.stream(name));
    match found {
        Some(Ok(stream)) => Ok(stream),
        Some(Err(error)) if error.kind() == io::ErrorKind::InvalidData => Err(damaged(&error.to_string())),
        Some(Err(error)) => Err(Error::ReadFailed(error)),
        None => Err(damaged("it has no content")),
    }
}

fn damaged(detail: &str) -> Error {
    Error::DamagedWorkbook { part: "its stream of records".to_owned(), detail: detail.to_owned() }
}

impl Workbook for Xls {
    fn sheets(&self, _most: u64) -> Result<Sheets, Error> {
        Ok(Sheets { names: self.sheets.clone(), complete: true })
    }

    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + Send>, Error> {
        let start = self.starts.get(sheet).copied().unwrap_or(u64::MAX);
        let mut records = Records::new(stream(&self.compound)?, start, &self.counter);
        if records.next()? != Some(BOF) {
            return Err(damaged("a sheet is not where it should be"));
        }
        Ok(Box::new(rows::XlsRows::new(records, self.shared.clone(), self.compound.size(), &self.limits)))
    }
}

//! OpenDocument spreadsheets (ODS), OASIS OpenDocument 1.3 part 3.

mod cell;
mod rows;
mod text;

use std::collections::HashSet;

use quick_xml::events::Event;

use super::xml::{Xml, attribute};
use super::{Rows, Workbook, told_apart};
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::SheetName;
use crate::source::Counter;
use crate::unwrap::zip::Container;

/// The part with all sheets.
const CONTENT: &str = "content.xml";

/// The list of all parts.
const MANIFEST: &str = "META-INF/manifest.xml";

/// Sheets of one workbook at most.
const MAX_SHEETS: usize = 10_000;

/// An opened workbook.
pub(crate) struct Ods {
    zip: Container,
    sheets: Vec<SheetName>,
    limits: Limits,
    counter: Counter,
}

impl Ods {
    /// Finds the sheets, for which the whole content is looked through. `counter` counts the stored bytes of sheets
    /// that are read later.
    ///
    /// # Errors
    /// When the content is missing, damaged, encrypted, or no spreadsheet.
    pub(crate) fn open(zip: Container, limits: &Limits, counter: &Counter) -> Result<Self, Error> {
        if zip.find(MANIFEST).is_some()
            && is_encrypted(&mut part(&zip, MANIFEST, limits, &Counter::default())?)?
        {
            return Err(Error::EncryptedWorkbook);
        }
        let sheets = sheets(&mut part(&zip, CONTENT, limits, &Counter::default())?)?;
        Ok(Self { zip, sheets, limits: limits.clone(), counter: counter.clone() })
    }
}

fn part(zip: &Container, name: &str, limits: &Limits, counter: &Counter) -> Result<Xml, Error> {
    Xml::open(zip.read(name, counter)?, name, limits.max_record_bytes)
}

fn is_encrypted(manifest: &mut Xml) -> Result<bool, Error> {
    loop {
        match manifest.next()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "encryption-data" => {
                return Ok(true);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// The names of the sheets; hidden are those whose style says so.
fn sheets(xml: &mut Xml) -> Result<Vec<SheetName>, Error> {
    let (mut hidden, mut style) = (HashSet::new(), String::new());
    let (mut sheets, mut is_spreadsheet) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "style" => style = attribute(&tag, "name").unwrap_or_default(),
                "spreadsheet" => is_spreadsheet = true,
                "table" if is_spreadsheet => {
                    let hidden = attribute(&tag, "style-name").is_some_and(|style| hidden.contains(&style));
                    sheets.push(SheetName { name: attribute(&tag, "name").unwrap_or_default(), hidden });
                    xml.skip()?;
                }
                _ => {}
            },
            Event::Empty(tag)
                if tag.local_name().as_ref() == "table-properties"
                    && attribute(&tag, "display").is_some_and(|display| display == "false") =>
            {
                hidden.insert(style.clone());
            }
            Event::Eof if is_spreadsheet => return Ok(told_apart(sheets)),
            Event::Eof => {
                return Err(Error::UnsupportedFormat {
                    found: "an OpenDocument file that is no spreadsheet",
                });
            }
            _ => {}
        }
        if sheets.len() > MAX_SHEETS || hidden.len() > MAX_SHEETS {
            return Err(xml.damaged("it has too many sheets"));
        }
    }
}

impl Workbook for Ods {
    fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + Send>, Error> {
        let mut xml = part(&self.zip, CONTENT, &self.limits, &self.counter)?;
        let (mut before, mut is_spreadsheet) = (sheet, false);
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "spreadsheet" => is_spreadsheet = true,
                    "table" if is_spreadsheet && before == 0 => break,
                    "table" if is_spreadsheet => {
                        before -= 1;
                        xml.skip()?;
                    }
                    _ => {}
                },
                Event::Eof => return Err(xml.damaged("a sheet is missing")),
                _ => {}
            }
        }
        Ok(Box::new(rows::OdsRows::new(xml, self.zip.size(), &self.limits)))
    }
}

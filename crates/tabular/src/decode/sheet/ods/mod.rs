//! OpenDocument spreadsheets (ODS), OASIS OpenDocument 1.3 part 3.

mod cell;
mod rows;
mod text;

use std::collections::HashSet;

use quick_xml::events::Event;

use super::xml::{Xml, attribute};
use super::{Rows, Sheets, Workbook, told_apart};
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
    limits: Limits,
    counter: Counter,
}

impl Ods {
    /// `counter` counts the stored bytes of sheets that are read later.
    ///
    /// # Errors
    /// When the content is missing or encrypted.
    pub(crate) fn open(zip: Container, limits: &Limits, counter: &Counter) -> Result<Self, Error> {
        if zip.find(MANIFEST).is_some()
            && is_encrypted(&mut part(&zip, MANIFEST, limits, &Counter::default())?)?
        {
            return Err(Error::EncryptedWorkbook);
        }
        part(&zip, CONTENT, limits, &Counter::default())?;
        Ok(Self { zip, limits: limits.clone(), counter: counter.clone() })
    }

    /// The names of the sheets, in order; hidden are those whose style says so. The search ends within a sheet as soon as
    /// `is_enough` says so of the names as they are stored and the bytes of content that were looked through.
    fn find(&self, is_enough: impl Fn(&[SheetName], u64) -> bool) -> Result<Sheets, Error> {
        let mut xml = part(&self.zip, CONTENT, &self.limits, &Counter::default())?;
        let (mut hidden, mut style) = (HashSet::new(), String::new());
        let (mut names, mut is_spreadsheet) = (Vec::new(), false);
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "style" => style = attribute(&tag, "name").unwrap_or_default(),
                    "spreadsheet" => is_spreadsheet = true,
                    "table" if is_spreadsheet => {
                        let hidden =
                            attribute(&tag, "style-name").is_some_and(|style| hidden.contains(&style));
                        names.push(SheetName { name: attribute(&tag, "name").unwrap_or_default(), hidden });
                        let outside = xml.depth().saturating_sub(1);
                        while xml.depth() > outside {
                            if is_enough(&names, xml.position()) {
                                return Ok(Sheets { names: told_apart(names), complete: false });
                            }
                            xml.next()?;
                        }
                    }
                    _ => {}
                },
                Event::Empty(tag)
                    if tag.local_name().as_ref() == "table-properties"
                        && attribute(&tag, "display").is_some_and(|display| display == "false") =>
                {
                    hidden.insert(style.clone());
                }
                Event::Eof if is_spreadsheet => {
                    return Ok(Sheets { names: told_apart(names), complete: true });
                }
                Event::Eof => {
                    return Err(Error::UnsupportedFormat {
                        found: "an OpenDocument file that is no spreadsheet",
                    });
                }
                _ => {}
            }
            if names.len() > MAX_SHEETS || hidden.len() > MAX_SHEETS {
                return Err(xml.damaged("it has too many sheets"));
            }
        }
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

impl Workbook for Ods {
    fn sheets(&self, most: u64) -> Result<Sheets, Error> {
        self.find(|_, seen| seen > most)
    }

    fn place(&self, name: &str) -> Result<Option<usize>, Error> {
        let is_wanted = |sheet: &SheetName| sheet.name == name;
        let found = self.find(|names, _| names.last().is_some_and(is_wanted))?;
        let place = found.names.iter().position(is_wanted);
        // A sheet may be called by its name only because another one before it has the name it is stored with.
        if place.is_some() || found.complete {
            return Ok(place);
        }
        Ok(self.sheets(u64::MAX)?.names.iter().position(is_wanted))
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

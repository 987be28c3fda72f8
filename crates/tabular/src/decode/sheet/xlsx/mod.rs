//! Office Open XML workbooks (XLSX, XLSM), transitional and strict (ECMA-376, ISO/IEC 29500).

mod merged;
mod package;
mod reference;
mod rich_text;
mod rows;
mod shared_strings;
mod styles;

use std::sync::Arc;

use quick_xml::events::Event;

use super::serial::Epoch;
use super::xml::attribute;
use super::{Rows, Sheets, Workbook, told_apart};
use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::SheetName;
use crate::source::Counter;
use crate::unwrap::zip::Container;
use package::{Package, Relation};
use shared_strings::SharedStrings;
use styles::Styles;

/// Sheets of one workbook at most.
const MAX_SHEETS: usize = 10_000;

/// An opened workbook.
pub(crate) struct Xlsx {
    package: Package,
    sheets: Vec<SheetName>,
    /// The parts of the sheets.
    parts: Vec<String>,
    shared: Arc<Shared>,
    counter: Counter,
}

/// What all sheets refer to.
struct Shared {
    strings: SharedStrings,
    styles: Styles,
    epoch: Epoch,
}

impl Xlsx {
    /// Reads everything but the sheets and the texts they share. `counter` counts the stored bytes of sheets that are read later.
    ///
    /// # Errors
    /// When a part that is needed is missing or damaged.
    pub(crate) fn open(
        zip: Container,
        input: &dyn Input,
        limits: &Limits,
        counter: &Counter,
    ) -> Result<Self, Error> {
        let package = Package { zip, limits: limits.clone() };
        let workbook = package.workbook()?;
        let relations = package.relations(&workbook)?;
        let (epoch, sheets, parts) = read_workbook(&package, &workbook, &relations)?;
        let other = |kind: &str, name: &str| {
            let found = relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
            let usual = format!("{}{name}", workbook.rsplit_once('/').map_or("", |(folder, _)| folder));
            found.into_iter().chain([usual]).find(|part| package.zip.find(part).is_some())
        };
        let styles = match other("styles", "/styles.xml") {
            Some(part) => Styles::read(package.xml(&part, &Counter::default())?)?,
            None => Styles::default(),
        };
        let texts = other("sharedStrings", "/sharedStrings.xml");
        let texts = texts.map(|part| package.xml(&part, &Counter::default())).transpose()?;
        let strings = SharedStrings::new(texts, input)?;
        let shared = Arc::new(Shared { strings, styles, epoch });
        Ok(Self { package, sheets, parts, shared, counter: counter.clone() })
    }
}

fn read_workbook(
    package: &Package,
    part: &str,
    relations: &[Relation],
) -> Result<(Epoch, Vec<SheetName>, Vec<String>), Error> {
    let mut xml = package.xml(part, &Counter::default())?;
    let (mut epoch, mut sheets, mut parts) = (Epoch::Year1900, Vec::new(), Vec::new());
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "workbookPr" if attribute(&tag, "date1904").is_some_and(|v| v == "1" || v == "true") => {
                    epoch = Epoch::Year1904;
                }
                "sheet" => {
                    let id = attribute(&tag, "id").unwrap_or_default();
                    let hidden = attribute(&tag, "state").is_some_and(|state| state != "visible");
                    let name = attribute(&tag, "name").unwrap_or_default();
                    if let Some(target) =
                        relations.iter().find(|r| r.id == id && r.kind == "worksheet").map(|r| &r.target)
                    {
                        sheets.push(SheetName { name, hidden });
                        parts.push(target.clone());
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        if sheets.len() > MAX_SHEETS {
            return Err(xml.damaged("it has too many sheets"));
        }
    }
    Ok((epoch, told_apart(sheets), parts))
}

impl Workbook for Xlsx {
    fn sheets(&self, _most: u64) -> Result<Sheets, Error> {
        Ok(Sheets { names: self.sheets.clone(), complete: true })
    }

    fn rows(&self, sheet: usize) -> Result<Box<dyn Rows + Send>, Error> {
        Ok(Box::new(self.sheet(sheet, true)?))
    }

    fn first_rows(&self, sheet: usize) -> Result<Box<dyn Rows + Send>, Error> {
        Ok(Box::new(self.sheet(sheet, false)?))
    }
}

impl Xlsx {
    /// The rows of a sheet; at its end, the texts that sheets share are checked if that is asked for.
    fn sheet(&self, sheet: usize, checks_texts: bool) -> Result<rows::XlsxRows, Error> {
        let part = self.parts.get(sheet).map(String::as_str).unwrap_or_default();
        let xml = self.package.xml(part, &self.counter)?;
        let (shared, size, limits) = (self.shared.clone(), self.package.zip.size(), &self.package.limits);
        Ok(rows::XlsxRows::new(xml, shared, size, limits, checks_texts))
    }
}

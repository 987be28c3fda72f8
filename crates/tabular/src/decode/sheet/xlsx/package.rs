//! The parts of an Office Open XML file and the relationships between them (ECMA-376 part 2).

use quick_xml::events::Event;

use crate::decode::sheet::xml::{Xml, attribute};
use crate::error::Error;
use crate::limits::Limits;
use crate::source::Counter;
use crate::unwrap::zip::Container;

/// Relationships of one part at most; a sheet has one per workbook.
const MAX_RELATIONS: usize = 65_536;

/// The container and its bounds.
pub(super) struct Package {
    pub(super) zip: Container,
    pub(super) limits: Limits,
}

/// From one part to another.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of the type's address, which transitional and strict files share: `worksheet`.
    pub(super) kind: String,
    /// The name of the other part within the zip file.
    pub(super) target: String,
}

impl Package {
    /// A part that has to be there.
    pub(super) fn xml(&self, part: &str, counter: &Counter) -> Result<Xml, Error> {
        if self.zip.find(part).is_none() {
            let detail = "this part of it is missing".to_owned();
            return Err(Error::DamagedWorkbook { part: part.to_owned(), detail });
        }
        let source = self.zip.read(part, counter)?;
        Xml::open(source, part, self.limits.max_record_bytes)
    }

    /// The relationships of a part, `""` for those of the file as a whole; none when it has none.
    pub(super) fn relations(&self, part: &str) -> Result<Vec<Relation>, Error> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let place = format!("{folder}/_rels/{name}.rels");
        let mut found = Vec::new();
        if self.zip.find(&place).is_none() {
            return Ok(found);
        }
        let mut xml = self.xml(&place, &Counter::default())?;
        loop {
            match xml.next()? {
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let target = attribute(&tag, "Target").unwrap_or_default();
                    found.push(Relation {
                        id: attribute(&tag, "Id").unwrap_or_default(),
                        kind: attribute(&tag, "Type").map(|t| last_word(&t)).unwrap_or_default(),
                        target: resolve(folder, &target),
                    });
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
            if found.len() > MAX_RELATIONS {
                return Err(xml.damaged("it has too many relationships"));
            }
        }
    }

    /// The part that describes the workbook: where the relationships of the file lead, otherwise where it usually is.
    pub(super) fn workbook(&self) -> Result<String, Error> {
        let relations = self.relations("")?;
        let named = relations.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
        let usual = || self.zip.find("xl/workbook.xml").map(str::to_owned);
        named.filter(|part| self.zip.find(part).is_some()).or_else(usual).ok_or_else(|| {
            Error::DamagedWorkbook {
                part: "xl/workbook.xml".to_owned(),
                detail: "this part of it is missing".to_owned(),
            }
        })
    }
}

fn last_word(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The name within the zip file of a target that is relative to a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut parts = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_the_folder_of_their_part() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/sharedStrings.xml"), "xl/sharedStrings.xml");
        assert_eq!(resolve("xl/worksheets", "../styles.xml"), "xl/styles.xml");
        assert_eq!(resolve("", "xl\\workbook.xml"), "xl/workbook.xml");
    }
}

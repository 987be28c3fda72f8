//! What a zip file is: one of the documents that are zip files, or an archive of files.

use super::Container;
use super::bytes::u16_at;
use crate::source::{Counter, Source};

/// What a zip file is, by the names of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZipContent {
    /// An Office Open XML workbook: XLSX, XLSM.
    Xlsx,
    /// The binary variant of it.
    Xlsb,
    /// An OpenDocument spreadsheet.
    Ods,
    /// Another document that is a zip file, with its article.
    Document(&'static str),
    /// Anything else: files that somebody put together.
    Archive,
}

/// The part of an OpenDocument file with its content, and the one that says of what type it is.
const CONTENT: &str = "content.xml";
const MIMETYPE: &str = "mimetype";

/// Bytes of a part that are looked at.
const TELLING_BYTES: usize = 4096;

/// Entries that tell what a zip file is; the first that is there decides.
const TELLING: [(&str, ZipContent); 7] = [
    ("xl/workbook.xml", ZipContent::Xlsx),
    ("xl/workbook.bin", ZipContent::Xlsb),
    ("word/document.xml", ZipContent::Document("a Word document (DOCX)")),
    ("ppt/presentation.xml", ZipContent::Document("a presentation (PPTX)")),
    ("META-INF/container.xml", ZipContent::Document("an EPUB book")),
    ("META-INF/MANIFEST.MF", ZipContent::Document("a Java program (JAR)")),
    ("Index/Document.iwa", ZipContent::Document("a Numbers, Pages or Keynote document")),
];

impl Container {
    /// Tells a workbook from an archive. A workbook whose parts have unusual names is known by the list of their
    /// types, which every Office Open XML file has.
    pub(crate) fn content(&self) -> ZipContent {
        if let Some((_, content)) = TELLING.into_iter().find(|(name, _)| self.find(name).is_some()) {
            return content;
        }
        if self.find(CONTENT).is_some()
            && (self.find("META-INF/manifest.xml").is_some() || self.says_spreadsheet())
        {
            return ZipContent::Ods;
        }
        let is_office = ["[Content_Types].xml", "_rels/.rels"].iter().any(|name| self.find(name).is_some());
        match self.find(MIMETYPE) {
            _ if is_office => ZipContent::Xlsx,
            Some(_) => ZipContent::Document("an OpenDocument file that is no spreadsheet"),
            None => ZipContent::Archive,
        }
    }

    /// Whether an OpenDocument file without the list of its parts, which some programs leave out, says that it is a
    /// spreadsheet: by its type, or where it has none, by the first element of its content. What that holds shows when it
    /// is read.
    fn says_spreadsheet(&self) -> bool {
        let holds = |name: &str, text: &[u8]| {
            let mut head = vec![0; TELLING_BYTES];
            let filled = self.read(name, &Counter::default()).and_then(|mut part| part.read_full(&mut head));
            filled.is_ok_and(|filled| memchr::memmem::find(&head[..filled], text).is_some())
        };
        match self.find(MIMETYPE) {
            Some(_) => holds(MIMETYPE, b"opendocument.spreadsheet"),
            None => holds(CONTENT, b"document-content"),
        }
    }
}

/// What a zip file is, as far as its first bytes tell: by the entries that begin within them.
pub(crate) fn content_of_head(head: &[u8]) -> ZipContent {
    let names = || memchr::memmem::find_iter(head, b"PK\x03\x04").filter_map(|at| local_name(&head[at..]));
    for name in names() {
        if let Some((_, content)) = TELLING.into_iter().find(|(telling, _)| telling.as_bytes() == name) {
            return content;
        }
    }
    if names().any(|name| name.starts_with(b"xl/")) {
        return ZipContent::Xlsx;
    }
    // Some writers compress the entry that tells which OpenDocument file it is; the whole file will tell.
    let is_ods = names().next() == Some(b"mimetype");
    let is_office = names().any(|name| name == b"[Content_Types].xml");
    match (is_ods, is_office) {
        (true, _) => ZipContent::Ods,
        (false, true) => ZipContent::Xlsx,
        (false, false) => ZipContent::Archive,
    }
}

/// The name in a local file header (APPNOTE §4.3.7).
fn local_name(header: &[u8]) -> Option<&[u8]> {
    header.get(30..30 + usize::from(u16_at(header, 26)))
}

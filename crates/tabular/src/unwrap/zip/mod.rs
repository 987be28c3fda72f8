//! zip archives (PKWARE APPNOTE 6.3.10), of which one entry is read.
//!
//! A whole file is read by its `directory`, which stands at the end and is what counts. The first bytes of a file, or an
//! archive within a compression, are read as a `stream`, by the headers before each entry's data.

mod bytes;
mod container;
mod content;
mod directory;
mod entry;
mod stream;

use std::io::{self, BufReader, SeekFrom};

use super::archive::Listing;
use super::inflate::{Inflating, fault};
use crate::error::Error;
use crate::input::ReadSeek;
use crate::limits::Limits;
use crate::source::{Counter, Counting, Source, SourceReader};
pub(crate) use container::Container;
pub(crate) use content::{ZipContent, content_of_head};
use entry::Member;

/// Bytes of compressed input read at a time.
const CHUNK: usize = 64 << 10;

const FORMAT: &str = "zip";

/// Whether a file starts with an entry, or is an empty archive.
pub(crate) fn starts(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Parts that OpenDocument files have beside their content. Some programs leave out all but one.
const OPEN_DOCUMENT: [&str; 4] = ["META-INF/manifest.xml", "mimetype", "styles.xml", "meta.xml"];

/// Whether an archive is an office document: one file to people, and read as such. XLSX has the first of these names
/// (ECMA-376 part 2), ODS and other OpenDocument files the last (part 2, §3.3).
pub(super) fn is_document(listing: &Listing) -> bool {
    let holds = |name: &str| listing.files.iter().any(|file| file.name == name);
    listing.files.iter().enumerate().any(|(place, file)| is_of_document(&file.name, place))
        || holds("content.xml") && OPEN_DOCUMENT.into_iter().any(holds)
}

/// Whether only documents have an entry of this name, at this place among the files.
fn is_of_document(name: &str, place: usize) -> bool {
    matches!(name, "[Content_Types].xml" | "_rels/.rels")
        || name.starts_with("xl/")
        || name == "mimetype" && place == 0
}

/// The files of an archive that can be read at any place.
///
/// # Errors
/// When its directory is missing or damaged, or holds more entries than allowed.
pub(super) fn list(file: &mut dyn ReadSeek, limits: &Limits) -> Result<Listing, Error> {
    let members = directory::read(file, limits)?;
    let files = members.iter().filter(|member| !member.is_folder()).map(Member::listed).collect();
    Ok(Listing { format: FORMAT, files, complete: true })
}

/// The files of an archive that comes as a stream. Of one whose end is missing, those that are there; of a document, those
/// up to the one that shows it: unpacking the others only to pass over them takes as long as reading them.
///
/// # Errors
/// When it is damaged, or holds more entries than allowed.
pub(super) fn list_stream(
    source: Box<dyn Source + Send>,
    counter: &Counter,
    complete: bool,
    limits: &Limits,
) -> Result<Listing, Error> {
    let mut entries = stream::Entries::new(BufReader::with_capacity(CHUNK, SourceReader(source)));
    let mut files = Vec::new();
    let ended = loop {
        match entries.next() {
            Ok(Some(member)) => {
                if files.len() == limits.max_entries {
                    return Err(Error::TooManyEntries { limit: limits.max_entries });
                }
                if !member.is_folder() {
                    files.push(member.listed());
                    if is_of_document(&member.name, files.len() - 1) {
                        break Ok(());
                    }
                }
                if let Err(error) = entries.pass(&member, counter, limits) {
                    break Err(error);
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    match ended.map_err(|error| fault(error, FORMAT, counter.get())) {
        Err(error)
            if complete || !(error.is_truncation() || matches!(error, Error::NeedsWholeFile { .. })) =>
        {
            Err(error)
        }
        _ => Ok(Listing { format: FORMAT, files, complete }),
    }
}

/// The data of the entry with this name, in an archive that can be read at any place.
///
/// # Errors
/// When there is none, it is encrypted, or compressed in a way that is not read.
pub(super) fn open(
    mut file: Box<dyn ReadSeek>,
    counter: &Counter,
    wanted: &str,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, Error> {
    let members = directory::read(&mut *file, limits)?;
    let found = members.into_iter().find(|member| member.name == wanted);
    let member = found.ok_or_else(|| Error::EntryNotFound { entry: wanted.to_owned() })?;
    member.refuse_encrypted()?;
    file.seek(SeekFrom::Start(member.header_at)).map_err(Error::ReadFailed)?;
    counter.add(member.header_at);
    let input: Box<dyn Source + Send> = Box::new(Counting::new(file, counter.clone()));
    let mut input = BufReader::with_capacity(CHUNK, SourceReader(input));
    let start = stream::pass_header(&mut input);
    start.map_err(|error| fault(error, FORMAT, counter.get()))?;
    let decoder = entry::open(&member, input)?;
    Ok(Box::new(Inflating::new(decoder, FORMAT, counter, member.header_at, limits)))
}

/// The data of the entry with this name, in an archive that comes as a stream.
///
/// # Errors
/// As of [`open`], and when the archive is damaged before the entry.
pub(super) fn open_stream(
    source: Box<dyn Source + Send>,
    counter: &Counter,
    wanted: &str,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, Error> {
    let mut entries = stream::Entries::new(BufReader::with_capacity(CHUNK, SourceReader(source)));
    let told = |error: io::Error| fault(error, FORMAT, counter.get());
    while let Some(member) = entries.next().map_err(told)? {
        if member.name == wanted {
            member.refuse_encrypted()?;
            let decoder = entries.into_entry(&member)?;
            return Ok(Box::new(Inflating::new(decoder, FORMAT, counter, 0, limits)));
        }
        entries.pass(&member, counter, limits).map_err(told)?;
    }
    Err(Error::EntryNotFound { entry: wanted.to_owned() })
}

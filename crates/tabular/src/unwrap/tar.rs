//! tar archives (POSIX.1-2017 `pax`, with GNU's long names): entries in a row, each behind a block that describes it.

use super::archive::{Entry, Listing, name};
use crate::error::Error;
use crate::limits::Limits;
use crate::source::{Counter, Source};

/// Bytes of a header, and the unit to which data is padded.
const BLOCK: usize = 512;

/// Bytes of a long name or of extended records at most.
const MAX_EXTENSION: u64 = 1 << 20;

/// Bytes read at a time when data is passed over.
const CHUNK: usize = 64 << 10;

/// Whether a file starts with the header of a tar archive: by its checksum, which no text has by chance.
pub(super) fn starts(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>()
        .is_some_and(|block| block[0] != 0 && checksum_fits(block) && size(block).is_some())
}

/// The files of an archive. Of one whose end is missing, those that are there.
///
/// # Errors
/// When it is damaged, or holds more entries than allowed.
pub(super) fn list(
    source: Box<dyn Source + Send>,
    counter: &Counter,
    complete: bool,
    limits: &Limits,
) -> Result<Listing, Error> {
    let mut entries = Entries { source, counter: counter.clone() };
    let mut files = Vec::new();
    let mut listed = || -> Result<(), Error> {
        while let Some(entry) = entries.next()? {
            if files.len() == limits.max_entries {
                return Err(Error::TooManyEntries { limit: limits.max_entries });
            }
            let size = entry.bytes.unwrap_or_default();
            files.push(entry);
            entries.pass(padded(size))?;
        }
        Ok(())
    };
    match listed() {
        Err(error) if error.is_truncation() && !complete => {}
        other => other?,
    }
    Ok(Listing { format: "tar", files, complete })
}

/// The data of the entry with this name.
///
/// # Errors
/// When there is none, or the archive is damaged before it.
pub(super) fn open(
    source: Box<dyn Source + Send>,
    counter: &Counter,
    wanted: &str,
) -> Result<Box<dyn Source + Send>, Error> {
    let mut entries = Entries { source, counter: counter.clone() };
    while let Some(entry) = entries.next()? {
        let size = entry.bytes.unwrap_or_default();
        if entry.name == wanted {
            return Ok(Box::new(Data { entries, left: size, ended: false }));
        }
        entries.pass(padded(size))?;
    }
    Err(Error::EntryNotFound { entry: wanted.to_owned() })
}

fn padded(size: u64) -> u64 {
    size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64)
}

struct Entries {
    source: Box<dyn Source + Send>,
    counter: Counter,
}

impl Entries {
    /// The next regular file, at whose data the source then stands. `None` at the end of the archive.
    fn next(&mut self) -> Result<Option<Entry>, Error> {
        let (mut long_name, mut long_size, mut sparse) = (None, None, false);
        loop {
            let mut block = [0; BLOCK];
            self.read_exact(&mut block)?;
            if block.iter().all(|b| *b == 0) {
                return Ok(None);
            }
            let size = size(&block).filter(|_| checksum_fits(&block));
            let Some(size) = size else {
                return Err(self.corrupt("the header of an entry has a wrong checksum"));
            };
            match block[156] {
                b'L' => long_name = Some(name(until_nul(&self.extension(size)?))),
                b'x' => {
                    let records = self.extension(size)?;
                    for (key, value) in pax_records(&records) {
                        match key {
                            b"path" => long_name = Some(name(value)),
                            b"size" => long_size = str::from_utf8(value).ok().and_then(|v| v.parse().ok()),
                            key => sparse |= key.starts_with(b"GNU.sparse."),
                        }
                    }
                }
                b'g' | b'K' => drop(self.extension(size)?),
                b'0' | 0 | b'7' if !sparse => {
                    let name = long_name.unwrap_or_else(|| short_name(&block));
                    let bytes = Some(long_size.unwrap_or(size));
                    return Ok(Some(Entry { name, bytes }));
                }
                // Folders, links and devices hold no data; what holds it with holes in it is not read.
                _ => {
                    self.pass(padded(long_size.unwrap_or(size)))?;
                    (long_name, long_size, sparse) = (None, None, false);
                }
            }
        }
    }

    fn extension(&mut self, size: u64) -> Result<Vec<u8>, Error> {
        if size > MAX_EXTENSION {
            return Err(self.corrupt("the name of an entry has more than 1 MiB"));
        }
        let mut bytes = vec![0; padded(size) as usize];
        self.read_exact(&mut bytes)?;
        bytes.truncate(size as usize);
        Ok(bytes)
    }

    fn read_exact(&mut self, into: &mut [u8]) -> Result<(), Error> {
        if self.source.read_full(into)? < into.len() {
            return Err(self.truncated());
        }
        Ok(())
    }

    fn pass(&mut self, mut bytes: u64) -> Result<(), Error> {
        let mut chunk = vec![0; CHUNK.min(bytes as usize)];
        while bytes > 0 {
            let most = chunk.len().min(usize::try_from(bytes).unwrap_or(CHUNK));
            match self.source.read(&mut chunk[..most])? {
                0 => return Err(self.truncated()),
                n => bytes -= n as u64,
            }
        }
        Ok(())
    }

    fn truncated(&self) -> Error {
        Error::Truncated { format: "tar", at: self.counter.get() }
    }

    fn corrupt(&self, detail: &str) -> Error {
        Error::Corrupt { format: "tar", detail: detail.to_owned(), at: self.counter.get() }
    }
}

/// The data of one entry.
struct Data {
    entries: Entries,
    left: u64,
    ended: bool,
}

impl Source for Data {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        if self.left > 0 && !into.is_empty() {
            let most = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
            let read = self.entries.source.read(&mut into[..most])?;
            self.left -= read as u64;
            return if read == 0 { Err(self.entries.truncated()) } else { Ok(read) };
        }
        if !self.ended && !into.is_empty() {
            self.ended = true;
            // A compression around the archive has its checksum at the end; only that proves the data.
            let mut chunk = vec![0; CHUNK];
            while self.entries.source.read(&mut chunk)? > 0 {}
        }
        Ok(0)
    }
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|b| *b == 0).next().unwrap_or_default()
}

/// `prefix/name` of the `ustar` format; GNU's has other things where the prefix is.
fn short_name(block: &[u8; BLOCK]) -> String {
    let own = name(until_nul(&block[..100]));
    let prefix = if &block[257..263] == b"ustar\0" { until_nul(&block[345..500]) } else { &[] };
    if prefix.is_empty() { own } else { format!("{}/{own}", name(prefix)) }
}

/// Bytes of data: octal digits, or a number in base 256 where the first bit is set.
fn size(block: &[u8; BLOCK]) -> Option<u64> {
    let field = &block[124..136];
    if field[0] & 0x80 != 0 {
        let (high, low) = (&field[1..4], field.last_chunk::<8>()?);
        return (field[0] == 0x80 && high.iter().all(|b| *b == 0)).then(|| u64::from_be_bytes(*low));
    }
    octal(field)
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

/// The sum of the header's bytes, those of the checksum itself taken as spaces.
fn checksum_fits(block: &[u8; BLOCK]) -> bool {
    let field = 148..156;
    let sum: u64 =
        block.iter().enumerate().map(|(i, b)| if field.contains(&i) { 0x20 } else { u64::from(*b) }).sum();
    octal(&block[field]) == Some(sum)
}

/// `LENGTH KEY=VALUE\n`, of which the length counts all of it.
fn pax_records(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let space = memchr::memchr(b' ', bytes)?;
        let len: usize = str::from_utf8(&bytes[..space]).ok()?.parse().ok()?;
        let record = bytes.get(space + 1..len.checked_sub(1)?)?;
        bytes = bytes.get(len..)?;
        let equals = memchr::memchr(b'=', record)?;
        Some((&record[..equals], &record[equals + 1..]))
    })
}

//! Undoing compression and archives: from the bytes as stored to the bytes of the data file.
//!
//! `detect` finds the layers from the outside in, [`Content`] reads through them: as a stream, or, for the formats that
//! need it, at any place.

mod archive;
mod beginnings;
mod detect;
mod inflate;
mod magic;
mod members;
mod role;
mod tar;
mod unpacked;
mod wrapping;
pub(crate) mod zip;
mod zstd_frame;

use std::io::{Seek, SeekFrom, Write};

pub use archive::Entry;
pub use beginnings::Beginnings;
pub use unpacked::Unpacked;
pub use wrapping::Wrapping;

use crate::error::Error;
use crate::input::{Input, ReadSeek};
use crate::limits::Limits;
use crate::sniff::{Detected, SAMPLE_BYTES};
use crate::source::{Counter, Counting, Source};
use archive::Listing;

/// Bytes copied at a time.
const CHUNK: usize = 256 << 10;

/// Bytes that one block of bzip2 surely unpacks to, if it is full: each takes some 30 milliseconds as a whole.
const BZIP2_BLOCK: usize = 800 << 10;

/// Entries of an archive that a page can offer. More are no choice for a person.
const MAX_OFFERED: usize = 500;

/// A data file within its wrapping.
pub(crate) struct Content<'a> {
    input: &'a dyn Input,
    wrapping: Vec<Wrapping>,
    limits: &'a Limits,
}

/// What is around the data.
pub(crate) struct Found {
    /// The layers, outermost first.
    pub(crate) wrapping: Detected<Vec<Wrapping>>,
    /// The files of the outermost archive that can be read, at most [`MAX_OFFERED`] of them.
    pub(crate) entries: Vec<Entry>,
}

/// The layers around the data, and the data within them. `entry` is the archive entry that a person chose.
///
/// # Errors
/// When a layer is of a kind that is not read, is broken, or an archive has no entry to read.
pub(crate) fn detect<'a>(
    input: &'a dyn Input,
    entry: Option<&str>,
    limits: &'a Limits,
) -> Result<(Found, Content<'a>), Error> {
    let found = detect::layers(input, entry, limits)?;
    let content = Content::new(input, found.wrapping.value.clone(), limits);
    Ok((found, content))
}

impl<'a> Content<'a> {
    pub(crate) fn new(input: &'a dyn Input, wrapping: Vec<Wrapping>, limits: &'a Limits) -> Self {
        Self { input, wrapping, limits }
    }

    /// Whether reading to the end reaches the end of the data.
    pub(crate) fn is_complete(&self) -> bool {
        self.input.is_complete()
    }

    /// The file with its wrapping; also the one who gives scratch places.
    pub(crate) fn input(&self) -> &dyn Input {
        self.input
    }

    /// Bytes of the file with its wrapping.
    pub(crate) fn stored_bytes(&self) -> Result<u64, Error> {
        let mut input = self.input.open().map_err(Error::ReadFailed)?;
        input.seek(SeekFrom::End(0)).map_err(Error::ReadFailed)
    }

    pub(crate) fn limits(&self) -> &Limits {
        self.limits
    }

    /// Whether anything is around the data.
    pub(crate) fn is_wrapped(&self) -> bool {
        !self.wrapping.is_empty()
    }

    /// Bytes of the data file that are surveyed, from its start.
    pub(crate) fn sample_bytes(&self) -> usize {
        let is_bzip2 = self.wrapping.contains(&Wrapping::Bzip2);
        if is_bzip2 { SAMPLE_BYTES.min(BZIP2_BLOCK) } else { SAMPLE_BYTES }
    }

    /// The bytes of the data file from its start; of the first bytes of a file no more than are surveyed, so that a
    /// preview costs the same whatever they unpack to. `counter` counts the bytes as stored.
    pub(crate) fn stream(&self, counter: &Counter) -> Result<Box<dyn Source + Send>, Error> {
        if self.is_complete() {
            return self.layers(counter);
        }
        match self.input.beginnings().filter(|_| self.is_wrapped()) {
            Some(kept) => {
                let open = |counter: &Counter| self.layers(counter);
                let read = kept.read(&self.wrapping, self.limits, self.sample_bytes(), counter, open)?;
                Ok(Box::new(read))
            }
            None => Ok(Box::new(Beginning { source: self.layers(counter)?, left: self.sample_bytes() })),
        }
    }

    /// All bytes of the data file that are there.
    fn layers(&self, counter: &Counter) -> Result<Box<dyn Source + Send>, Error> {
        let (limits, mut layers) = (self.limits, self.wrapping.iter().peekable());
        let mut input = self.input.open().map_err(Error::ReadFailed)?;
        let len = input.seek(SeekFrom::End(0)).map_err(Error::ReadFailed)?;
        input.seek(SeekFrom::Start(0)).map_err(Error::ReadFailed)?;
        let mut source: Box<dyn Source + Send> = match layers.peek() {
            Some(Wrapping::Zip { entry }) if self.is_complete() => {
                layers.next();
                zip::open(input, counter, entry, limits)?
            }
            _ => Box::new(Counting::new(input, counter.clone())),
        };
        for layer in layers {
            source = match layer {
                Wrapping::Zip { entry } => zip::open_stream(source, counter, entry, limits)?,
                Wrapping::Tar { entry } => tar::open(source, counter, entry)?,
                compression => inflate::open(compression, source, counter, limits)?,
            };
        }
        if self.wrapping.iter().any(|layer| matches!(layer, Wrapping::Zip { .. })) {
            source = Box::new(ToEnd { source, counter: counter.clone(), len });
        }
        if self.is_complete() || self.wrapping.is_empty() {
            return Ok(source);
        }
        Ok(Box::new(Head { source, ended: false }))
    }

    /// The zip or tar archive that the data is, if it is one.
    ///
    /// # Errors
    /// When it is broken.
    fn archive(&self, head: &[u8]) -> Result<Option<Listing>, Error> {
        let (complete, counter) = (self.is_complete(), Counter::default());
        if tar::starts(head) {
            return tar::list(self.layers(&counter)?, &counter, complete, self.limits).map(Some);
        }
        if !zip::starts(head) {
            return Ok(None);
        }
        if complete && self.wrapping.is_empty() {
            let mut file = self.input.open().map_err(Error::ReadFailed)?;
            return zip::list(&mut *file, self.limits).map(Some);
        }
        zip::list_stream(self.layers(&counter)?, &counter, complete, self.limits).map(Some)
    }

    /// The first bytes of the data file, at most so many, and whether these are all of it.
    pub(crate) fn first(&self, max: usize) -> Result<(Vec<u8>, bool), Error> {
        let mut bytes = vec![0; max + 1];
        let mut filled = 0;
        let mut source = self.stream(&Counter::default())?;
        let all = loop {
            match source.read(&mut bytes[filled..])? {
                0 => break filled <= max && self.is_complete(),
                n => filled += n,
            }
        };
        bytes.truncate(filled.min(max));
        Ok((bytes, all))
    }

    /// The data file for reading at any place; unpacked to a scratch place where something is around it. `counter` counts
    /// the bytes as stored that were unpacked.
    pub(crate) fn random_access(&self, counter: &Counter) -> Result<Box<dyn ReadSeek>, Error> {
        if self.wrapping.is_empty() {
            return self.input.open().map_err(Error::ReadFailed);
        }
        let unpack = |counter: &Counter| self.unpack(counter);
        match self.input.unpacked().filter(|_| self.is_complete()) {
            Some(kept) => Ok(Box::new(kept.open(&self.wrapping, self.limits, counter, unpack)?)),
            None => unpack(counter),
        }
    }

    /// The data file in a scratch place of its own, at its start.
    fn unpack(&self, counter: &Counter) -> Result<Box<dyn ReadSeek>, Error> {
        let mut source = self.stream(counter)?;
        let mut scratch = self.input.scratch().map_err(Error::ReadFailed)?;
        let mut chunk = vec![0; CHUNK];
        loop {
            match source.read(&mut chunk)? {
                0 => break,
                n => scratch.write_all(&chunk[..n]).map_err(Error::ReadFailed)?,
            }
        }
        scratch.seek(SeekFrom::Start(0)).map_err(Error::ReadFailed)?;
        Ok(Box::new(scratch))
    }
}

/// The first bytes of a compressed file: they end in the middle of the stream, which is no fault of the file.
struct Head {
    source: Box<dyn Source + Send>,
    ended: bool,
}

impl Source for Head {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        if self.ended {
            return Ok(0);
        }
        match self.source.read(into) {
            Err(error) if error.is_truncation() => {
                self.ended = true;
                Ok(0)
            }
            other => other,
        }
    }
}

/// No more than the beginning of a source.
struct Beginning {
    source: Box<dyn Source + Send>,
    /// Bytes.
    left: usize,
}

impl Source for Beginning {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let most = into.len().min(self.left);
        let read = self.source.read(&mut into[..most])?;
        self.left -= read;
        Ok(read)
    }
}

/// An entry of a zip archive, at whose end the whole file counts as read.
struct ToEnd {
    source: Box<dyn Source + Send>,
    counter: Counter,
    len: u64,
}

impl Source for ToEnd {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let read = self.source.read(into)?;
        if read == 0 && !into.is_empty() {
            self.counter.add(self.len.saturating_sub(self.counter.get()));
        }
        Ok(read)
    }
}

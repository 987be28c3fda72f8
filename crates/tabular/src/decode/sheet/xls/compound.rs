//! Compound files: the small file system in which old Office documents keep their streams ([MS-CFB]).

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use super::bytes::{u16_at, u32_at};
use crate::error::Error;
use crate::input::ReadSeek;

/// The first bytes of every compound file.
pub(crate) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Numbers of sectors from here on have meanings of their own; the chain ends.
const LAST_SECTOR: u32 = 0xFFFF_FFF9;

/// Bytes of a directory entry.
const ENTRY_LEN: usize = 128;

/// Streams of one file at most; a workbook has some dozens.
const MAX_ENTRIES: usize = 65_536;

/// Bytes of the small sectors that short streams are kept in.
const MINI_SECTOR: u64 = 64;

/// Streams below this length are short.
const MINI_CUTOFF: u64 = 4096;

/// An opened compound file.
pub(crate) struct Compound {
    file: Arc<Mutex<Box<dyn ReadSeek>>>,
    size: u64,
    sector: u64,
    /// The sector after each sector.
    next: Vec<u32>,
    /// The small sector after each small sector.
    next_mini: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    len: u64,
}

impl Compound {
    /// Reads the tables and the directory.
    ///
    /// # Errors
    /// When they are damaged.
    pub(crate) fn open(mut file: Box<dyn ReadSeek>) -> Result<Self, Error> {
        let size = file.seek(SeekFrom::End(0)).map_err(Error::ReadFailed)?;
        let mut compound = Self {
            file: Arc::new(Mutex::new(file)),
            size,
            sector: 512,
            next: Vec::new(),
            next_mini: Vec::new(),
            entries: Vec::new(),
        };
        compound.read_tables().map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::Truncated { format: "compound", at: size },
            io::ErrorKind::InvalidData => {
                Error::Corrupt { format: "compound", detail: error.to_string(), at: size }
            }
            _ => Error::ReadFailed(error),
        })?;
        Ok(compound)
    }

    fn read_tables(&mut self) -> io::Result<()> {
        let header = self.read_at(0, 512)?;
        let shift = u16_at(&header, 30);
        if !header.starts_with(MAGIC) || !matches!(shift, 9 | 12) {
            return Err(invalid("its header is not valid"));
        }
        self.sector = 1 << shift;
        // The table of sectors is itself in sectors, which the header and a chain of more sectors list.
        let sectors = self.size / self.sector + 1;
        let mut list: Vec<u32> = (76..512).step_by(4).map(|at| u32_at(&header, at)).collect();
        let (mut more, per_sector) = (u32_at(&header, 68), self.sector as usize / 4);
        while more < LAST_SECTOR && (list.len() as u64) < sectors {
            let listed = self.read_sector(more)?;
            list.extend((0..per_sector - 1).map(|i| u32_at(&listed, i * 4)));
            more = u32_at(&listed, self.sector as usize - 4);
        }
        for sector in list.into_iter().filter(|sector| *sector < LAST_SECTOR) {
            if self.next.len() as u64 > sectors {
                break;
            }
            let table = self.read_sector(sector)?;
            self.next.extend((0..per_sector).map(|i| u32_at(&table, i * 4)));
        }
        let directory = self.chain(u32_at(&header, 48))?;
        for sector in directory {
            let entries = self.read_sector(sector)?;
            self.entries.extend(entries.chunks_exact(ENTRY_LEN).filter_map(Entry::parse));
            if self.entries.len() > MAX_ENTRIES {
                return Err(invalid("its directory is endless"));
            }
        }
        for sector in self.chain(u32_at(&header, 60))? {
            let table = self.read_sector(sector)?;
            self.next_mini.extend((0..per_sector).map(|i| u32_at(&table, i * 4)));
        }
        Ok(())
    }

    /// The sectors of a chain. One that runs in a circle is cut by the number of sectors there are.
    fn chain(&self, start: u32) -> io::Result<Vec<u32>> {
        follow(&self.next, start)
    }

    fn read_sector(&self, sector: u32) -> io::Result<Vec<u8>> {
        self.read_at((u64::from(sector) + 1) * self.sector, self.sector as usize)
    }

    /// The last sector of a file may be cut.
    fn read_at(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        (&mut *file).take(len as u64).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.resize(len, 0);
        Ok(bytes)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Bytes of the whole file.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The stream of this name; `None` when there is none.
    ///
    /// # Errors
    /// When its sectors are not a chain.
    pub(crate) fn stream(&self, name: &str) -> Option<io::Result<Stream>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        Some(self.open_stream(entry))
    }

    fn open_stream(&self, entry: &Entry) -> io::Result<Stream> {
        let place = |sector: &u32| (u64::from(*sector) + 1) * self.sector;
        let (places, sector) = if entry.len >= MINI_CUTOFF {
            (self.chain(entry.start)?.iter().map(place).collect(), self.sector)
        } else {
            // Short streams are in small sectors of the stream that the first entry, the root, leads to.
            let root = self.entries.first().map_or(u32::MAX, |root| root.start);
            let large: Vec<u64> = self.chain(root)?.iter().map(place).collect();
            let minis = follow(&self.next_mini, entry.start)?;
            let place = |mini: &u32| {
                let at = u64::from(*mini) * MINI_SECTOR;
                large.get((at / self.sector) as usize).map(|start| start + at % self.sector)
            };
            (minis.iter().map_while(place).collect(), MINI_SECTOR)
        };
        Ok(Stream { file: self.file.clone(), places, sector, at: 0, len: entry.len })
    }
}

fn follow(next: &[u32], start: u32) -> io::Result<Vec<u32>> {
    let mut chain = Vec::new();
    let mut sector = start;
    while sector < LAST_SECTOR {
        if chain.len() > next.len() {
            return Err(invalid("its sectors run in a circle"));
        }
        chain.push(sector);
        sector = next.get(sector as usize).copied().unwrap_or(u32::MAX);
    }
    Ok(chain)
}

impl Entry {
    fn parse(bytes: &[u8]) -> Option<Self> {
        // 1 is a folder, 2 a stream, 5 the root.
        if !matches!(bytes[66], 1 | 2 | 5) {
            return None;
        }
        let len = usize::from(u16_at(bytes, 64)).saturating_sub(2).min(62);
        let units = bytes[..len].chunks_exact(2).map(|unit| u16_at(unit, 0));
        let name = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Some(Self { name, start: u32_at(bytes, 116), len: u64::from(u32_at(bytes, 120)) })
    }
}

fn invalid(detail: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, detail)
}

/// A stream being read.
pub(crate) struct Stream {
    file: Arc<Mutex<Box<dyn ReadSeek>>>,
    /// Where in the file each sector is.
    places: Vec<u64>,
    sector: u64,
    at: u64,
    len: u64,
}

impl Stream {
    pub(crate) fn seek_to(&mut self, at: u64) {
        self.at = at;
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(place) = self.places.get((self.at / self.sector) as usize) else { return Ok(0) };
        let within = self.at % self.sector;
        // Sectors in a row are read at once.
        let index = (self.at / self.sector) as usize;
        let row = self.places[index..].windows(2).take_while(|pair| pair[1] == pair[0] + self.sector).count();
        let available = (row as u64 + 1) * self.sector - within;
        let wanted = available.min(self.len.saturating_sub(self.at)).min(into.len() as u64) as usize;
        if wanted == 0 {
            return Ok(0);
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place + within))?;
        let n = file.read(&mut into[..wanted])?;
        self.at += n as u64;
        Ok(n)
    }
}

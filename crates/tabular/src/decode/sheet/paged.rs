//! Bytes written once to a scratch place and then read in pieces, of which the last used pages stay in memory.

use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::error::Error;
use crate::input::Scratch;

/// Bytes of a page.
const PAGE: u64 = 16 << 10;

/// Pages in memory: 4 MiB.
const CACHED: usize = 256;

/// An append-only file of pages.
pub(crate) struct Paged {
    scratch: Box<dyn Scratch>,
    /// Bytes at the end that are not a whole page yet, and are not written.
    tail: Vec<u8>,
    written: u64,
    /// Page `p` is cached at `p % CACHED`, if anywhere.
    cache: Vec<Option<(u64, Box<[u8]>)>>,
}

impl Paged {
    pub(crate) fn new(scratch: Box<dyn Scratch>) -> Self {
        Self { scratch, tail: Vec::new(), written: 0, cache: vec![None; CACHED] }
    }

    pub(crate) fn len(&self) -> u64 {
        self.written + self.tail.len() as u64
    }

    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write(bytes).map_err(Error::ReadFailed)
    }

    /// Fills `into` with the bytes from `at` on, which must be there.
    pub(crate) fn read(&mut self, at: u64, into: &mut [u8]) -> Result<(), Error> {
        self.fill(at, into).map_err(Error::ReadFailed)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tail.extend_from_slice(bytes);
        let whole = self.tail.len() - self.tail.len() % PAGE as usize;
        if whole > 0 {
            self.scratch.seek(SeekFrom::Start(self.written))?;
            self.scratch.write_all(&self.tail[..whole])?;
            self.written += whole as u64;
            self.tail.drain(..whole);
        }
        Ok(())
    }

    fn fill(&mut self, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            let from = if at >= self.written {
                self.tail.get((at - self.written) as usize..).unwrap_or_default()
            } else {
                let page = self.page(at / PAGE)?;
                &page[(at % PAGE) as usize..]
            };
            let n = from.len().min(into.len());
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            into[..n].copy_from_slice(&from[..n]);
            into = &mut into[n..];
            at += n as u64;
        }
        Ok(())
    }

    /// A written page.
    fn page(&mut self, number: u64) -> io::Result<&[u8]> {
        let slot = &mut self.cache[(number % CACHED as u64) as usize];
        let mut bytes = match slot.take() {
            Some((cached, bytes)) if cached == number => return Ok(&slot.insert((cached, bytes)).1),
            Some((_, bytes)) => bytes,
            None => vec![0; PAGE as usize].into(),
        };
        self.scratch.seek(SeekFrom::Start(number * PAGE))?;
        self.scratch.read_exact(&mut bytes)?;
        Ok(&slot.insert((number, bytes)).1)
    }
}

//! What the first bytes of a compressed file unpack to, unpacked once: a preview goes over it several times, and xz and
//! bzip2 take some 30 milliseconds for a megabyte.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Wrapping;
use crate::error::Error;
use crate::limits::Limits;
use crate::source::{Counter, Source};

/// Bytes that are unpacked at a time.
const CHUNK: usize = 64 << 10;

/// Beginnings that are kept; a file has one for each layer around it.
const KEPT: usize = 5;

/// Beginnings of what is inside one head, each up to the bytes that a survey looks at.
#[derive(Default)]
pub struct Beginnings(Mutex<Vec<Kept>>);

struct Kept {
    wrapping: Vec<Wrapping>,
    limits: Limits,
    unpacked: Arc<Mutex<Unpacked>>,
}

struct Unpacked {
    /// What is not unpacked yet; `None` where there is no more to be had.
    rest: Option<Box<dyn Source + Send>>,
    bytes: Vec<u8>,
    /// Bytes as stored that were taken for them.
    counter: Counter,
    /// Whether it ended with an error, which only one reader was told.
    failed: bool,
}

impl Beginnings {
    /// Reads the first `most` bytes inside this wrapping. `open` opens them, where they are not kept yet; `counter` counts
    /// the bytes as stored, of those that were unpacked for others too.
    ///
    /// # Errors
    /// Those of `open`.
    pub(super) fn read(
        &self,
        wrapping: &[Wrapping],
        limits: &Limits,
        most: usize,
        counter: &Counter,
        open: impl FnOnce(&Counter) -> Result<Box<dyn Source + Send>, Error>,
    ) -> Result<impl Source + Send + 'static, Error> {
        let mut all = locked(&self.0);
        all.retain(|kept| !locked(&kept.unpacked).failed);
        let found = all.iter().find(|kept| kept.wrapping == wrapping && kept.limits == *limits);
        let unpacked = match found {
            Some(kept) => kept.unpacked.clone(),
            None => {
                let own = Counter::default();
                let rest = Some(open(&own)?);
                let unpacked = Unpacked { rest, bytes: Vec::new(), counter: own, failed: false };
                let unpacked = Arc::new(Mutex::new(unpacked));
                if all.len() == KEPT {
                    all.remove(0);
                }
                let (wrapping, limits) = (wrapping.to_vec(), limits.clone());
                all.push(Kept { wrapping, limits, unpacked: unpacked.clone() });
                unpacked
            }
        };
        Ok(Reader { unpacked, at: 0, most, counter: counter.clone() })
    }
}

impl fmt::Debug for Beginnings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Beginnings").finish_non_exhaustive()
    }
}

impl Unpacked {
    /// Unpacks some bytes more, up to `most` of them all in all.
    fn advance(&mut self, most: usize) -> Result<(), Error> {
        let Some(rest) = &mut self.rest else { return Ok(()) };
        let len = self.bytes.len();
        self.bytes.resize(most.min(len + CHUNK), 0);
        let read = rest.read(&mut self.bytes[len..]);
        self.bytes.truncate(len + *read.as_ref().unwrap_or(&0));
        if !matches!(read, Ok(n) if n > 0) {
            self.rest = None;
        }
        self.failed |= read.is_err();
        read.map(|_| ())
    }
}

struct Reader {
    unpacked: Arc<Mutex<Unpacked>>,
    /// Bytes that were read.
    at: usize,
    most: usize,
    counter: Counter,
}

impl Source for Reader {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        if into.is_empty() {
            return Ok(0);
        }
        let mut unpacked = locked(&self.unpacked);
        if self.at == unpacked.bytes.len() && self.at < self.most {
            unpacked.advance(self.most)?;
        }
        self.counter.add(unpacked.counter.get().saturating_sub(self.counter.get()));
        let from = &unpacked.bytes[self.at..unpacked.bytes.len().min(self.most)];
        let read = from.len().min(into.len());
        into[..read].copy_from_slice(&from[..read]);
        self.at += read;
        Ok(read)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

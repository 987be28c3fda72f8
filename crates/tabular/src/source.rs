//! A stream of bytes whose failures are already in the words of [`Error`].

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;

/// Like [`Read`], with the crate's errors.
pub(crate) trait Source {
    /// Reads some bytes; 0 at the end.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error>;

    /// Reads until the buffer is full or the stream has ended.
    fn read_full(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while filled < into.len() {
            match self.read(&mut into[filled..])? {
                0 => break,
                n => filled += n,
            }
        }
        Ok(filled)
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        (**self).read(into)
    }
}

/// Bytes taken from the input so far, shared between the innermost reader and those who report it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counter(Arc<AtomicU64>);

impl Counter {
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Bytes that were passed over without being read.
    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// The input, counted.
pub(crate) struct Counting<R> {
    input: R,
    counter: Counter,
}

impl<R> Counting<R> {
    pub(crate) fn new(input: R, counter: Counter) -> Self {
        Self { input, counter }
    }
}

impl<R: Read> Source for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        loop {
            match self.input.read(into) {
                Ok(n) => {
                    self.counter.add(n as u64);
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::ReadFailed(e)),
            }
        }
    }
}

/// A source as a library's decompressor or parser wants it. The crate's error passes through as the inner one of an
/// [`io::Error`]; [`inner_error`] finds it again.
pub(crate) struct SourceReader<S>(pub(crate) S);

impl<S: Source> Read for SourceReader<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(io::Error::other)
    }
}

/// The error of the source below, if that is what went wrong; otherwise the error of the library above.
pub(crate) fn inner_error(error: io::Error) -> Result<Error, io::Error> {
    error.downcast::<Error>()
}

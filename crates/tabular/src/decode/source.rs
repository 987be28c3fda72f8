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
}

/// The input, counted. Marks its own failures so that they survive the passage through a decompressor.
pub(crate) struct Counting<R> {
    input: R,
    counter: Counter,
}

/// A failure of the input itself, as opposed to one of its content.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct InputFailed(#[source] io::Error);

impl<R> Counting<R> {
    pub(crate) fn new(input: R, counter: Counter) -> Self {
        Self { input, counter }
    }
}

/// The input's own error, if that is what went wrong; otherwise the error of the decompressor.
pub(crate) fn input_failure(error: io::Error) -> Result<Error, io::Error> {
    if !error.get_ref().is_some_and(|inner| inner.is::<InputFailed>()) {
        return Err(error);
    }
    let inner = error.into_inner().expect("the error was seen to have an inner one");
    let failed = inner.downcast::<InputFailed>().expect("the type was seen to be this");
    Ok(Error::ReadFailed(failed.0))
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(into) {
                Ok(n) => {
                    self.counter.0.fetch_add(n as u64, Ordering::Relaxed);
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(io::Error::other(InputFailed(e))),
            }
        }
    }
}

impl<R: Read> Source for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        Read::read(self, into).map_err(|e| input_failure(e).unwrap_or_else(Error::ReadFailed))
    }
}

//! From the bytes of a file to batches of text cells, in constant memory.
//!
//! The bytes pass through `source` (counting), `gzip`, `transcode` (to UTF-8), and a reader per format: `csv`
//! for delimited text. Each stage keeps only its buffers.

pub(crate) mod csv;
pub(crate) mod gzip;
pub(crate) mod source;
pub(crate) mod transcode;

use std::io::Read;

use crate::batch::Batch;
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{Charset, Compression, Format, Layout};
use gzip::Gzip;
use source::{Counter, Counting, Source};

/// A file being read, one batch after the other.
pub trait Decode {
    /// The headers as written, `column_1`… when the file has none; one per column.
    fn labels(&self) -> &[String];

    /// Clears the batch and fills it with the next rows: about 4,096 of them or 1 MiB of text. `false` when the file
    /// has ended; then the batch is empty and has no rejected rows either.
    ///
    /// # Errors
    /// When the file cannot be read further. Rows of this call are lost to the caller, and every later call
    /// answers `false`.
    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error>;

    /// Bytes of the file as it is stored (compressed) that were consumed so far, for showing progress.
    fn bytes_read(&self) -> u64;
}

/// Starts to read a file whose layout is known. The header, if there is one, is read here.
///
/// # Errors
/// Everything that [`Decode::read`] can answer, and faults of the header.
pub fn open<R: Read + Send + 'static>(
    input: R,
    layout: &Layout,
    limits: &Limits,
) -> Result<Box<dyn Decode + Send>, Error> {
    let counter = Counter::default();
    let source = inflated(input, layout.compression.value, limits, &counter);
    let source: Box<dyn Source + Send> = match layout.charset.value {
        Charset::Utf8 => Box::new(source),
        other => Box::new(transcode::Transcoder::new(source, other)),
    };
    match layout.format.value {
        Format::Csv => Ok(Box::new(csv::CsvDecoder::open(source, layout, limits, counter)?)),
    }
}

/// The bytes of the file without its compression.
pub(crate) fn inflated<R: Read>(
    input: R,
    compression: Compression,
    limits: &Limits,
    counter: &Counter,
) -> Inflated<R> {
    let input = Counting::new(input, counter.clone());
    match compression {
        Compression::Plain => Inflated::Plain(input),
        Compression::Gzip => Inflated::Gzip(Box::new(Gzip::new(input, counter.clone(), limits))),
    }
}

/// A file whose compression is undone.
pub(crate) enum Inflated<R> {
    Plain(Counting<R>),
    Gzip(Box<Gzip<Counting<R>>>),
}

impl<R: Read> Source for Inflated<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        match self {
            Self::Plain(source) => Source::read(source, into),
            Self::Gzip(source) => source.read(into),
        }
    }
}

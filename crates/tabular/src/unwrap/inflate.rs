//! Undoing one compression within bounds, and naming what went wrong in the words of [`Error`].

use std::io::{self, BufRead, BufReader, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::{GzDecoder, ZlibDecoder};

use super::members::Members;
use super::wrapping::Wrapping;
use super::zstd_frame::ZstdFrame;
use crate::error::Error;
use crate::limits::Limits;
use crate::source::{Counter, Source, SourceReader, inner_error};

/// Bytes of compressed input read at a time.
const CHUNK: usize = 64 << 10;

/// Bytes of memory that unpacking may need, as a power of two. `zstd` unpacks no more without being told to; it covers
/// `zstd --ultra -22` and `xz -9`, whose dictionary has 64 MiB.
pub(super) const MAX_WINDOW_LOG: u32 = 27;

type Below = SourceReader<Box<dyn Source + Send>>;

/// A source without the compression around it.
///
/// # Errors
/// When there is no memory for it.
pub(super) fn open(
    wrapping: &Wrapping,
    source: Box<dyn Source + Send>,
    counter: &Counter,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, Error> {
    let input: BufReader<Below> = BufReader::with_capacity(CHUNK, SourceReader(source));
    let decoder = decoder(wrapping, input)?;
    Ok(Box::new(Inflating::new(decoder, wrapping.format(), counter, 0, limits)))
}

/// The decompressor of a wrapping that is no archive.
///
/// # Errors
/// When there is no memory for it.
pub(super) fn decoder<R: BufRead + Send + 'static>(
    wrapping: &Wrapping,
    input: R,
) -> Result<Box<dyn Read + Send>, Error> {
    Ok(match wrapping {
        Wrapping::Gzip => Box::new(Members::new(GzDecoder::new(input))),
        Wrapping::Zlib => Box::new(Members::new(ZlibDecoder::new(input))),
        Wrapping::Bzip2 => Box::new(Members::new(BzDecoder::new(input))),
        Wrapping::Xz => {
            Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, 1 << (MAX_WINDOW_LOG - 10)))
        }
        Wrapping::Zstd => Box::new(Members::new(ZstdFrame::new(input).map_err(Error::ReadFailed)?)),
        Wrapping::Zip { .. } | Wrapping::Tar { .. } => Box::new(input),
    })
}

/// A decompressor whose output is counted.
pub(super) struct Inflating<D> {
    decoder: D,
    format: &'static str,
    counter: Counter,
    /// Where the compressed bytes start: what lies before an entry of an archive does not count for its ratio.
    base: u64,
    inflated: u64,
    limits: Limits,
    ended: bool,
}

impl<D: Read> Inflating<D> {
    /// What the decoder unpacks starts at byte `base` of the file as stored, as far as the counter knows.
    pub(super) fn new(
        decoder: D,
        format: &'static str,
        counter: &Counter,
        base: u64,
        limits: &Limits,
    ) -> Self {
        Self {
            decoder,
            format,
            base,
            counter: counter.clone(),
            inflated: 0,
            limits: limits.clone(),
            ended: false,
        }
    }

    fn check_bounds(&self) -> Result<(), Error> {
        let compressed = self.counter.get().saturating_sub(self.base);
        self.limits.check_inflation(compressed, self.inflated)
    }
}

impl<D: Read> Source for Inflating<D> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        while !self.ended && !into.is_empty() {
            match self.decoder.read(into) {
                Ok(0) => self.ended = true,
                Ok(n) => {
                    self.inflated += n as u64;
                    self.check_bounds()?;
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.ended = true;
                    return Err(fault(e, self.format, self.counter.get()));
                }
            }
        }
        Ok(0)
    }
}

/// What a decompressor's error means. Libraries tell an end that comes too early by its kind.
pub(super) fn fault(error: io::Error, format: &'static str, at: u64) -> Error {
    match inner_error(error) {
        Ok(error) => error,
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Error::Truncated { format, at },
        Err(e) if e.kind() == io::ErrorKind::OutOfMemory || asks_for_memory(&e) => {
            Error::NeedsTooMuchMemory { format, limit: 1 << MAX_WINDOW_LOG }
        }
        Err(e) => Error::Corrupt { format, detail: e.to_string(), at },
    }
}

/// The zstd library has no kind for this; the text is that of `ZSTD_error_frameParameter_windowTooLarge`.
fn asks_for_memory(error: &io::Error) -> bool {
    error.to_string().contains("requires too much memory")
}

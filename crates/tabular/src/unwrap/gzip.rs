//! Inflating gzip (RFC 1952), several members in a row included, within bounds.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use crate::error::Error;
use crate::limits::Limits;
use crate::source::{Counter, Source, inner_error};

/// Bytes of compressed input read at a time.
const CHUNK: usize = 64 << 10;

/// The two bytes every member starts with.
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The inflated bytes of a gzip stream.
pub(crate) struct Gzip<R> {
    /// `None` after the end.
    member: Option<GzDecoder<BufReader<R>>>,
    counter: Counter,
    inflated: u64,
    max_inflated: u64,
    max_ratio: u64,
}

impl<R: Read> Gzip<R> {
    pub(crate) fn new(input: R, counter: Counter, limits: &Limits) -> Self {
        Self {
            member: Some(GzDecoder::new(BufReader::with_capacity(CHUNK, input))),
            counter,
            inflated: 0,
            max_inflated: limits.max_inflated_bytes,
            max_ratio: limits.max_inflation_ratio,
        }
    }

    fn fault(&self, error: io::Error) -> Error {
        let at = self.counter.get();
        match inner_error(error) {
            Ok(error) => error,
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Error::TruncatedGzip { at },
            Err(e) => Error::CorruptGzip { detail: e.to_string(), at },
        }
    }

    fn check_bounds(&self) -> Result<(), Error> {
        let compressed = self.counter.get();
        let by_ratio = compressed.saturating_mul(self.max_ratio).max(Limits::RATIO_GRACE_BYTES);
        let allowed = by_ratio.min(self.max_inflated);
        if self.inflated > allowed {
            return Err(Error::InflatesTooFar { compressed, inflated: allowed });
        }
        Ok(())
    }

    /// Goes on with the next member, or ends. Zeros after the last member are padding, as `gzip` itself treats them.
    fn next_member(&mut self) -> Result<(), Error> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let mut input = member.into_inner();
        let first = loop {
            let buffer = input.fill_buf().map_err(|e| self.fault(e))?;
            let zeros = buffer.iter().take_while(|b| **b == 0).count();
            let next = buffer.get(zeros).copied();
            let ended = buffer.is_empty();
            input.consume(zeros);
            if ended || next.is_some() {
                break next;
            }
        };
        match first {
            None => Ok(()),
            Some(byte) if byte == MAGIC[0] => {
                self.member = Some(GzDecoder::new(input));
                Ok(())
            }
            Some(_) => {
                let detail = "there are other bytes after its end".to_owned();
                Err(Error::CorruptGzip { detail, at: self.counter.get() })
            }
        }
    }
}

impl<R: Read> Source for Gzip<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        if into.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            match member.read(into) {
                Ok(0) => self.next_member()?,
                Ok(n) => {
                    self.inflated += n as u64;
                    self.check_bounds()?;
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(self.fault(e)),
            }
        }
        Ok(0)
    }
}

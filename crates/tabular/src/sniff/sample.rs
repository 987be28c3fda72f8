//! The first bytes of a file without their compression: what the other detectors look at.

use super::compression::{self, Compression};
use super::{Detected, format};
use crate::decode::inflated;
use crate::decode::source::{Counter, Source};
use crate::error::Error;
use crate::limits::Limits;

/// Bytes of inflated text that are looked at.
const SAMPLE_BYTES: usize = 1 << 20;

/// The start of a file.
pub(crate) struct Sample {
    pub(crate) compression: Detected<Compression>,
    /// Inflated.
    pub(crate) bytes: Vec<u8>,
    /// Whether these are all bytes of the file.
    pub(crate) complete: bool,
}

impl Sample {
    pub(crate) fn take(head: &[u8], complete: bool, limits: &Limits) -> Result<Self, Error> {
        let compression = compression::decide(head)?;
        let mut bytes = vec![0; SAMPLE_BYTES + 1];
        let mut filled = 0;
        let mut source = inflated(head, compression.value, limits, &Counter::default());
        let ended = loop {
            match source.read(&mut bytes[filled..]) {
                Ok(0) => break complete,
                Ok(n) => filled += n,
                // The head of a gzip file ends in the middle of the stream.
                Err(Error::TruncatedGzip { .. }) if !complete => break false,
                Err(e) => return Err(e),
            }
            if filled > SAMPLE_BYTES {
                filled = SAMPLE_BYTES;
                break false;
            }
        };
        bytes.truncate(filled);
        if bytes.is_empty() {
            return Err(Error::EmptyFile);
        }
        format::refuse_magic(&bytes)?;
        Ok(Self { compression, bytes, complete: ended })
    }
}

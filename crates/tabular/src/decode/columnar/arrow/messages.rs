//! Messages as they stand in the stream, and what they claim before the library reads them.

use arrow_buffer::Buffer;
use arrow_ipc::{RecordBatch, root_as_message};

use super::{FOUND, buffer, damaged};
use crate::decode::columnar::budget::{Budget, Held};
use crate::error::Error;
use crate::source::{Counter, Source};
use crate::unwrap::Content;

/// What a message starts with since Arrow 0.15.
pub(super) const CONTINUATION: [u8; 4] = [0xFF; 4];

/// Bytes of a message without its body at most: a schema of tens of thousands of columns.
pub(super) const MAX_METADATA: usize = 64 << 20;

/// What a file starts and ends with; at the start two zeros follow.
const MAGIC: &[u8] = b"ARROW1";

/// Bytes to a multiple of which the start of a file is filled up, at most
/// (<https://arrow.apache.org/docs/format/Columnar.html#buffer-alignment-and-padding>).
const MAX_ALIGNMENT: u64 = 64;

const CUT_OFF: &str = "it ends too early, so it was cut off or is still being written";

/// Bytes taken from the input at a time, so that a length that was made up costs nothing.
const CHUNK: usize = 1 << 20;

/// The messages of a stream or a file.
pub(super) struct Messages {
    source: Box<dyn Source + Send>,
    is_file: bool,
    /// Whether the bytes go on to the end of the file. The head of a longer one ends anywhere.
    is_complete: bool,
    ended: bool,
    read: u64,
}

/// A message and its body.
pub(super) struct Framed {
    pub(super) metadata: Vec<u8>,
    pub(super) body: Buffer,
    pub(super) held: Held,
}

impl Messages {
    pub(super) fn open(content: &Content<'_>, is_file: bool, counter: &Counter) -> Result<Self, Error> {
        let mut messages = Self {
            source: content.stream(counter)?,
            is_file,
            is_complete: content.is_complete(),
            ended: false,
            read: 0,
        };
        if is_file {
            messages.exactly(MAGIC.len() + 2)?;
        }
        Ok(messages)
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next message; `None` at the end.
    pub(super) fn next(&mut self, budget: &Budget) -> Result<Option<Framed>, Error> {
        match self.read_next(budget) {
            Err(Error::Damaged { detail, .. }) if !self.is_complete && detail == CUT_OFF => {
                self.ended = true;
                Ok(None)
            }
            other => other,
        }
    }

    fn read_next(&mut self, budget: &Budget) -> Result<Option<Framed>, Error> {
        let Some(len) = self.metadata_len()? else { return Ok(None) };
        if len > MAX_METADATA {
            return Err(Error::TooMuchMemory { what: "the metadata", limit: MAX_METADATA as u64 });
        }
        let metadata = self.exactly(len)?;
        let body_len = root_as_message(&metadata).map_err(|error| damaged(&error.to_string()))?.bodyLength();
        let body_len = usize::try_from(body_len).map_err(|_| damaged("a message has a negative length"))?;
        let held = budget.hold(body_len as u64, "a record batch")?;
        let body = buffer(self.exactly(body_len)?);
        Ok(Some(Framed { metadata, body, held }))
    }

    /// Bytes of the next message without its body; `None` where the stream ends, by a length of zero or with its last
    /// byte. Before Arrow 0.15 the length came first.
    fn metadata_len(&mut self) -> Result<Option<usize>, Error> {
        if self.ended {
            return Ok(None);
        }
        let mut prefix = [0; 4];
        loop {
            let filled = self.read_full(&mut prefix)?;
            if filled == 0 && !self.is_file {
                self.ended = true;
                return Ok(None);
            }
            if filled < 4 {
                return Err(cut_off());
            }
            // Behind the magic bytes there are zeros up to the alignment of the file.
            if prefix != [0; 4] || !self.is_file || self.read > MAX_ALIGNMENT {
                break;
            }
        }
        if prefix == CONTINUATION && self.read_full(&mut prefix)? < 4 {
            return Err(cut_off());
        }
        let len = u32::from_le_bytes(prefix) as usize;
        if len == 0 {
            self.ended = true;
            self.check_end()?;
            return Ok(None);
        }
        Ok(Some(len))
    }

    /// Reads the table of contents behind the stream of a file, which is not needed, to its end.
    fn check_end(&mut self) -> Result<(), Error> {
        let mut tail = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            match self.read_full(&mut chunk)? {
                0 => break,
                filled => tail.extend_from_slice(&chunk[..filled]),
            }
            let surplus = tail.len().saturating_sub(MAGIC.len());
            tail.drain(..surplus);
        }
        if self.is_file && tail != MAGIC { Err(cut_off()) } else { Ok(()) }
    }

    fn exactly(&mut self, len: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while bytes.len() < len {
            let start = bytes.len();
            bytes.resize(len.min(start + CHUNK.max(start)), 0);
            if self.read_full(&mut bytes[start..])? < bytes.len() - start {
                return Err(cut_off());
            }
        }
        Ok(bytes)
    }

    fn read_full(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let filled = self.source.read_full(into)?;
        self.read += filled as u64;
        Ok(filled)
    }
}

/// Takes what the buffers of a batch become when they are inflated, and the bits for nulls, from the budget. Each begins with its inflated
/// length in eight bytes; -1 stands for a buffer that is not compressed.
pub(super) fn hold_inflated(
    framed: &Framed,
    batch: &RecordBatch<'_>,
    budget: &Budget,
) -> Result<Held, Error> {
    let mut inflated: u64 = 0;
    for region in batch.buffers().iter().flatten() {
        let (offset, len) = (usize::try_from(region.offset()), usize::try_from(region.length()));
        let (Ok(offset), Ok(len)) = (offset, len) else {
            return Err(damaged("a buffer has a negative place"));
        };
        let bytes = offset.checked_add(len).and_then(|end| framed.body.as_slice().get(offset..end));
        let bytes = bytes.ok_or_else(|| damaged("a buffer lies beyond its message"))?;
        if batch.compression().is_some()
            && let Some(len) = bytes.first_chunk::<8>()
        {
            match i64::from_le_bytes(*len) {
                -1 => {}
                len => {
                    let len = u64::try_from(len).map_err(|_| damaged("a buffer has a negative length"))?;
                    inflated = inflated.saturating_add(len);
                }
            }
        }
    }
    // Whether a value is null is a bit, even of values for which the file has no byte.
    let nodes = batch.nodes();
    let lengths = nodes.iter().flatten().map(|node| u64::try_from(node.length()).unwrap_or(0));
    let bits = lengths.fold(0, u64::saturating_add);
    budget.hold(inflated.saturating_add(bits / 8), "a record batch")
}

fn cut_off() -> Error {
    Error::Damaged { found: FOUND, detail: CUT_OFF.to_owned() }
}

//! Arrow IPC, as a stream or as a file (Feather version 2)
//! (<https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc>).
//!
//! A file is a stream between two magic texts and with a table of contents behind it, so both are read from the start to
//! the end, and neither has to be complete.

mod messages;
mod types;

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::reader::{read_dictionary, read_record_batch};
use arrow_ipc::{Message, MessageHeader, MetadataVersion, root_as_message};
use arrow_schema::{ArrowError, SchemaRef};

use super::Blocks;
use super::budget::{Budget, Held};
use super::meaning::ColumnMeaning;
use crate::error::Error;
use crate::source::Counter;
use crate::unwrap::Content;
use messages::{Framed, Messages};

pub(super) use types::meaning_of;

pub(super) const FOUND: &str = "Arrow file";

/// Rows of a block at most, so that what is noted for each of them is little, however many a batch claims to have.
const BLOCK_ROWS: usize = 64 << 10;

/// A stream of record batches.
pub(super) struct ArrowBlocks {
    messages: Messages,
    schema: SchemaRef,
    columns: Vec<ColumnMeaning>,
    dictionaries: HashMap<i64, ArrayRef>,
    /// What the dictionaries hold.
    held: Vec<Held>,
    budget: Budget,
    /// What the current batch holds.
    block: Option<Held>,
    /// Its rows that are still to come.
    rest: Option<RecordBatch>,
}

impl ArrowBlocks {
    /// `is_file` tells whether magic bytes are around the stream.
    pub(super) fn open(content: &Content<'_>, is_file: bool, counter: &Counter) -> Result<Self, Error> {
        let mut messages = Messages::open(content, is_file, counter)?;
        let budget = Budget::default();
        let first = messages.next(&budget)?.ok_or_else(|| damaged("it has no schema"))?;
        let message = first.message()?;
        let schema = message.header_as_schema().ok_or_else(|| damaged("it does not start with a schema"))?;
        if schema.endianness() != arrow_ipc::Endianness::Little {
            let detail = "numbers with the most significant byte first".to_owned();
            return Err(Error::NotRead { found: FOUND, detail });
        }
        let schema = arrow_ipc::convert::try_fb_to_schema(schema).map_err(fault)?;
        let columns = schema.fields().iter().map(|field| types::column(field)).collect();
        let (dictionaries, held) = (HashMap::new(), vec![]);
        Ok(Self {
            messages,
            schema: Arc::new(schema),
            columns,
            dictionaries,
            held,
            budget,
            block: None,
            rest: None,
        })
    }

    fn dictionary(&mut self, framed: Framed) -> Result<(), Error> {
        let message = framed.message()?;
        let batch = message.header_as_dictionary_batch().ok_or_else(|| damaged("a dictionary is missing"))?;
        let inner = batch.data().ok_or_else(|| damaged("a dictionary has no values"))?;
        self.held.push(messages::hold_inflated(&framed, &inner, &self.budget)?);
        let (body, version) = (framed.body.clone(), message.version());
        read_dictionary(&body, batch, &self.schema, &mut self.dictionaries, &version).map_err(fault)?;
        self.held.push(framed.held);
        Ok(())
    }

    fn batch(&mut self, framed: &Framed) -> Result<RecordBatch, Error> {
        let message = framed.message()?;
        let batch = message.header_as_record_batch().ok_or_else(|| damaged("a record batch is missing"))?;
        self.block = Some(messages::hold_inflated(framed, &batch, &self.budget)?);
        let (schema, version) = (self.schema.clone(), message.version());
        read_record_batch(&framed.body, batch, schema, &self.dictionaries, None, &version).map_err(fault)
    }

    /// The next record batch, with the dictionaries before it.
    fn next_batch(&mut self) -> Result<Option<RecordBatch>, Error> {
        self.block = None;
        while let Some(framed) = self.messages.next(&self.budget)? {
            match framed.message()?.header_type() {
                MessageHeader::DictionaryBatch => self.dictionary(framed)?,
                MessageHeader::RecordBatch => return self.batch(&framed).map(Some),
                // Tensors, and a schema that comes again, have no rows.
                _ => {}
            }
        }
        Ok(None)
    }
}

impl Blocks for ArrowBlocks {
    fn columns(&self) -> &[ColumnMeaning] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => match self.next_batch()? {
                Some(batch) => batch,
                None => return Ok(None),
            },
        };
        let rows = batch.num_rows();
        if rows > BLOCK_ROWS {
            self.rest = Some(batch.slice(BLOCK_ROWS, rows - BLOCK_ROWS));
            return Ok(Some(batch.slice(0, BLOCK_ROWS)));
        }
        Ok(Some(batch))
    }

    fn found(&self) -> &'static str {
        FOUND
    }

    fn bytes_read(&self) -> u64 {
        self.messages.bytes_read()
    }
}

/// Whether a file starts with a stream's first message, the schema.
pub(crate) fn is_stream(head: &[u8]) -> bool {
    let Some((len, rest)) =
        head.strip_prefix(&messages::CONTINUATION).and_then(<[u8]>::split_first_chunk::<4>)
    else {
        return false;
    };
    let len = usize::try_from(u32::from_le_bytes(*len)).unwrap_or(usize::MAX);
    let message = rest.get(..len.min(rest.len())).unwrap_or_default();
    if message.len() < len {
        // A schema longer than what was looked at.
        return len % 8 == 0 && len <= messages::MAX_METADATA;
    }
    root_as_message(message).is_ok_and(|message| message.header_type() == MessageHeader::Schema)
}

impl Framed {
    fn message(&self) -> Result<Message<'_>, Error> {
        let message = root_as_message(&self.metadata).map_err(|error| damaged(&error.to_string()))?;
        if message.version() < MetadataVersion::V4 {
            let detail = "a version from before Arrow 1.0".to_owned();
            return Err(Error::NotRead { found: FOUND, detail });
        }
        Ok(message)
    }
}

fn damaged(detail: &str) -> Error {
    Error::Damaged { found: FOUND, detail: detail.trim_end_matches('.').to_owned() }
}

fn fault(error: ArrowError) -> Error {
    match error {
        ArrowError::NotYetImplemented(detail) => Error::NotRead { found: FOUND, detail },
        other => damaged(&other.to_string()),
    }
}

/// The bytes of a message as the library takes them.
fn buffer(bytes: Vec<u8>) -> Buffer {
    Buffer::from_vec(bytes)
}

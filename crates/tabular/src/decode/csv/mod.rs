//! Delimited text (RFC 4180 and its relatives), read record by record.
//!
//! `grammar` knows where a record ends and where its fields are, `records` keeps the buffer and the position,
//! `decoder` fills batches.

mod bits;
mod decoder;
mod find;
mod grammar;
mod records;
mod regular;

pub(crate) use decoder::CsvDecoder;

//! Delimited text (RFC 4180 and its relatives), read record by record.
//!
//! `grammar` has the rules of one file. `scan` finds a record and its fields by them, byte by byte; `recover` decides
//! about records whose quotes are in doubt. `bits` and `regular` read rows without any surprise many bytes at a time,
//! with the same outcome. `records` keeps the buffer and the position, `decoder` fills batches, `header` names columns.

#[cfg(test)]
mod agreement;
mod bits;
mod decoder;
mod grammar;
mod header;
mod records;
mod recover;
mod regular;
mod scan;

pub(crate) use decoder::{CsvDecoder, Settings};
pub(crate) use recover::DOUBTFUL_LINES;

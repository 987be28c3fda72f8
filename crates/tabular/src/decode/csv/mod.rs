//! Delimited text (RFC 4180 and its relatives), read record by record.
//!
//! `grammar` knows where a record ends and where its fields are; `reader` keeps the buffer, the position and the
//! batch.

mod find;
mod grammar;
mod reader;

pub(crate) use grammar::{Grammar, Scan};
pub(crate) use reader::CsvDecoder;

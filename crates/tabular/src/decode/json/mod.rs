//! JSON of every arrangement that people give tables in, in constant memory: a row at a time, never the document.
//!
//! `grammar` knows the language, `text` moves through a stream of it, `pointer` to a place in it; `rows` finds the value
//! of each row, `value` takes it apart, and the decoders make cells of it: [`JsonDecoder`] where a value is a row,
//! [`ColumnsDecoder`] where it is a column. Numbers keep their text; nothing passes through a binary float.

mod cells;
mod columns;
mod decoder;
mod grammar;
mod pointer;
mod rows;
mod text;
mod value;

pub(crate) use columns::ColumnsDecoder;
pub(crate) use decoder::JsonDecoder;
pub(crate) use grammar::{Fault, Grammar};
pub(crate) use pointer::{go, join, key, keys as pointer_keys};
pub(crate) use rows::{BrokenAt, Row, Rows};
pub(crate) use text::Text;
pub(crate) use value::{Kind, elements, members, text_or_written};

/// The header where values are not objects: each is a row of one column.
pub(crate) const VALUE_LABEL: &str = "value";

/// The label of a member of a GeoJSON feature itself, where a property has the same name.
pub(crate) fn feature_label(member: &str) -> String {
    format!("feature.{member}")
}

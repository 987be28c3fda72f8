//! Reads of the users' relations.

mod csv;
mod page;
mod seek;
mod select;

pub use csv::CsvReader;
pub use page::{Page, PageQuery, QueryError, SHOWN_CHARACTERS, page, value};
pub(super) use page::{TIMEOUT_MS, can_be_long, cell, classify, text};
pub(super) use seek::RELATION;
pub use seek::{Cursor, Direction, Seek, Sort};
pub(super) use select::{all, at_places, in_order, row};

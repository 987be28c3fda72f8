//! Reads of the users' relations.

mod csv;
mod page;
mod seek;

pub use csv::csv;
pub use page::{Page, PageQuery, QueryError, SHOWN_CHARACTERS, page, value};
pub use seek::{Cursor, Direction, Seek, Sort};

//! Reads of the users' relations.

mod page;
mod seek;

pub use page::{Page, PageQuery, QueryError, SHOWN_CHARACTERS, page, value};
pub use seek::{Cursor, Direction, Seek, Sort};

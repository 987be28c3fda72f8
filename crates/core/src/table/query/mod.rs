//! Reads of the users' relations.

mod page;
mod seek;

pub use page::{Page, PageQuery, QueryError, page};
pub use seek::{Cursor, Direction, Seek, Sort};

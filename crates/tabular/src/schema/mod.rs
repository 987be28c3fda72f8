//! The contract every other part speaks: a table's columns, their names and their types.

mod column;
mod column_type;
mod declared;
mod name;
mod widen;

pub use column::Column;
pub use column_type::{ColumnType, IntegerSize};
pub use declared::Declared;
pub use name::names;
pub use widen::widen;

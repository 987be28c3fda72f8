//! Reads of a version as programs ask for them: chosen values, conditions, an order, groups. A [`Plan`] says what is read
//! without any SQL; nothing of a request is ever written into a statement, but for names that are those of the version's
//! columns.

mod after;
mod cast;
mod count;
mod encode;
mod error;
mod expression;
mod filter;
mod operation;
mod page;
mod parameters;
mod plan;
mod statement;

pub use after::After;
pub use cast::Cast;
pub use count::{count, count_up_to, estimate};
pub use error::ReadError;
pub use operation::{
    Aggregate, Comparison, Key, LogicOperator, Operation, Quantifier, Search, SimpleOperator, Step, Truth,
};
pub use page::{Format, Page, page};
pub use plan::{Condition, Item, Order, Plan, Value};

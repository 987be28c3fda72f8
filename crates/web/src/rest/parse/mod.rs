//! What a request of the read API asks for, from the texts of its address and headers: PostgREST's notation, without any
//! look at the tables. See its documentation, "Tables and Views".

mod accept;
mod field;
mod logic;
mod operator;
mod order;
mod prefer;
mod query;
mod scan;
mod select;
mod window;

#[cfg(test)]
mod tests;

pub use accept::{Media, accepted};
pub use field::Field;
pub use logic::{Filter, Logic};
pub use operator::Condition;
pub use order::OrderTerm;
pub use prefer::{Count, Preferences};
pub use query::Query;
pub use select::{Selected, SelectedColumn, SelectedRelation};
pub use window::Window;

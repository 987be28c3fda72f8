//! The read API, in the conventions of PostgREST, so that its clients need to learn nothing. `parse` reads what a request
//! says, `plan` lays it on the columns of a version, `rowmill_core::table::read` reads, `respond` answers, and `describe`
//! says what there is. `error` is what a client is told where that cannot be done.

pub mod cursor;
pub mod describe;
pub mod error;
pub mod parse;
pub mod plan;
pub mod prefer;
pub mod respond;

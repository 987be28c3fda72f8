//! The read API, in the conventions of PostgREST, so that its clients need to learn nothing: `parse` reads what a request
//! says, and `error` is what it is told where that cannot be done.

pub mod error;
pub mod parse;

//! The clock process: a list of duties, each idempotent, bounded and safe beside any number of other clocks. There is no
//! leader: rows are taken with SKIP LOCKED, and a slot is a row that can exist once.

mod app;
mod duties;
mod rounds;

pub use app::{App, run};

//! What the benches share: a table kept in step by a formation of the built binaries,
//! psql's `\copy` of the same file into a ready-made table beside it, and what either costs.

mod cost;
mod psql;
mod report;
mod shape;
mod table;

pub use cost::{Cost, Meter, megabytes};
pub use psql::ReadyMade;
pub use report::{Measure, Report, percentile};
pub use shape::Shape;
pub use table::Refreshed;

/// The middle one of some measurements; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

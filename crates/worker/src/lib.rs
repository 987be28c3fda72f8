//! The worker process: fetches, reads, loads and publishes. `executor` takes runs from the queue, `run_state` wraps each
//! with its lease and its outcome, `jobs` hold what is done, one file each, as a list of steps from `pipeline`.

mod app;
mod executor;
pub mod jobs;
pub mod pipeline;
mod registry;
pub mod run_state;

pub use app::{App, run};

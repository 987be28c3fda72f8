//! Configuration, from the environment only. This folder is the one place that reads it.
//!
//! Each process type has its own structure; all are built by [`Env`], which gathers every fault before it gives up,
//! so that an operator mends them in one go. `variables::VARIABLES` documents each variable and is checked by a test.

mod clock;
mod common;
mod env;
mod fetch;
mod lanes;
mod variables;
mod web;
mod worker;

pub use clock::ClockConfig;
pub use common::{AdminConfig, CommonConfig, Stateless};
pub use env::{ConfigFaults, Env};
pub use fetch::{AllowedRange, FetchConfig};
pub use lanes::LaneConfig;
pub use variables::{VARIABLES, Variable};
pub use web::{SessionConfig, WebConfig};
pub use worker::WorkerConfig;

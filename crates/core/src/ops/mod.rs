//! `/healthz`, `/readyz` and `/metrics`: what they say, and a small server for processes that serve nothing else.

mod probe;
mod server;

pub use probe::{Health, Probe, Readiness};
pub use server::serve;

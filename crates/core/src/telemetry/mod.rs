//! Logs as JSON lines on stdout, and metrics in the Prometheus text format.

mod metrics;

pub use metrics::{Metrics, metrics, render, resident_bytes};

use tracing_subscriber::{EnvFilter, fmt::format::FmtSpan};

/// Starts logging. `directives` is `RUST_LOG`; a directive that cannot be parsed falls back to `info`.
pub fn init(directives: Option<String>) {
    let filter =
        directives.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_span_events(FmtSpan::NONE)
        .with_env_filter(filter)
        .with_writer(std::io::stdout)
        .init();
}

/// Starts logging for a person at a terminal: warnings, as text, on stderr.
pub fn init_for_people(directives: Option<String>) {
    let filter =
        directives.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

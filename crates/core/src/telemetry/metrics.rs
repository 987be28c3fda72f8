//! Every metric of Rowmill, in one list.

use std::sync::LazyLock;

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// The metrics of one process. Names follow `rowmill_<thing>_<unit>_total`.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Requests answered, by method and status class.
    pub http_requests: IntCounterVec,
    /// Seconds from request to response headers.
    pub http_duration: HistogramVec,
    /// Runs ended, by kind and state.
    pub runs: IntCounterVec,
    /// Seconds per step of a run.
    pub run_steps: HistogramVec,
    /// Rows loaded.
    pub rows_loaded: IntCounter,
    /// Bytes received from sources.
    pub bytes_fetched: IntCounter,
    /// Claims of runs lost to another attempt.
    pub leases_lost: IntCounter,
    /// Items handled by each duty of the clock.
    pub duty_items: IntCounterVec,
    /// Failures of each duty of the clock.
    pub duty_failures: IntCounterVec,
    resident: IntGauge,
}

/// Seconds; from a millisecond to an hour.
const BUCKETS: &[f64] = &[0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0, 600.0, 3600.0];

impl Metrics {
    fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let counter = |name: &str, help: &str| -> prometheus::Result<IntCounter> {
            let metric = IntCounter::new(name, help)?;
            registry.register(Box::new(metric.clone()))?;
            Ok(metric)
        };
        let counters = |name: &str, help: &str, labels: &[&str]| -> prometheus::Result<IntCounterVec> {
            let metric = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(metric.clone()))?;
            Ok(metric)
        };
        let seconds = |name: &str, help: &str, labels: &[&str]| -> prometheus::Result<HistogramVec> {
            let metric = HistogramVec::new(HistogramOpts::new(name, help).buckets(BUCKETS.to_vec()), labels)?;
            registry.register(Box::new(metric.clone()))?;
            Ok(metric)
        };
        let resident = IntGauge::new("rowmill_resident_bytes", "Memory resident")?;
        registry.register(Box::new(resident.clone()))?;
        Ok(Self {
            http_requests: counters(
                "rowmill_http_requests_total",
                "Requests answered",
                &["method", "status"],
            )?,
            http_duration: seconds(
                "rowmill_http_duration_seconds",
                "Request to response headers",
                &["method"],
            )?,
            runs: counters("rowmill_runs_total", "Runs ended", &["kind", "state"])?,
            run_steps: seconds("rowmill_run_step_seconds", "Time per step of a run", &["step"])?,
            rows_loaded: counter("rowmill_rows_loaded_total", "Rows loaded")?,
            bytes_fetched: counter("rowmill_fetched_bytes_total", "Bytes received from sources")?,
            leases_lost: counter("rowmill_leases_lost_total", "Runs taken over by another attempt")?,
            duty_items: counters("rowmill_duty_items_total", "Items handled by a duty", &["duty"])?,
            duty_failures: counters("rowmill_duty_failures_total", "Failures of a duty", &["duty"])?,
            resident,
            registry,
        })
    }
}

static METRICS: LazyLock<Metrics> =
    LazyLock::new(|| Metrics::new().expect("the names are distinct and well-formed"));

/// The metrics of this process.
pub fn metrics() -> &'static Metrics {
    &METRICS
}

/// The metrics in the Prometheus text format.
pub fn render() -> String {
    METRICS.resident.set(i64::try_from(resident_bytes()).unwrap_or(i64::MAX));
    let mut text = Vec::new();
    // Writing to memory fails only for a malformed family, which would be a defect of the list above.
    let _ = TextEncoder::new().encode(&METRICS.registry.gather(), &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// Bytes this process has resident; 0 where the system does not tell. Linux: `/proc/self/statm`, second field, in pages
/// of 4 KiB.
pub fn resident_bytes() -> u64 {
    std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_whitespace().nth(1)?.parse::<u64>().ok())
        .map_or(0, |pages| pages * 4096)
}

//! Figures for the ops page and the metrics.

use deadpool_postgres::GenericClient;
use tokio_postgres::Error;

use crate::{
    model::{Lane, RunState},
    store::parsed,
};

pub(super) const LANE_DEPTHS: &str = "SELECT lane, count(*) FILTER (WHERE state = 'queued') AS queued,
        count(*) FILTER (WHERE state = 'running') AS running,
        extract(epoch FROM now() - min(not_before) FILTER (WHERE state = 'queued' AND not_before <= now()))::float8 AS oldest
    FROM rowmill.runs WHERE state IN ('queued', 'running') GROUP BY lane ORDER BY lane";
pub(super) const OUTCOMES: &str = "SELECT state, count(*) AS runs FROM rowmill.runs
    WHERE finished_at > now() - interval '1 hour' GROUP BY state ORDER BY state";
pub(super) const SLOT_LAG: &str = "SELECT count(*) FILTER (WHERE next_due_at <= now()) AS due,
        extract(epoch FROM now() - min(next_due_at) FILTER (WHERE next_due_at <= now()))::float8 AS oldest
    FROM rowmill.sources WHERE next_due_at IS NOT NULL";

pub(super) const SLOT_DELAYS: &str = "SELECT
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - slot)::float8) AS median,
        percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - slot)::float8) AS p99
    FROM rowmill.runs WHERE finished_at > now() - interval '1 hour' AND slot IS NOT NULL AND attempt = 1";

/// One lane.
#[derive(Debug, Clone, Copy)]
pub struct LaneDepth {
    /// Which.
    pub lane: Lane,
    /// Runs that wait.
    pub queued: i64,
    /// Runs a worker holds.
    pub running: i64,
    /// Seconds the oldest run that could start has waited.
    pub oldest_seconds: Option<f64>,
}

/// Runs that ended within an hour, by state.
#[derive(Debug, Clone, Copy)]
pub struct Outcomes {
    /// How they ended.
    pub state: RunState,
    /// How many.
    pub runs: i64,
}

/// Slots that fell due and have no run yet.
#[derive(Debug, Clone, Copy)]
pub struct SlotLag {
    /// Sources due.
    pub due: i64,
    /// Seconds since the oldest fell due.
    pub oldest_seconds: Option<f64>,
}

/// How late the scheduled runs that ended within an hour began; `None` without one.
#[derive(Debug, Clone, Copy)]
pub struct SlotDelays {
    /// Seconds from the slot to the start, the middle.
    pub median_seconds: Option<f64>,
    /// Seconds; 99 of 100 were no later.
    pub p99_seconds: Option<f64>,
}

/// Every lane with work in it.
///
/// # Errors
/// When Postgres refuses.
pub async fn lane_depths(client: &impl GenericClient) -> Result<Vec<LaneDepth>, Error> {
    let rows = client.query(LANE_DEPTHS, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(LaneDepth {
                lane: parsed(row, "lane")?,
                queued: row.try_get("queued")?,
                running: row.try_get("running")?,
                oldest_seconds: row.try_get("oldest")?,
            })
        })
        .collect()
}

/// How the runs of the last hour ended.
///
/// # Errors
/// When Postgres refuses.
pub async fn outcomes(client: &impl GenericClient) -> Result<Vec<Outcomes>, Error> {
    let rows = client.query(OUTCOMES, &[]).await?;
    rows.iter().map(|row| Ok(Outcomes { state: parsed(row, "state")?, runs: row.try_get("runs")? })).collect()
}

/// How far the schedule lags.
///
/// # Errors
/// When Postgres refuses.
pub async fn slot_lag(client: &impl GenericClient) -> Result<SlotLag, Error> {
    let row = client.query_one(SLOT_LAG, &[]).await?;
    Ok(SlotLag { due: row.try_get("due")?, oldest_seconds: row.try_get("oldest")? })
}

/// How late scheduled runs began.
///
/// # Errors
/// When Postgres refuses.
pub async fn slot_delays(client: &impl GenericClient) -> Result<SlotDelays, Error> {
    let row = client.query_one(SLOT_DELAYS, &[]).await?;
    Ok(SlotDelays { median_seconds: row.try_get("median")?, p99_seconds: row.try_get("p99")? })
}

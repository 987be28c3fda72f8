//! What a worker does with a run. Every statement but the claim is fenced: it names the attempt, and touches no row once
//! another attempt or a cancellation came in between.

use std::time::Duration;

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, types::Json};

use super::{Run, from_row};
use crate::{
    model::{RunFailure, RunId, RunReport, RunState},
    queue::Progress,
};

pub(super) const CLAIM: &str = concat!(
    "UPDATE rowmill.runs r SET state = 'running', attempt = attempt + 1, worker = $2, started_at = now(),
        leased_until = now() + $3 * interval '1 second', step = NULL, bytes_done = 0, bytes_total = NULL, rows_done = 0,
        report = '{}', failure = NULL
     WHERE id = $1 AND state = 'queued' AND not_before <= now()
       AND (host IS NULL OR kind = 'preview'
            OR (SELECT count(*) FROM rowmill.runs o WHERE o.host = r.host AND o.state = 'running') < $4)
     RETURNING ", columns!()
);
pub(super) const HEARTBEAT: &str = "UPDATE rowmill.runs SET leased_until = now() + $3 * interval '1 second',
        step = $4, bytes_done = $5, bytes_total = $6, rows_done = $7
    WHERE id = $1 AND attempt = $2 AND state = 'running'";
pub(super) const FINISH: &str = "UPDATE rowmill.runs SET state = $3, report = $4, failure = $5, version = $6,
        rows_done = $7, finished_at = now(), leased_until = NULL
    WHERE id = $1 AND attempt = $2 AND state = 'running'";
pub(super) const HAND_BACK: &str =
    "UPDATE rowmill.runs SET state = 'queued', leased_until = NULL, not_before = now(), rung_at = NULL
    WHERE id = $1 AND attempt = $2 AND state = 'running'";
pub(super) const STRIKE: &str =
    "UPDATE rowmill.runs SET strikes = strikes + 1, leased_until = NULL, report = $3,
        failure = $4, rung_at = NULL, not_before = now() + $5 * interval '1 second',
        state = CASE WHEN strikes + 1 >= max_strikes THEN 'failed' ELSE 'queued' END,
        finished_at = CASE WHEN strikes + 1 >= max_strikes THEN now() END
    WHERE id = $1 AND attempt = $2 AND state = 'running' RETURNING state";
pub(super) const SET_REPORT: &str =
    "UPDATE rowmill.runs SET report = $3 WHERE id = $1 AND attempt = $2 AND state = 'running'";

/// A run this worker holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Which run.
    pub run: RunId,
    /// The fencing token.
    pub attempt: i32,
}

/// What a heartbeat learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// The lease was extended.
    Held,
    /// The run was cancelled or belongs to another attempt: stop, and touch nothing.
    Lost,
}

/// How a run ends for good.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// One of the final states.
    pub state: RunState,
    /// What it found and did.
    pub report: &'a RunReport,
    /// Why, when it failed.
    pub failure: Option<&'a RunFailure>,
    /// The version it made, when it published.
    pub version: Option<i32>,
}

/// Claims a waiting run. `None`: it is not waiting any more, not due yet, or its host has `per_host` runs already.
///
/// # Errors
/// When Postgres refuses.
pub async fn claim(
    client: &impl GenericClient,
    run: RunId,
    worker: &str,
    lease: Duration,
    per_host: i64,
) -> Result<Option<Run>, Error> {
    let row = client.query_opt(CLAIM, &[&run.0, &worker, &lease.as_secs_f64(), &per_host]).await?;
    row.as_ref().map(from_row).transpose()
}

/// Extends the lease and notes the progress.
///
/// # Errors
/// When Postgres refuses.
pub async fn heartbeat(
    client: &impl GenericClient,
    claim: Claim,
    lease: Duration,
    progress: &Progress,
) -> Result<Beat, Error> {
    let step = progress.step.map(|step| step.as_str());
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let touched = client
        .execute(
            HEARTBEAT,
            &[
                &claim.run.0,
                &claim.attempt,
                &lease.as_secs_f64(),
                &step,
                &count(progress.bytes),
                &progress.bytes_total.map(count),
                &count(progress.rows),
            ],
        )
        .await?;
    Ok(if touched == 1 { Beat::Held } else { Beat::Lost })
}

/// Shows what was found so far.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_report(client: &impl GenericClient, claim: Claim, report: &RunReport) -> Result<(), Error> {
    client.execute(SET_REPORT, &[&claim.run.0, &claim.attempt, &Json(report)]).await.map(drop)
}

/// Ends the run; `false` when this attempt no longer holds it, and then the caller must roll back.
///
/// # Errors
/// When Postgres refuses.
pub async fn finish(client: &impl GenericClient, claim: Claim, outcome: &Outcome<'_>) -> Result<bool, Error> {
    let failure = outcome.failure.map(Json);
    let rows = i64::try_from(outcome.report.rows.loaded).unwrap_or(i64::MAX);
    let state = outcome.state.as_str();
    let touched = client
        .execute(
            FINISH,
            &[&claim.run.0, &claim.attempt, &state, &Json(outcome.report), &failure, &outcome.version, &rows],
        )
        .await?;
    Ok(touched == 1)
}

/// Gives the run back at once, without counting it as a failure; for a process that stops.
///
/// # Errors
/// When Postgres refuses.
pub async fn hand_back(client: &impl GenericClient, claim: Claim) -> Result<bool, Error> {
    Ok(client.execute(HAND_BACK, &[&claim.run.0, &claim.attempt]).await? == 1)
}

/// Counts a passing fault: the run waits `wait` and is tried again, or has failed if that was one too many. The state it
/// is in now; `None` when this attempt no longer holds it.
///
/// # Errors
/// When Postgres refuses.
pub async fn strike(
    client: &impl GenericClient,
    claim: Claim,
    report: &RunReport,
    failure: &RunFailure,
    wait: Duration,
) -> Result<Option<RunState>, Error> {
    let row = client
        .query_opt(
            STRIKE,
            &[&claim.run.0, &claim.attempt, &Json(report), &Json(failure), &wait.as_secs_f64()],
        )
        .await?;
    row.as_ref().map(|row| crate::store::parsed(row, "state")).transpose()
}

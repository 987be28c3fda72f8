//! What clocks do with runs. Every statement is idempotent, bounded and safe beside other clocks.

use std::time::Duration;

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, types::Json};

use crate::{
    model::{Lane, RunFailure, RunId, RunState},
    store::parsed,
};

pub(super) const RESCUE: &str =
    "UPDATE rowmill.runs SET strikes = strikes + 1, leased_until = NULL, rung_at = NULL,
        state = CASE WHEN strikes + 1 >= max_strikes THEN 'failed' ELSE 'queued' END,
        finished_at = CASE WHEN strikes + 1 >= max_strikes THEN now() END,
        failure = CASE WHEN strikes + 1 >= max_strikes THEN jsonb_set($2::jsonb, '{message}',
            to_jsonb(replace($2::jsonb->>'message', '{strikes}', (strikes + 1)::text))) END
    WHERE id IN (SELECT id FROM rowmill.runs WHERE state = 'running' AND leased_until < now()
        ORDER BY leased_until LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id, lane, state";
// Round robin over workspaces, so that one with ten thousand sources does not keep the others waiting.
pub(super) const TAKE_WAITING: &str = "WITH waiting AS (
        SELECT id, row_number() OVER (PARTITION BY workspace_id ORDER BY not_before, id) AS turn
        FROM rowmill.runs
        WHERE state = 'queued' AND lane = $1 AND not_before <= now()
          AND (rung_at IS NULL OR rung_at < now() - $2 * interval '1 second')
        ORDER BY turn, id LIMIT $3)
    UPDATE rowmill.runs r SET rung_at = now() FROM waiting w
    WHERE r.id = w.id AND r.state = 'queued' RETURNING r.id, w.turn";
pub(super) const PRUNE: &str = "DELETE FROM rowmill.runs WHERE id IN (
    SELECT r.id FROM rowmill.runs r
    WHERE r.finished_at < now() - $1 * interval '1 second'
      AND NOT EXISTS (SELECT FROM rowmill.versions v WHERE v.run_id = r.id)
    LIMIT $2)";

/// A run whose worker fell silent.
#[derive(Debug, Clone, Copy)]
pub struct Rescued {
    /// Which run.
    pub run: RunId,
    /// Where it waits again.
    pub lane: Lane,
    /// Queued again, or failed because that was one time too many.
    pub state: RunState,
}

/// A run that waits and was not rung for lately.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    /// Which run.
    pub run: RunId,
    /// Its turn within its workspace, from 1.
    pub turn: i64,
}

/// Returns at most `limit` silent runs to the queue, or fails them when they fell silent too often.
///
/// # Errors
/// When Postgres refuses.
pub async fn rescue(client: &impl GenericClient, limit: i64) -> Result<Vec<Rescued>, Error> {
    let mut failure = RunFailure::gave_up(0);
    failure.message = failure.message.replace(" 0 ", " {strikes} ");
    let rows = client.query(RESCUE, &[&limit, &Json(failure)]).await?;
    rows.iter()
        .map(|row| {
            Ok(Rescued {
                run: RunId(row.try_get("id")?),
                lane: parsed(row, "lane")?,
                state: parsed(row, "state")?,
            })
        })
        .collect()
}

/// Takes at most `limit` waiting runs of a lane that nobody rang for within `quiet`, and marks them rung.
///
/// # Errors
/// When Postgres refuses.
pub async fn take_waiting(
    client: &impl GenericClient,
    lane: Lane,
    quiet: Duration,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let rows = client.query(TAKE_WAITING, &[&lane.as_str(), &quiet.as_secs_f64(), &limit]).await?;
    let mut waiting: Vec<Waiting> = rows
        .iter()
        .map(|row| Ok(Waiting { run: RunId(row.try_get("id")?), turn: row.try_get("turn")? }))
        .collect::<Result<_, Error>>()?;
    waiting.sort_by_key(|w| (w.turn, w.run));
    Ok(waiting)
}

/// Forgets at most `limit` runs that ended longer than `age` ago and made no version; how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn prune(client: &impl GenericClient, age: Duration, limit: i64) -> Result<u64, Error> {
    client.execute(PRUNE, &[&age.as_secs_f64(), &limit]).await
}

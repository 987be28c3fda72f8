//! `rowmill.runs`, the ledger: what people see of runs. `lease` holds what workers do with them, `duties` what clocks do.

macro_rules! columns {
    () => {
        "id, workspace_id, source_id, table_id, kind, cause, lane, slot, slots_merged, state, attempt, strikes,
         max_strikes, not_before, worker, step, bytes_done, bytes_total, rows_done, report, failure, version, created_at, started_at,
         finished_at, overruling, (SELECT u.email FROM rowmill.users u WHERE u.id = overruled_by) AS overruler"
    };
}

mod duties;
mod lease;
mod stats;

pub use duties::{Rescued, Waiting, prune, rescue, take_waiting};
pub use lease::{Beat, Claim, Outcome, claim, finish, hand_back, heartbeat, set_report, strike};
pub use stats::{LaneDepth, Outcomes, SlotDelays, SlotLag, lane_depths, outcomes, slot_delays, slot_lag};

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tokio_postgres::{Error, Row, types::Json};

use super::parsed;
use crate::{
    model::{
        Lane, Overruling, RunCause, RunFailure, RunId, RunKind, RunReport, RunState, SourceId, Step, TableId,
        UserId, WorkspaceId,
    },
    queue::{Progress, RunEvent},
};

const INSERT: &str = "INSERT INTO rowmill.runs
        (workspace_id, source_id, table_id, kind, cause, lane, host, slot, slots_merged, rung_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now()) ON CONFLICT DO NOTHING RETURNING id";
const FIND: &str = concat!("SELECT ", columns!(), " FROM rowmill.runs WHERE id = $1");
const STANDING: &str = "SELECT id, state, step, bytes_done, bytes_total, rows_done FROM rowmill.runs
    WHERE id = $1 AND workspace_id = $2";
const ACTIVE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.runs
     WHERE table_id = $1 AND kind = 'refresh' AND state IN ('queued', 'running')"
);
const OF_TABLE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.runs WHERE table_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
);
const LAST_OF_SOURCE: &str =
    concat!("SELECT ", columns!(), " FROM rowmill.runs WHERE source_id = $1 ORDER BY id DESC LIMIT 1");
const FAILING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.runs WHERE state = 'failed' AND kind = 'refresh'
     AND finished_at > now() - interval '1 day' ORDER BY id DESC LIMIT $1"
);
const CANCEL: &str = "UPDATE rowmill.runs SET state = 'cancelled', finished_at = now(), leased_until = NULL
    WHERE id = $1 AND state IN ('queued', 'running') RETURNING id";

const HURRY: &str =
    "UPDATE rowmill.runs SET not_before = now() WHERE id = $1 AND state = 'queued' AND not_before > now()";

const OVERRULE: &str =
    "UPDATE rowmill.runs SET overruling = $2, overruled_by = $3 WHERE id = $1 AND state = 'queued'";

pub(super) const ALL: &[&str] = &[
    HURRY,
    OVERRULE,
    INSERT,
    FIND,
    STANDING,
    ACTIVE,
    OF_TABLE,
    LAST_OF_SOURCE,
    FAILING,
    CANCEL,
    lease::CLAIM,
    lease::HEARTBEAT,
    lease::FINISH,
    lease::HAND_BACK,
    lease::STRIKE,
    lease::SET_REPORT,
    duties::RESCUE,
    duties::TAKE_WAITING,
    duties::PRUNE,
    stats::LANE_DEPTHS,
    stats::OUTCOMES,
    stats::SLOT_LAG,
    stats::SLOT_DELAYS,
];

/// One attempt to bring a table in step, or to preview a source.
#[derive(Debug, Clone)]
pub struct Run {
    /// Id.
    pub id: RunId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Of which source.
    pub source: SourceId,
    /// Of which table; `None` for previews.
    pub table: Option<TableId>,
    /// Preview or refresh.
    pub kind: RunKind,
    /// Why it was made.
    pub cause: RunCause,
    /// Where it waits.
    pub lane: Lane,
    /// The scheduled instant it answers for.
    pub slot: Option<Timestamp>,
    /// Further slots it answers for.
    pub slots_merged: i32,
    /// Where it stands.
    pub state: RunState,
    /// Claims so far: the fencing token.
    pub attempt: i32,
    /// Lost leases and passing faults so far.
    pub strikes: i32,
    /// Strikes at which it fails for good.
    pub max_strikes: i32,
    /// Not claimed before this instant.
    pub not_before: Timestamp,
    /// Who works on it, or did.
    pub worker: Option<String>,
    /// How far it is.
    pub progress: Progress,
    /// What it found and did.
    pub report: RunReport,
    /// Why it failed.
    pub failure: Option<RunFailure>,
    /// The version it made.
    pub version: Option<i32>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its newest attempt began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What it lets pass, since a person asked for that.
    pub overruling: Option<Overruling>,
    /// The address of that person; `None` where they are no longer a user.
    pub overruler: Option<String>,
}

/// A run about to be asked for.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Of which source.
    pub source: SourceId,
    /// Of which table; `None` makes a preview.
    pub table: Option<TableId>,
    /// Why.
    pub cause: RunCause,
    /// Where it waits.
    pub lane: Lane,
    /// The host bytes come from; `None` for uploads.
    pub host: Option<String>,
    /// The scheduled instant it answers for.
    pub slot: Option<Timestamp>,
    /// Further slots it answers for.
    pub slots_merged: i32,
}

fn from_row(row: &Row) -> Result<Run, Error> {
    Ok(Run {
        id: RunId(row.try_get("id")?),
        workspace: WorkspaceId(row.try_get("workspace_id")?),
        source: SourceId(row.try_get("source_id")?),
        table: row.try_get::<_, Option<i64>>("table_id")?.map(TableId),
        kind: parsed(row, "kind")?,
        cause: parsed(row, "cause")?,
        lane: parsed(row, "lane")?,
        slot: row.try_get("slot")?,
        slots_merged: row.try_get("slots_merged")?,
        state: parsed(row, "state")?,
        attempt: row.try_get("attempt")?,
        strikes: row.try_get("strikes")?,
        max_strikes: row.try_get("max_strikes")?,
        not_before: row.try_get("not_before")?,
        worker: row.try_get("worker")?,
        progress: progress(row)?,
        report: row.try_get::<_, Json<RunReport>>("report")?.0,
        failure: row.try_get::<_, Option<Json<RunFailure>>>("failure")?.map(|json| json.0),
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
        overruling: row.try_get::<_, Option<Json<Overruling>>>("overruling")?.map(|json| json.0),
        overruler: row.try_get("overruler")?,
    })
}

fn progress(row: &Row) -> Result<Progress, Error> {
    let step: Option<Step> = row.try_get::<_, Option<&str>>("step")?.and_then(|text| text.parse().ok());
    let count = |column: &str| -> Result<u64, Error> {
        Ok(u64::try_from(row.try_get::<_, i64>(column)?).unwrap_or_default())
    };
    Ok(Progress {
        step,
        bytes: count("bytes_done")?,
        bytes_total: row.try_get::<_, Option<i64>>("bytes_total")?.and_then(|n| u64::try_from(n).ok()),
        rows: count("rows_done")?,
        rows_per_second: 0,
    })
}

/// Asks for a run. `None` when the slot has its run already, or the table has an active one. Counts as rung: the caller
/// rings after its commit, and the dispatcher does where that was not heard.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(client: &impl GenericClient, new: &NewRun) -> Result<Option<RunId>, Error> {
    let kind = if new.table.is_some() { RunKind::Refresh } else { RunKind::Preview };
    let table = new.table.map(|table| table.0);
    let row = client
        .query_opt(
            INSERT,
            &[
                &new.workspace.0,
                &new.source.0,
                &table,
                &kind.as_str(),
                &new.cause.as_str(),
                &new.lane.as_str(),
                &new.host,
                &new.slot,
                &new.slots_merged,
            ],
        )
        .await?;
    row.map(|row| row.try_get("id").map(RunId)).transpose()
}

/// Lets a run that was just inserted, in this transaction, publish what was held back before.
///
/// # Errors
/// When Postgres refuses.
pub async fn overrule(
    client: &impl GenericClient,
    id: RunId,
    overruling: &Overruling,
    by: UserId,
) -> Result<(), Error> {
    client.execute(OVERRULE, &[&id.0, &Json(overruling), &by.0]).await.map(drop)
}

/// A run by id.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, id: RunId) -> Result<Option<Run>, Error> {
    client.query_opt(FIND, &[&id.0]).await?.as_ref().map(from_row).transpose()
}

/// Where a run of this workspace stands, without its report: what a watcher hears when Redis is silent.
///
/// # Errors
/// When Postgres refuses.
pub async fn standing(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    id: RunId,
) -> Result<Option<RunEvent>, Error> {
    let row = client.query_opt(STANDING, &[&id.0, &workspace.0]).await?;
    row.map(|row| Ok(RunEvent { run: id, state: parsed(&row, "state")?, progress: progress(&row)? }))
        .transpose()
}

/// The queued or running refresh of a table.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_active(client: &impl GenericClient, table: TableId) -> Result<Option<Run>, Error> {
    client.query_opt(ACTIVE, &[&table.0]).await?.as_ref().map(from_row).transpose()
}

/// At most `limit` runs of a table older than `before` (`None`: from the newest), newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list_of_table(
    client: &impl GenericClient,
    table: TableId,
    before: Option<RunId>,
    limit: i64,
) -> Result<Vec<Run>, Error> {
    let before = before.map_or(i64::MAX, |run| run.0);
    client.query(OF_TABLE, &[&table.0, &before, &limit]).await?.iter().map(from_row).collect()
}

/// The newest run of a source, preview or refresh.
///
/// # Errors
/// When Postgres refuses.
pub async fn last_of_source(client: &impl GenericClient, source: SourceId) -> Result<Option<Run>, Error> {
    client.query_opt(LAST_OF_SOURCE, &[&source.0]).await?.as_ref().map(from_row).transpose()
}

/// Refreshes that failed within a day, newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn failing(client: &impl GenericClient, limit: i64) -> Result<Vec<Run>, Error> {
    client.query(FAILING, &[&limit]).await?.iter().map(from_row).collect()
}

/// Ends the pause of a run that waits to be tried again; whether there was one.
///
/// # Errors
/// When Postgres refuses.
pub async fn hurry(client: &impl GenericClient, id: RunId) -> Result<bool, Error> {
    Ok(client.execute(HURRY, &[&id.0]).await? == 1)
}

/// Stops a run; whether there was something to stop. A running worker notices at its next heartbeat, and cannot publish
/// from this instant on.
///
/// # Errors
/// When Postgres refuses.
pub async fn cancel(client: &impl GenericClient, id: RunId) -> Result<bool, Error> {
    Ok(client.query_opt(CANCEL, &[&id.0]).await?.is_some())
}

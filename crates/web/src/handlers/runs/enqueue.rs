//! Asking for runs. Postgres has the run once the transaction commits; the bell only makes it start at once.

use deadpool_postgres::GenericClient;
use rowmill_core::{
    model::{Lane, RunCause, RunId, RunState, TableId},
    queue::{RunEvent, publish_event},
    store::{
        runs::{self, NewRun, Run},
        sources::Source,
        tables::Table,
        uploads,
    },
};

use crate::{error::Failure, state::App};

/// Rings for a run that is committed. Where Redis is away, the clock rings later.
pub(in crate::handlers) async fn ring(app: &App, lane: Lane, run: RunId) {
    if let Err(error) = app.bell.ring(lane, run).await {
        tracing::warn!(run.id = %run, error = format!("{error:#}"), "The bell is out of reach; the clock will ring");
    }
}

/// Stops the active refresh of a table, whose source is about to name other bytes; the run, for
/// [`tell_cancelled`] once that is committed.
pub(in crate::handlers) async fn stop_active(
    client: &impl GenericClient,
    table: TableId,
) -> Result<Option<Run>, Failure> {
    match runs::find_active(client, table).await? {
        Some(run) if runs::cancel(client, run.id).await? => Ok(Some(run)),
        _ => Ok(None),
    }
}

/// Tells watchers that a run was stopped.
pub(in crate::handlers) async fn tell_cancelled(app: &App, run: &Run) {
    let event = RunEvent { run: run.id, state: RunState::Cancelled, progress: run.progress };
    if let Err(error) = publish_event(&app.redis, &event).await {
        tracing::warn!(run.id = %run.id, error = format!("{error:#}"), "Watchers will hear late that the run was cancelled");
    }
}

/// Asks for a refresh of a table. `None` when one is active already.
pub(in crate::handlers) async fn insert_refresh(
    client: &impl GenericClient,
    table: &Table,
    source: &Source,
    cause: RunCause,
) -> Result<Option<(RunId, Lane)>, Failure> {
    let lane = Lane::of_refresh(last_bytes(client, source).await?);
    let new = NewRun {
        workspace: table.workspace,
        source: source.id,
        table: Some(table.id),
        cause,
        lane,
        host: source.host(),
        slot: None,
        slots_merged: 0,
    };
    Ok(runs::insert(client, &new).await?.map(|run| (run, lane)))
}

/// Bytes of the file when it was last seen: of the upload, of the version, or what the preview's server announced.
async fn last_bytes(client: &impl GenericClient, source: &Source) -> Result<Option<i64>, Failure> {
    if let Some(upload) = source.upload {
        return Ok(uploads::find(client, upload).await?.map(|upload| upload.bytes));
    }
    if source.fingerprint.bytes.is_some() {
        return Ok(source.fingerprint.bytes);
    }
    let last = runs::last_of_source(client, source.id).await?;
    let announced = last.and_then(|run| run.report.exchange?.content_length);
    Ok(announced.and_then(|bytes| i64::try_from(bytes).ok()))
}

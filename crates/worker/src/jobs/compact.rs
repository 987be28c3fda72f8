//! After a publication: writes the table's relation anew where so much of it is gone or was added that reading it suffers.
//! Whatever becomes of this, the version is published.

use std::time::Duration;

use rowmill_core::{
    store::{tables, versions, workspaces},
    table::{Compaction, DigestError, is_compaction_due, relation_name},
};

use crate::run_state::RunContext;

/// A compaction that takes longer is given up: the next one may find a quieter machine.
const PATIENCE: Duration = Duration::from_secs(1_800);

pub(crate) async fn run(context: &RunContext) {
    let ended = tokio::select! {
        ended = tokio::time::timeout(PATIENCE, compact(context)) => ended,
        () = context.app.shutdown.soft.cancelled() => return,
    };
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) if matches!(error.downcast_ref(), Some(DigestError::Damaged)) => {
            tracing::warn!(error = format!("{error:#}"), "The table's rows cannot be written anew");
        }
        // The next publication tries again.
        Ok(Err(error)) => tracing::info!(error = format!("{error:#}"), "The table's rows stay as they are"),
        Err(_) => tracing::warn!("Writing the table's rows anew took too long"),
    }
}

async fn compact(context: &RunContext) -> anyhow::Result<()> {
    let Some(id) = context.run.table else { return Ok(()) };
    let reading = context.app.database.get().await?;
    let Some(table) = tables::find(&reading, id).await? else { return Ok(()) };
    let Some(version) = versions::find(&reading, id, table.current_version).await? else { return Ok(()) };
    // The relation is called after this run, so only the run's own version is looked at.
    if version.run != context.claim.run || !is_compaction_due(&version) {
        return Ok(());
    }
    let Some(workspace) = workspaces::find(&reading, table.workspace).await? else { return Ok(()) };
    let relation = relation_name(id, context.claim.run, context.claim.attempt);
    if version.relation.as_ref() == Some(&relation) {
        return Ok(());
    }
    let compaction =
        Compaction { workspace: &workspace, table: &table, version: &version, relation: &relation };
    let mut writing = context.app.database.get().await?;
    let began = std::time::Instant::now();
    if compaction.run(&reading, &mut writing).await? {
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(table.id = %id, duration_ms, "Wrote the table's rows anew");
    }
    Ok(())
}

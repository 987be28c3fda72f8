//! Returns runs whose worker fell silent to the queue, and gives up on those that did so too often.

use std::sync::Arc;

use rowmill_core::{model::RunState, store::runs};

use crate::App;

/// Runs per round.
const BATCH: i64 = 200;

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let rescued = {
        let client = app.database.get().await?;
        runs::rescue(&client, BATCH).await?
    };
    for rescued in &rescued {
        tracing::warn!(run.id = %rescued.run, run.state = %rescued.state, "A run's worker fell silent");
        if rescued.state == RunState::Queued
            && let Err(error) = app.bell.ring(rescued.lane, rescued.run).await
        {
            tracing::warn!(error = format!("{error:#}"), "Could not ring; the dispatcher will");
        }
    }
    Ok(rescued.len() as u64)
}

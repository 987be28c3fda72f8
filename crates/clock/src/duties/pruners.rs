//! Forgets what retention no longer keeps: rows of old versions, old runs, drafts, uploads, links and tokens.

use std::sync::Arc;

use rowmill_core::store::{links, runs, sources, tokens, uploads, versions};

use crate::App;

/// Items of each kind per round.
const BATCH: i64 = 100;

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let client = app.database.get().await?;
    // The sweeper drops relations in which no version has rows any more.
    let mut pruned =
        versions::forget(&client, app.config.keep_versions, app.config.keep_versions_for, BATCH).await?;
    pruned += runs::prune(&client, app.config.keep_runs, BATCH).await?;
    pruned += sources::prune_drafts(&client, BATCH).await?;
    pruned += uploads::prune(&client, BATCH).await?;
    pruned += links::prune(&client).await?;
    pruned += tokens::prune(&client).await?;
    Ok(pruned)
}

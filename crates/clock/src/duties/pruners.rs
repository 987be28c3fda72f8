//! Forgets what retention no longer keeps: rows of old versions, old runs, drafts, uploads and links.

use std::sync::Arc;

use rowmill_core::{
    store::{links, runs, sources, uploads, versions},
    table,
};

use crate::App;

/// Items of each kind per round.
const BATCH: i64 = 100;

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let mut client = app.database.get().await?;
    let mut pruned = 0;
    for expired in versions::expired(&client, app.config.keep_versions, BATCH).await? {
        let transaction = client.transaction().await?;
        // A reader that still holds it is asked again next time.
        if table::drop_relation(&transaction, expired.workspace, &expired.relation).await.is_ok() {
            versions::forget_relation(&transaction, expired.table, expired.number).await?;
            transaction.commit().await?;
            pruned += 1;
        }
    }
    pruned += runs::prune(&client, app.config.keep_runs, BATCH).await?;
    pruned += sources::prune_drafts(&client, BATCH).await?;
    pruned += uploads::prune(&client, BATCH).await?;
    pruned += links::prune(&client).await?;
    Ok(pruned)
}

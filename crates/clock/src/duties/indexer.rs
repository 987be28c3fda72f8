//! Indexes rows that a worker published and was killed before it could index them.

use std::sync::Arc;

use rowmill_core::table;

use crate::App;

/// Relations per round: one of them can take seconds.
const BATCH: i64 = 5;

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let mut client = app.database.get().await?;
    Ok(table::index_unindexed(&mut client, BATCH).await?)
}

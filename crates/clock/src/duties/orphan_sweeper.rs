//! Drops storage relations nothing refers to any more.

use std::sync::Arc;

use rowmill_core::table;

use crate::App;

/// Relations per round.
const BATCH: i64 = 50;

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let mut client = app.database.get().await?;
    Ok(table::sweep_orphans(&mut client, BATCH).await?)
}

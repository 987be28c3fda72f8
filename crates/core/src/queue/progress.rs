//! How a run gets on, for whoever watches its page. Lost messages do no harm: the ledger has the truth.

use deadpool_redis::redis::AsyncCommands;
use serde::{Deserialize, Serialize};

use crate::{
    model::{RunId, RunState, Step},
    redis::Redis,
};

/// How far a running run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The step it is in.
    pub step: Option<Step>,
    /// Bytes received so far, or read so far once the file is here.
    pub bytes: u64,
    /// Bytes there are, if known.
    pub bytes_total: Option<u64>,
    /// Rows read or loaded so far.
    pub rows: u64,
    /// Rows per second in this step.
    pub rows_per_second: u64,
}

/// What a watcher hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEvent {
    /// Which run.
    pub run: RunId,
    /// Where it stands.
    pub state: RunState,
    /// How far it is.
    #[serde(flatten)]
    pub progress: Progress,
}

/// Tells the watchers.
///
/// # Errors
/// When Redis cannot be reached; callers go on.
pub async fn publish_event(redis: &Redis, event: &RunEvent) -> anyhow::Result<()> {
    let text = serde_json::to_string(event)?;
    let mut connection = redis.get().await?;
    connection.publish::<_, _, ()>(redis.keys.run_channel(event.run), text).await?;
    Ok(())
}

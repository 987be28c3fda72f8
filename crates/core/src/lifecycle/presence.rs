//! A sign of life of each process, in Redis with an expiry, for the ops page.

use std::time::Duration;

use deadpool_redis::redis::AsyncCommands;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::StatelessStatus;
use crate::redis::Redis;

/// Pause between two signs.
const EVERY: Duration = Duration::from_secs(5);
/// Seconds after which a silent process is no longer shown.
const EXPIRY: u64 = 15;
/// Processes shown at most.
const SHOWN: usize = 500;

/// What a process says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessInfo {
    /// Unique name.
    pub name: String,
    /// `web`, `worker` or `clock`.
    pub kind: String,
    /// Release.
    pub version: String,
    /// When it started.
    pub started_at: Timestamp,
    /// Bytes resident; 0 where the system does not tell.
    pub resident_bytes: u64,
    /// How far the file system is read-only to it.
    pub stateless: String,
}

/// Says that this process lives, until `stop`.
#[derive(Debug)]
pub struct Presence {
    redis: Redis,
    info: ProcessInfo,
}

impl Presence {
    /// Presence of the process `name`.
    pub fn new(redis: Redis, name: &str, kind: &str, stateless: StatelessStatus) -> Self {
        let info = ProcessInfo {
            name: name.to_owned(),
            kind: kind.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: Timestamp::now(),
            resident_bytes: 0,
            stateless: stateless.as_str().to_owned(),
        };
        Self { redis, info }
    }

    /// Runs until `stop`, then takes the sign down.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            self.info.resident_bytes = crate::telemetry::resident_bytes();
            // Redis away is shown by /readyz; a missing sign of life needs no second alarm.
            let _ = self.announce().await;
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
        if let Ok(mut connection) = self.redis.get().await {
            let _: Result<(), _> = connection.del(self.redis.keys.process(&self.info.name)).await;
        }
    }

    async fn announce(&self) -> anyhow::Result<()> {
        let text = serde_json::to_string(&self.info)?;
        let mut connection = self.redis.get().await?;
        connection.set_ex::<_, _, ()>(self.redis.keys.process(&self.info.name), text, EXPIRY).await?;
        Ok(())
    }
}

/// The processes that showed a sign of life lately, by kind and name.
///
/// # Errors
/// When Redis cannot be reached.
pub async fn list_processes(redis: &Redis) -> anyhow::Result<Vec<ProcessInfo>> {
    let mut connection = redis.get().await?;
    let mut keys: Vec<String> = Vec::new();
    {
        let mut found = connection.scan_match::<_, String>(redis.keys.processes()).await?;
        while let Some(key) = found.next_item().await {
            keys.push(key?);
            if keys.len() == SHOWN {
                break;
            }
        }
    }
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let texts: Vec<Option<String>> = connection.mget(&keys).await?;
    let mut processes: Vec<ProcessInfo> =
        texts.into_iter().flatten().filter_map(|text| serde_json::from_str(&text).ok()).collect();
    processes.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    Ok(processes)
}

//! Is the process alive, and can it reach what it needs?

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use deadpool_postgres::Pool;
use serde::Serialize;

use crate::{lifecycle::StatelessStatus, redis::Redis};

/// A loop that has not turned for this long is stuck.
const STUCK: Duration = Duration::from_secs(30);
/// How long a dependency may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The answer of `/healthz`.
#[derive(Debug, Serialize)]
pub struct Health {
    /// Whether the process's main loop turned lately.
    pub alive: bool,
    /// How far the file system is read-only to it.
    pub stateless: &'static str,
}

/// The answer of `/readyz`.
#[derive(Debug, Serialize)]
pub struct Readiness {
    /// Whether every dependency answers and the process is not draining.
    pub ready: bool,
    /// `ok`, or what is wrong; never an internal message.
    pub postgres: &'static str,
    /// `ok`, or what is wrong; never an internal message.
    pub redis: &'static str,
    /// Whether the process was told to stop.
    pub draining: bool,
}

/// Answers for one process.
#[derive(Clone, Debug)]
pub struct Probe {
    database: Pool,
    redis: Redis,
    stateless: StatelessStatus,
    stop: tokio_util::sync::CancellationToken,
    started: Instant,
    turned_ms: Arc<AtomicU64>,
}

impl Probe {
    /// A probe of a process that stops on `stop`.
    pub fn new(
        database: Pool,
        redis: Redis,
        stateless: StatelessStatus,
        stop: tokio_util::sync::CancellationToken,
    ) -> Self {
        Self { database, redis, stateless, stop, started: Instant::now(), turned_ms: Arc::default() }
    }

    /// Called by the process's main loop at each turn.
    pub fn turn(&self) {
        self.turned_ms.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether the loop turns.
    pub fn health(&self) -> Health {
        let silent = self.elapsed_ms().saturating_sub(self.turned_ms.load(Ordering::Relaxed));
        Health { alive: u128::from(silent) < STUCK.as_millis(), stateless: self.stateless.as_str() }
    }

    /// Whether the dependencies answer.
    pub async fn readiness(&self) -> Readiness {
        let (postgres, redis) = tokio::join!(self.postgres(), self.redis());
        let draining = self.stop.is_cancelled();
        Readiness { ready: postgres == "ok" && redis == "ok" && !draining, postgres, redis, draining }
    }

    async fn postgres(&self) -> &'static str {
        let ask = async { crate::migrations::current(&self.database).await };
        match tokio::time::timeout(PATIENCE, ask).await {
            Err(_) => "no answer in time",
            Ok(Err(_)) => "cannot be reached",
            Ok(Ok(version)) if version.unwrap_or(0) < crate::migrations::needed() => {
                "needs `rowmill-admin migrate`"
            }
            Ok(Ok(_)) => "ok",
        }
    }

    async fn redis(&self) -> &'static str {
        let ask = async {
            let mut connection = self.redis.get().await?;
            deadpool_redis::redis::cmd("PING").query_async::<String>(&mut connection).await?;
            anyhow::Ok(())
        };
        match tokio::time::timeout(PATIENCE, ask).await {
            Err(_) => "no answer in time",
            Ok(Err(_)) => "cannot be reached",
            Ok(Ok(())) => "ok",
        }
    }
}

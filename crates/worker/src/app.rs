//! Puts the process together and takes it apart again.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::Pool;
use rowmill_core::{
    config::WorkerConfig,
    lifecycle::{Process, Shutdown, StatelessStatus},
    queue::Bell,
    redis::Redis,
    table::MAX_ROW_COLUMNS,
};
use tabular::Limits;

use crate::{
    executor,
    pipeline::fetch::{FetchPolicy, Fetcher},
};

/// What every run of this process shares.
#[derive(Debug)]
pub struct App {
    /// Unique name of this process.
    pub name: String,
    /// Its configuration.
    pub config: WorkerConfig,
    /// Postgres.
    pub database: Pool,
    /// Redis.
    pub redis: Redis,
    /// The queue's bell.
    pub bell: Bell,
    /// The only outbound network.
    pub fetcher: Fetcher,
    /// When to stop.
    pub shutdown: Shutdown,
}

impl App {
    /// How far tabular may go with one file.
    pub fn limits(&self) -> Limits {
        Limits {
            max_inflated_bytes: self.config.fetch.max_inflated_bytes,
            // Beside them a row has its number, and Postgres' text has no U+0000.
            max_columns: MAX_ROW_COLUMNS,
            allows_nul: false,
            ..Limits::default()
        }
    }
}

/// Runs the process until it is told to stop.
///
/// # Errors
/// When the configuration cannot be put to work, or the database is older than this release.
pub async fn run(config: WorkerConfig, stateless: StatelessStatus) -> anyhow::Result<()> {
    tracing::info!(stateless = stateless.as_str(), "Starting {}", config.summary());
    let Some(process) = Process::start("worker", &config.common, config.ops_port, stateless).await? else {
        return Ok(());
    };
    let app = Arc::new(App {
        name: process.name.clone(),
        fetcher: Fetcher::new(FetchPolicy::from(&config.fetch)),
        bell: Bell::new(process.redis.clone()),
        config,
        database: process.database.clone(),
        redis: process.redis.clone(),
        shutdown: process.shutdown.clone(),
    });
    tokio::spawn(end_grace(app.shutdown.clone(), app.config.grace));
    executor::run(app, process.probe.clone()).await?;
    process.end().await;
    Ok(())
}

/// Once draining, runs have this long to end by themselves.
async fn end_grace(shutdown: Shutdown, grace: Duration) {
    shutdown.soft.cancelled().await;
    tokio::select! {
        () = tokio::time::sleep(grace) => shutdown.hard.cancel(),
        () = shutdown.hard.cancelled() => {}
    }
}

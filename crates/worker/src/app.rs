//! Puts the process together and takes it apart again.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use deadpool_postgres::Pool;
use rowmill_core::{
    config::WorkerConfig,
    database,
    lifecycle::{self, Presence, Shutdown, StatelessStatus},
    migrations,
    ops::{self, Probe},
    queue::Bell,
    redis::Redis,
};
use tabular::Limits;

use crate::{
    executor,
    pipeline::fetch::{FetchPolicy, Fetcher},
};

/// Seconds the process takes to put its things away, once its runs have ended or were handed back.
const CLEAN_UP: Duration = Duration::from_secs(5);

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
        Limits { max_inflated_bytes: self.config.fetch.max_inflated_bytes, ..Limits::default() }
    }
}

/// Runs the process until it is told to stop.
///
/// # Errors
/// When the configuration cannot be put to work, or the database is older than this release.
pub async fn run(config: WorkerConfig, stateless: StatelessStatus) -> anyhow::Result<()> {
    let name = lifecycle::process_name("worker");
    tracing::info!(process.name = %name, stateless = stateless.as_str(), "Starting {}", config.summary());
    let shutdown = Shutdown::listen().context("listening for signals")?;
    let common = &config.common;
    let database = database::pool(&common.database_url, common.database_pool, &name)?;
    let redis = Redis::new(&common.redis_url, common.redis_pool, &common.redis_prefix)?;
    let probe = Probe::new(database.clone(), redis.clone(), stateless, shutdown.soft.clone());
    let address = ops::serve(&common.host, config.ops_port, probe.clone()).await?;
    tracing::info!(port = address.port(), "Ops port is open on {address}");
    if !migrations::wait(&database, &shutdown.soft).await? {
        return Ok(());
    }
    let presence =
        tokio::spawn(Presence::new(redis.clone(), &name, "worker", stateless).run(shutdown.soft.clone()));
    let app = Arc::new(App {
        fetcher: Fetcher::new(FetchPolicy::from(&config.fetch)),
        bell: Bell::new(redis.clone()),
        name,
        config,
        database,
        redis,
        shutdown: shutdown.clone(),
    });
    tokio::spawn(end_grace(shutdown, app.config.grace));
    executor::run(app, probe).await?;
    let _ = tokio::time::timeout(CLEAN_UP, presence).await;
    tracing::info!("Stopped");
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

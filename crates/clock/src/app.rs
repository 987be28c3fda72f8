//! Puts the process together and takes it apart again.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use deadpool_postgres::Pool;
use rowmill_core::{
    config::ClockConfig,
    database,
    lifecycle::{self, Presence, Shutdown, StatelessStatus},
    migrations,
    ops::{self, Probe},
    queue::Bell,
    redis::Redis,
};

use crate::rounds;

/// Seconds a duty in progress has to end, once the process was told to stop.
const CLEAN_UP: Duration = Duration::from_secs(20);

/// What every duty shares.
#[derive(Debug)]
pub struct App {
    /// The configuration.
    pub config: ClockConfig,
    /// Postgres.
    pub database: Pool,
    /// The queue's bell.
    pub bell: Bell,
}

/// Runs the process until it is told to stop.
///
/// # Errors
/// When the configuration cannot be put to work, or the database is older than this release.
pub async fn run(config: ClockConfig, stateless: StatelessStatus) -> anyhow::Result<()> {
    let name = lifecycle::process_name("clock");
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
        tokio::spawn(Presence::new(redis.clone(), &name, "clock", stateless).run(shutdown.soft.clone()));
    let app = Arc::new(App { bell: Bell::new(redis), config, database });
    rounds::run(app, probe, shutdown.soft.clone(), CLEAN_UP).await;
    let _ = tokio::time::timeout(Duration::from_secs(2), presence).await;
    tracing::info!("Stopped");
    Ok(())
}

//! Puts the process together and takes it apart again.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::Pool;
use rowmill_core::{
    config::ClockConfig,
    lifecycle::{Process, StatelessStatus},
    queue::Bell,
};

use crate::rounds;

/// How long a duty in progress has to end, once the process was told to stop.
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
    tracing::info!(stateless = stateless.as_str(), "Starting {}", config.summary());
    let Some(process) = Process::start("clock", &config.common, config.ops_port, stateless).await? else {
        return Ok(());
    };
    let bell = Bell::new(process.redis.clone());
    let app = Arc::new(App { config, database: process.database.clone(), bell });
    rounds::run(app, process.probe.clone(), process.shutdown.soft.clone(), CLEAN_UP).await;
    process.end().await;
    Ok(())
}

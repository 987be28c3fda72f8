//! What `worker` and `clock` do before and after their work: connections, ops port, sign of life.

use std::time::Duration;

use anyhow::Context;
use deadpool_postgres::Pool;
use tokio::task::JoinHandle;

use super::{Presence, Shutdown, StatelessStatus, process_name};
use crate::{
    config::CommonConfig,
    database, migrations,
    ops::{self, Probe},
    redis::Redis,
};

/// How long the sign of life may take to be taken down.
const CLEAN_UP: Duration = Duration::from_secs(2);

/// A process without pages of its own.
#[derive(Debug)]
pub struct Process {
    /// Unique name.
    pub name: String,
    /// When to stop.
    pub shutdown: Shutdown,
    /// Postgres.
    pub database: Pool,
    /// Redis.
    pub redis: Redis,
    /// What the ops port says.
    pub probe: Probe,
    presence: JoinHandle<()>,
}

impl Process {
    /// Opens the ops port, then waits for Postgres. `None` when told to stop before it answered.
    ///
    /// # Errors
    /// When the configuration cannot be put to work, or the database is older than this release.
    pub async fn start(
        kind: &str,
        common: &CommonConfig,
        ops_port: u16,
        stateless: StatelessStatus,
    ) -> anyhow::Result<Option<Self>> {
        let name = process_name(kind);
        let shutdown = Shutdown::listen().context("listening for signals")?;
        let database = database::pool(&common.database_url, common.database_pool, &name)?;
        let redis = Redis::new(&common.redis_url, common.redis_pool, &common.redis_prefix)?;
        let probe = Probe::new(database.clone(), redis.clone(), stateless, shutdown.soft.clone());
        let address = ops::serve(&common.host, ops_port, probe.clone()).await?;
        tracing::info!(process.name = %name, port = address.port(), "Ops port is open on {address}");
        if !migrations::wait(&database, &shutdown.soft).await? {
            return Ok(None);
        }
        let presence = Presence::new(redis.clone(), &name, kind, stateless).run(shutdown.soft.clone());
        let presence = tokio::spawn(presence);
        Ok(Some(Self { name, shutdown, database, redis, probe, presence }))
    }

    /// Takes the sign of life down.
    pub async fn end(self) {
        let _ = tokio::time::timeout(CLEAN_UP, self.presence).await;
        tracing::info!("Stopped");
    }
}

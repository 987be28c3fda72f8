//! What every command has at hand.

use anyhow::Context as _;
use deadpool_postgres::{Client, Pool};
use rowmill_core::{config::AdminConfig, database, queue::Bell, redis::Redis};

/// Connections, opened when first asked for.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) config: AdminConfig,
    pub(crate) pool: Pool,
}

impl Context {
    pub(crate) fn new(config: AdminConfig) -> anyhow::Result<Self> {
        let pool = database::pool(&config.database_url, 2, "rowmill-admin")?;
        Ok(Self { config, pool })
    }

    /// A pooled connection.
    pub(crate) async fn client(&self) -> anyhow::Result<Client> {
        self.pool.get().await.context("reaching Postgres; check DATABASE_URL")
    }

    /// Redis, if it is configured.
    pub(crate) fn redis(&self) -> anyhow::Result<Option<Redis>> {
        let Some(url) = &self.config.redis_url else { return Ok(None) };
        Redis::new(url, 2, &self.config.redis_prefix).map(Some)
    }

    /// The queue's bell, if Redis is configured.
    pub(crate) fn bell(&self) -> anyhow::Result<Option<Bell>> {
        Ok(self.redis()?.map(Bell::new))
    }
}

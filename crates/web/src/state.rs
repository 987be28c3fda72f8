//! What every request shares. Nothing here outlives the process: all state is in Postgres and Redis.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use anyhow::anyhow;
use deadpool_postgres::{Client, Pool};
use rowmill_core::{
    config::WebConfig, database, lifecycle::StatelessStatus, ops::Probe, queue::Bell, redis::Redis,
};
use tokio_util::sync::CancellationToken;

use crate::{error::Failure, lent::Lent, password::Hasher, progress, session::Sessions};

/// The context of a web process, cloned into each worker thread.
#[derive(Clone)]
pub struct App {
    /// What the environment said.
    pub config: Arc<WebConfig>,
    /// Connections to Postgres; take one late by [`App::client`] and give it back early.
    pub database: Pool,
    /// Connections to Redis.
    pub redis: Redis,
    /// Rings for runs.
    pub bell: Bell,
    /// The progress of runs, for open event streams.
    pub progress: progress::Hub,
    /// Answers `/healthz` and `/readyz`.
    pub probe: Probe,
    /// Cancelled on SIGTERM: open event streams end, or they would hold the drain up.
    pub stop: CancellationToken,
    /// Sessions and the keys that sign them.
    pub sessions: Sessions,
    /// Hashes passwords, few at a time.
    pub passwords: Hasher,
}

impl App {
    /// Sets everything up and connects to nothing yet, so that a process starts while a service is away.
    ///
    /// # Errors
    /// When an address of the configuration cannot be used.
    pub fn new(
        config: WebConfig,
        stateless: StatelessStatus,
        stop: CancellationToken,
    ) -> anyhow::Result<Self> {
        let common = &config.common;
        let database = database::pool(&common.database_url, common.database_pool, "rowmill-web")?;
        let redis = Redis::new(&common.redis_url, common.redis_pool, &common.redis_prefix)?;
        Ok(Self {
            bell: Bell::new(redis.clone()),
            progress: progress::Hub::new(redis.clone(), stop.clone()),
            probe: Probe::new(database.clone(), redis.clone(), stateless, stop.clone()),
            sessions: Sessions::new(&config, &redis)?,
            passwords: Hasher::new(),
            config: Arc::new(config),
            database,
            redis,
            stop,
        })
    }

    /// A connection to Postgres.
    ///
    /// # Errors
    /// 503 when none comes free or opens within five seconds.
    pub async fn client(&self) -> Result<Client, Failure> {
        Ok(self.database.get().await?)
    }

    /// Reads with a connection of its own, which goes back before the answer is sent: whoever receives slowly holds none.
    /// A request that ends meanwhile, since its client went away, ends the statement too.
    ///
    /// # Errors
    /// 503 when no connection comes free or opens within five seconds.
    pub async fn read<T>(&self, read: impl AsyncFnOnce(&mut Client) -> T) -> Result<T, Failure> {
        let mut lent = Lent::new(self.client().await?, &self.config);
        let answer = read(lent.client()).await;
        lent.give_back();
        Ok(answer)
    }

    /// The context a request runs in.
    ///
    /// # Errors
    /// Never in an application made by `app::serve`, which registers it.
    pub fn of(request: &HttpRequest) -> Result<web::Data<Self>, Failure> {
        let app = request.app_data::<web::Data<Self>>().cloned();
        app.ok_or_else(|| anyhow!("the application was built without its context").into())
    }
}

//! One sorted set of run ids per lane. Ringing twice is harmless; popping removes.

use std::time::Duration;

use anyhow::Context;
use deadpool_redis::redis::{self, AsyncCommands};
use jiff::Timestamp;

use crate::{
    model::{Lane, RunId},
    redis::Redis,
};

/// Rings for runs that wait.
#[derive(Clone, Debug)]
pub struct Bell {
    redis: Redis,
}

impl Bell {
    /// Ids a lane holds at most. The rest waits in Postgres, where depth costs nothing.
    pub const MAX_DEPTH: usize = 1_000;

    /// A bell on this Redis.
    pub fn new(redis: Redis) -> Self {
        Self { redis }
    }

    /// Rings for one run.
    ///
    /// # Errors
    /// When Redis cannot be reached; the clock's dispatcher will ring later, so callers log and go on.
    pub async fn ring(&self, lane: Lane, run: RunId) -> anyhow::Result<()> {
        self.ring_all(lane, &[run]).await
    }

    /// Rings for several runs of one lane, in this order.
    ///
    /// # Errors
    /// As [`Bell::ring`].
    pub async fn ring_all(&self, lane: Lane, runs: &[RunId]) -> anyhow::Result<()> {
        if runs.is_empty() {
            return Ok(());
        }
        let now = Timestamp::now().as_millisecond();
        let mut command = redis::cmd("ZADD");
        command.arg(self.redis.keys.lane(lane)).arg("NX");
        for run in runs {
            command.arg(now).arg(run.0);
        }
        let mut connection = self.redis.get().await?;
        command.query_async::<()>(&mut connection).await.context("ringing the bell")
    }

    /// How many ids wait in a lane.
    ///
    /// # Errors
    /// When Redis cannot be reached.
    pub async fn depth(&self, lane: Lane) -> anyhow::Result<usize> {
        let mut connection = self.redis.get().await?;
        connection.zcard(self.redis.keys.lane(lane)).await.context("reading a lane's depth")
    }
}

/// Waits for the bell, on a connection of its own.
#[derive(Debug)]
pub struct Listener {
    redis: Redis,
    pool: deadpool_redis::Pool,
    wake: String,
}

impl Listener {
    /// Seconds one wait lasts before it begins anew.
    const WAIT_SECONDS: u32 = 1;
    /// Seconds a wake-up that nobody waited for is kept.
    const WAKE_SECONDS: u32 = 60;

    /// A listener of the process `name` on this Redis.
    ///
    /// # Errors
    /// When its connection cannot be set up; opens none yet.
    pub fn new(redis: Redis, name: &str) -> anyhow::Result<Self> {
        let pool = redis.blocking(Duration::from_secs(u64::from(Self::WAIT_SECONDS)))?;
        let wake = redis.keys.wake(name);
        Ok(Self { redis, pool, wake })
    }

    /// Takes the first waiting id of the first lane that has one. `None` when none came within a second, or somebody
    /// called [`Listener::wake`].
    ///
    /// # Errors
    /// When Redis cannot be reached.
    pub async fn pop(&self, lanes: &[Lane]) -> anyhow::Result<Option<(Lane, RunId)>> {
        let keys: Vec<String> = lanes.iter().map(|lane| self.redis.keys.lane(*lane)).collect();
        let mut connection = self.pool.get().await.context("reaching Redis")?;
        let popped: Option<(String, i64, f64)> = redis::cmd("BZPOPMIN")
            .arg(&keys)
            .arg(&self.wake)
            .arg(Self::WAIT_SECONDS)
            .query_async(&mut connection)
            .await?;
        Ok(popped.and_then(|(key, run, _)| {
            let lane = lanes.iter().zip(&keys).find(|(_, name)| **name == key)?.0;
            Some((*lane, RunId(run)))
        }))
    }

    /// Ends the wait of [`Listener::pop`] without losing an id, as dropping it could: Redis may have handed one out. Does
    /// nothing where Redis cannot be reached; the wait then ends by itself.
    pub async fn wake(&self) {
        let Ok(mut connection) = self.redis.get().await else { return };
        let mut both = redis::pipe();
        both.cmd("ZADD").arg(&self.wake).arg(0).arg(0).ignore();
        both.cmd("EXPIRE").arg(&self.wake).arg(Self::WAKE_SECONDS).ignore();
        let _ = both.query_async::<()>(&mut connection).await;
    }
}

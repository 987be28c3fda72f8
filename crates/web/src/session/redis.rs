//! Sessions in Redis, on a deadpool pool.

use std::time::Duration;

use deadpool_redis::redis::cmd;
use rowmill_core::redis::Redis;

/// Sessions as strings with expiry.
pub struct RedisStore {
    redis: Redis,
    /// Seconds.
    idle: u64,
}

impl RedisStore {
    pub(super) fn new(redis: Redis, idle: Duration) -> Self {
        Self { redis, idle: idle.as_secs().max(1) }
    }

    /// GETEX reads and slides in one command.
    pub(super) async fn load(&self, key: &str) -> anyhow::Result<Option<String>> {
        let mut connection = self.redis.get().await?;
        let key = self.redis.keys.session(key);
        Ok(cmd("GETEX").arg(key).arg("EX").arg(self.idle).query_async(&mut connection).await?)
    }

    pub(super) async fn create(&self, key: &str, text: String) -> anyhow::Result<()> {
        self.set(key, text, "NX").await
    }

    /// XX: only where it still is.
    pub(super) async fn update(&self, key: &str, text: String) -> anyhow::Result<()> {
        self.set(key, text, "XX").await
    }

    async fn set(&self, key: &str, text: String, condition: &str) -> anyhow::Result<()> {
        let mut connection = self.redis.get().await?;
        let key = self.redis.keys.session(key);
        let mut command = cmd("SET");
        command.arg(key).arg(text).arg(condition).arg("EX").arg(self.idle);
        // Nil says that the condition did not hold, which is no error.
        command.query_async::<Option<String>>(&mut connection).await?;
        Ok(())
    }

    pub(super) async fn delete(&self, key: &str) -> anyhow::Result<bool> {
        let mut connection = self.redis.get().await?;
        Ok(cmd("DEL").arg(self.redis.keys.session(key)).query_async(&mut connection).await?)
    }
}

//! The pool of Redis connections.

use std::time::Duration;

use anyhow::Context;
use deadpool_redis::{
    Manager, Pool, Runtime, Timeouts,
    redis::{AsyncConnectionConfig, ConnectionInfo, IntoConnectionInfo},
};
use secrecy::{ExposeSecret, SecretString};

use crate::cache::Keys;

/// How long a caller waits for a connection.
const WAIT: Duration = Duration::from_secs(2);
/// How long one command may take.
const RESPONSE: Duration = Duration::from_secs(2);

/// Redis as a process sees it: one pool, and the names of its keys.
#[derive(Clone, Debug)]
pub struct Redis {
    pool: Pool,
    info: ConnectionInfo,
    /// Names of keys.
    pub keys: Keys,
}

impl Redis {
    /// A pool of at most `size` connections under `prefix`. Opens none yet.
    ///
    /// # Errors
    /// When the address cannot be parsed.
    pub fn new(url: &SecretString, size: usize, prefix: &str) -> anyhow::Result<Self> {
        // The parser's message may quote the address, which holds a password.
        let info = url
            .expose_secret()
            .into_connection_info()
            .map_err(|_| anyhow::anyhow!("REDIS_URL is no address"))?;
        let pool = Self::build(&info, size, RESPONSE)?;
        Ok(Self { pool, info, keys: Keys::new(prefix) })
    }

    /// A connection for short commands.
    ///
    /// # Errors
    /// When Redis cannot be reached within two seconds.
    pub async fn get(&self) -> anyhow::Result<deadpool_redis::Connection> {
        self.pool.get().await.context("reaching Redis")
    }

    /// A pool of one for commands that block up to `longest`: redis answers no other command on such a connection, and
    /// its default response timeout of half a second would cut them.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub fn blocking(&self, longest: Duration) -> anyhow::Result<Pool> {
        Self::build(&self.info, 1, longest + RESPONSE)
    }

    /// A client for publish and subscribe, which needs a connection of its own.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub fn client(&self) -> anyhow::Result<deadpool_redis::redis::Client> {
        deadpool_redis::redis::Client::open(self.info.clone()).context("opening Redis")
    }

    fn build(info: &ConnectionInfo, size: usize, response: Duration) -> anyhow::Result<Pool> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(WAIT))
            .set_response_timeout(Some(response));
        let manager = Manager::new_with_config(info.clone(), config).context("opening Redis")?;
        Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
            .build()
            .context("building the Redis pool")
    }
}

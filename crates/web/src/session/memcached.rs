//! Sessions in Memcached, by its meta commands, on a deadpool pool of connections.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, anyhow};
use async_memcached::{Client, Error, MetaProtocol, Status};
use deadpool::managed::{self, Metrics, Pool, RecycleError, RecycleResult, Timeouts};
use rowmill_core::cache::Keys;
use url::Url;

/// How long a caller waits for a connection.
const WAIT: Duration = Duration::from_secs(2);
/// Seconds. Memcached takes a larger number for a moment in time, not for a distance.
const LONGEST_DISTANCE: u64 = 30 * 24 * 3600;

/// Sessions as items with expiry.
pub struct MemcachedStore {
    pool: Pool<Connector>,
    keys: Keys,
    idle: Duration,
}

impl MemcachedStore {
    pub(super) fn new(url: &str, size: usize, keys: Keys, idle: Duration) -> anyhow::Result<Self> {
        let url = Url::parse(url).context("SESSION_URL")?;
        let host = url.host_str().ok_or_else(|| anyhow!("SESSION_URL names no host"))?;
        let connector = Connector { address: format!("tcp://{host}:{}", url.port().unwrap_or(11_211)) };
        let pool = Pool::builder(connector)
            .max_size(size)
            .runtime(deadpool::Runtime::Tokio1)
            .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
            .build()
            .context("building the Memcached pool")?;
        Ok(Self { pool, keys, idle })
    }

    /// `mg … T` reads and slides in one command.
    pub(super) async fn load(&self, key: &str) -> anyhow::Result<Option<String>> {
        let mut client = self.client().await?;
        let found =
            client.meta_get(self.keys.session(key), false, None, Some(&["v", &self.expiry()])).await?;
        let data = found.and_then(|value| value.data);
        Ok(data.map(String::from_utf8).transpose()?)
    }

    /// ME: only where nothing is.
    pub(super) async fn create(&self, key: &str, text: String) -> anyhow::Result<()> {
        self.set(key, &text, "ME").await
    }

    /// MR: only where it still is.
    pub(super) async fn update(&self, key: &str, text: String) -> anyhow::Result<()> {
        self.set(key, &text, "MR").await
    }

    async fn set(&self, key: &str, text: &str, mode: &str) -> anyhow::Result<()> {
        let mut client = self.client().await?;
        match client.meta_set(self.keys.session(key), text, false, None, Some(&[mode, &self.expiry()])).await
        {
            Ok(_) | Err(Error::Protocol(Status::NotStored)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn delete(&self, key: &str) -> anyhow::Result<bool> {
        let mut client = self.client().await?;
        match client.meta_delete(self.keys.session(key), false, None, None).await {
            Ok(_) => Ok(true),
            Err(Error::Protocol(Status::NotFound)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn client(&self) -> anyhow::Result<managed::Object<Connector>> {
        self.pool.get().await.map_err(|error| anyhow!("reaching Memcached: {error}"))
    }

    fn expiry(&self) -> String {
        let mut seconds = self.idle.as_secs().max(1);
        if seconds > LONGEST_DISTANCE {
            seconds += SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
        }
        format!("T{seconds}")
    }
}

/// Opens connections for the pool.
struct Connector {
    address: String,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl managed::Manager for Connector {
    type Type = Client;
    type Error = Error;

    async fn create(&self) -> Result<Client, Error> {
        Client::new(&self.address).await
    }

    /// A connection that was cut is known only by asking; one question a request is cheap.
    async fn recycle(&self, client: &mut Client, _: &Metrics) -> RecycleResult<Error> {
        client.version().await.map(drop).map_err(RecycleError::Backend)
    }
}

//! The store behind sessions: one of two services that forget by time.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use rowmill_core::{config::WebConfig, redis::Redis};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::{Record, memcached::MemcachedStore, redis::RedisStore};
use crate::error::Failure;

/// How long a visitor waits for a store that does not answer.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Redis or Memcached.
#[derive(Clone)]
pub enum Store {
    /// `REDIS_URL`, or the redis of `SESSION_URL`.
    Redis(Arc<RedisStore>),
    /// `SESSION_URL=memcache://…`.
    Memcached(Arc<MemcachedStore>),
}

impl Store {
    /// The store that the configuration names; connects to nothing yet.
    ///
    /// # Errors
    /// When its address cannot be used.
    pub fn new(config: &WebConfig, redis: &Redis) -> anyhow::Result<Self> {
        let (idle, common) = (config.sessions.idle, &config.common);
        Ok(match &config.sessions.url {
            Some(url) if config.uses_memcached() => {
                let keys = redis.keys.clone();
                Self::Memcached(Arc::new(MemcachedStore::new(
                    url.expose_secret(),
                    common.redis_pool,
                    keys,
                    idle,
                )?))
            }
            Some(url) => {
                let own = Redis::new(url, common.redis_pool, &common.redis_prefix).context("SESSION_URL")?;
                Self::Redis(Arc::new(RedisStore::new(own, idle)))
            }
            None => Self::Redis(Arc::new(RedisStore::new(redis.clone(), idle))),
        })
    }

    /// The record of a session, whose idle time begins anew; `None` when it ended or never was.
    pub(super) async fn load(&self, id: &str) -> Result<Option<Record>, Failure> {
        let key = hashed(id);
        let text = match self {
            Self::Redis(store) => in_time(store.load(&key)).await,
            Self::Memcached(store) => in_time(store.load(&key)).await,
        }?;
        // A record an older release wrote differently counts as ended: people sign in again.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Stores a new session.
    pub(super) async fn create(&self, id: &str, record: &Record) -> Result<(), Failure> {
        let (key, text) = (hashed(id), written(record)?);
        match self {
            Self::Redis(store) => in_time(store.create(&key, text)).await,
            Self::Memcached(store) => in_time(store.create(&key, text)).await,
        }
    }

    /// Replaces the record of a session that still is. One that ended meanwhile stays ended: a request under way must
    /// not bring back what a sign-out removed.
    pub(super) async fn update(&self, id: &str, record: &Record) -> Result<(), Failure> {
        let (key, text) = (hashed(id), written(record)?);
        match self {
            Self::Redis(store) => in_time(store.update(&key, text)).await,
            Self::Memcached(store) => in_time(store.update(&key, text)).await,
        }
    }

    /// Ends a session; whether it still was. Of two at once, one is told so.
    pub(super) async fn delete(&self, id: &str) -> Result<bool, Failure> {
        let key = hashed(id);
        match self {
            Self::Redis(store) => in_time(store.delete(&key)).await,
            Self::Memcached(store) => in_time(store.delete(&key)).await,
        }
    }
}

fn written(record: &Record) -> anyhow::Result<String> {
    serde_json::to_string(record).context("writing a session")
}

/// Lower-case hexadecimal SHA-256.
fn hashed(id: &str) -> String {
    Sha256::digest(id.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        text
    })
}

/// Whatever goes wrong with the store, the answer is 503 and soon: nobody is let in, nobody waits.
async fn in_time<T>(work: impl Future<Output = anyhow::Result<T>>) -> Result<T, Failure> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Failure::unavailable_because(error.context("asking the session store"))),
        Err(late) => {
            Err(Failure::unavailable_because(anyhow::Error::new(late).context("asking the session store")))
        }
    }
}

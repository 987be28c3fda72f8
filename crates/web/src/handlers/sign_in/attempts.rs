//! Failed sign-ins, counted in Redis for a minute by address and by account, so that all web processes count together.
//! Nobody is locked out for longer, or an attacker could keep people out.

use std::time::Duration;

use anyhow::Context;
use deadpool_redis::redis::pipe;
use sha2::{Digest, Sha256};

use crate::{error::Failure, state::App};

/// Failures a minute that are still answered.
const MOST: u64 = 10;
/// Seconds a failure counts.
const WINDOW: u64 = 60;
/// How long a visitor waits for Redis.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// The two counters of one attempt.
pub(crate) struct Attempts<'a> {
    app: &'a App,
    keys: [String; 2],
}

impl<'a> Attempts<'a> {
    /// The counters for a client's address and the account it asks for. The account is hashed: Redis need not know who
    /// has one.
    pub(crate) fn new(app: &'a App, address: &str, email: &str) -> Self {
        let digest = Sha256::digest(email.trim().to_lowercase().as_bytes());
        let account: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let keys = &app.redis.keys;
        let of = |what: String| keys.sign_in_attempts(&what);
        Self { app, keys: [of(format!("address:{address}")), of(format!("account:{account}"))] }
    }

    /// Passes while neither counter is full.
    ///
    /// # Errors
    /// 429; 503 when Redis is away, since guessing would be unlimited then.
    pub(crate) async fn check(&self) -> Result<(), Failure> {
        let counted = self.in_time(async {
            let mut connection = self.app.redis.get().await?;
            let mut pipe = pipe();
            for key in &self.keys {
                pipe.get(key).ttl(key);
            }
            Ok(pipe.query_async::<Vec<Option<i64>>>(&mut connection).await?)
        });
        let counted = counted.await?;
        let full = counted.chunks_exact(2).filter(|pair| pair[0].unwrap_or(0) >= MOST.cast_signed());
        match full.filter_map(|pair| pair[1]).max() {
            None => Ok(()),
            Some(seconds) => Err(Failure::too_many_requests(u64::try_from(seconds).unwrap_or(WINDOW))),
        }
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// 503 when Redis is away.
    pub(crate) async fn record_failure(&self) -> Result<(), Failure> {
        self.in_time(async {
            let mut connection = self.app.redis.get().await?;
            let mut pipe = pipe();
            for key in &self.keys {
                pipe.incr(key, 1).ignore();
                // NX: the window begins with its first failure and does not move on with each.
                pipe.cmd("EXPIRE").arg(key).arg(WINDOW).arg("NX").ignore();
            }
            Ok(pipe.query_async::<()>(&mut connection).await?)
        })
        .await
    }

    async fn in_time<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> Result<T, Failure> {
        let result = tokio::time::timeout(PATIENCE, work).await.context("counting sign-ins");
        result.and_then(|result| result).map_err(Failure::unavailable_because)
    }
}

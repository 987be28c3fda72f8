//! How many requests are left to whoever asks, counted in Redis by the minute, so that all web processes count together.

use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use deadpool_redis::redis::pipe;

use crate::state::App;

/// Seconds in which requests are counted together.
const WINDOW: u64 = 60;
/// A count that takes longer is given up: reading does not wait for Redis.
const PATIENCE: Duration = Duration::from_millis(250);

/// What is left (IETF draft "RateLimit header fields for HTTP", version 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    most: u64,
    used: u64,
    /// Seconds until none is used.
    seconds: u64,
}

impl Allowance {
    /// Counts a request; `None` where none are counted, or Redis is away: then it is served.
    pub(super) async fn take(app: &App, who: &str) -> Option<Self> {
        let most = app.config.api_requests?;
        match tokio::time::timeout(PATIENCE, count(app, who)).await {
            Ok(Ok((used, seconds))) => Some(Self { most, used, seconds }),
            Ok(Err(error)) => {
                tracing::debug!(error = format!("{error:#}"), "A request was not counted");
                None
            }
            Err(_) => {
                tracing::debug!("A request was not counted in time");
                None
            }
        }
    }

    /// Seconds to wait, once nothing is left.
    pub(super) fn exhausted(&self) -> Option<u64> {
        (self.used > self.most).then_some(self.seconds)
    }

    /// Says it.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        let Self { most, used, seconds } = self;
        let left = most.saturating_sub(*used);
        for (name, value) in [
            ("ratelimit-policy", format!("\"minute\";q={most};w={WINDOW}")),
            ("ratelimit", format!("\"minute\";r={left};t={seconds}")),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

async fn count(app: &App, who: &str) -> anyhow::Result<(u64, u64)> {
    let key = app.redis.keys.api_requests(who);
    let mut connection = app.redis.get().await?;
    let mut pipe = pipe();
    pipe.incr(&key, 1);
    // NX: the window begins with its first request and does not move on with each.
    pipe.cmd("EXPIRE").arg(&key).arg(WINDOW).arg("NX").ignore();
    pipe.ttl(&key);
    let (used, seconds): (u64, i64) = pipe.query_async(&mut connection).await?;
    Ok((used, u64::try_from(seconds).unwrap_or(WINDOW).clamp(1, WINDOW)))
}

//! Every key Rowmill writes to Redis. All of it may be lost at any time: see `docs/operations.md`.

use crate::model::{Lane, RunId};

/// Makes keys under this installation's prefix.
#[derive(Debug, Clone)]
pub struct Keys {
    prefix: String,
}

impl Keys {
    /// Keys under `prefix`.
    pub fn new(prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into() }
    }

    /// Sorted set: ids of runs that wait in a lane, by priority and time.
    pub fn lane(&self, lane: Lane) -> String {
        format!("{}:lane:{lane}", self.prefix)
    }

    /// Sorted set with expiry: a worker rings it for itself, to end a wait that began when fewer of its lanes were open.
    pub fn wake(&self, process: &str) -> String {
        format!("{}:wake:{process}", self.prefix)
    }

    /// Channel: progress of one run, as JSON.
    pub fn run_channel(&self, run: RunId) -> String {
        format!("{}:run:{run}", self.prefix)
    }

    /// Pattern that covers every run's channel.
    pub fn run_channels(&self) -> String {
        format!("{}:run:*", self.prefix)
    }

    /// String with expiry: one session, under the SHA-256 of the cookie's value, so that a reader of Redis cannot
    /// take sessions over.
    pub fn session(&self, key_hash: &str) -> String {
        format!("{}:session:{key_hash}", self.prefix)
    }

    /// Counter with expiry: failed sign-ins by `what` (an address or an account).
    pub fn sign_in_attempts(&self, what: &str) -> String {
        format!("{}:attempts:{what}", self.prefix)
    }

    /// Counter with expiry: requests of the read API by `who` (a token or an address).
    pub fn api_requests(&self, who: &str) -> String {
        format!("{}:requests:{who}", self.prefix)
    }

    /// String with expiry: one living process, as JSON.
    pub fn process(&self, name: &str) -> String {
        format!("{}:process:{name}", self.prefix)
    }

    /// Pattern that covers every living process.
    pub fn processes(&self) -> String {
        format!("{}:process:*", self.prefix)
    }
}

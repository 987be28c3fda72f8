//! What `worker` reads.

use std::time::Duration;

use super::{CommonConfig, ConfigFaults, Env, FetchConfig, LaneConfig, common::read_ops_port};

/// The configuration of a worker process.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// What every process reads.
    pub common: CommonConfig,
    /// Port of `/healthz`, `/readyz` and `/metrics`; 0 picks a free one.
    pub ops_port: u16,
    /// Slots and lanes.
    pub lanes: LaneConfig,
    /// Outbound requests.
    pub fetch: FetchConfig,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// How long runs may go on after SIGTERM before they are handed back.
    pub grace: Duration,
}

impl WorkerConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn from_env(mut env: Env) -> Result<Self, ConfigFaults> {
        let config = Self {
            common: CommonConfig::read(&mut env),
            ops_port: read_ops_port(&mut env),
            lanes: env.parsed(
                "WORKER_LANES",
                "slots and caps such as 4:interactive=4,small=2,big=1",
                LaneConfig::default(),
            ),
            fetch: FetchConfig::read(&mut env),
            lease: env.seconds("RUN_LEASE_SECONDS", 15),
            grace: env.seconds("SHUTDOWN_GRACE_SECONDS", 15),
        };
        if config.lease < Duration::from_secs(2) {
            env.fault("RUN_LEASE_SECONDS must be at least 2".to_owned());
        }
        env.finish(config)
    }

    /// One line for the log at start, without secrets.
    pub fn summary(&self) -> String {
        let lanes: Vec<String> =
            self.lanes.caps.iter().map(|(lane, cap)| format!("{}={cap}", lane.as_str())).collect();
        format!(
            "worker with {} slots ({}), lease {} s, ops port {}, scratch folder {}",
            self.lanes.slots,
            lanes.join(" "),
            self.lease.as_secs(),
            self.ops_port,
            self.common.scratch.display()
        )
    }
}

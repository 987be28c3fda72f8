//! What `clock` reads.

use std::time::Duration;

use super::{CommonConfig, ConfigFaults, Env, common::read_ops_port};

/// The configuration of a clock process.
#[derive(Debug, Clone)]
pub struct ClockConfig {
    /// What every process reads.
    pub common: CommonConfig,
    /// Port of `/healthz`, `/readyz` and `/metrics`; 0 picks a free one.
    pub ops_port: u16,
    /// Pause between two rounds of the quick duties.
    pub tick: Duration,
    /// Schedules may not ask for runs closer together than this.
    pub schedule_min_interval: Duration,
    /// Newest versions of a table that keep their rows, however old they are; at least 1.
    pub keep_versions: i32,
    /// Versions that readers saw less than this ago keep their rows, however many they are.
    pub keep_versions_for: Duration,
    /// How long finished runs without a version are kept.
    pub keep_runs: Duration,
}

impl ClockConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn from_env(mut env: Env) -> Result<Self, ConfigFaults> {
        let config = Self {
            common: CommonConfig::read(&mut env),
            ops_port: read_ops_port(&mut env),
            tick: Duration::from_millis(env.parsed("CLOCK_TICK_MS", "a whole number of milliseconds", 1000)),
            schedule_min_interval: env.seconds("SCHEDULE_MIN_SECONDS", 60),
            keep_versions: env.parsed_with("KEEP_VERSIONS", "a whole number from 1", 100, |text| {
                text.parse().ok().filter(|count| *count >= 1)
            }),
            keep_versions_for: env.seconds("KEEP_VERSIONS_SECONDS", 365 * 24 * 3600),
            keep_runs: env.seconds("KEEP_RUNS_SECONDS", 90 * 24 * 3600),
        };
        env.finish(config)
    }

    /// One line for the log at start, without secrets.
    pub fn summary(&self) -> String {
        format!(
            "clock with a tick of {} ms, keeping the rows of {} versions and of {} days, ops port {}",
            self.tick.as_millis(),
            self.keep_versions,
            self.keep_versions_for.as_secs() / (24 * 3600),
            self.ops_port
        )
    }
}

//! `rowmill-worker`: see the crate's documentation.

use std::process::ExitCode;

use rowmill_core::{
    config::{Env, WorkerConfig},
    database, lifecycle, telemetry,
};

fn main() -> ExitCode {
    lifecycle::exit(start)
}

fn start() -> anyhow::Result<()> {
    let mut env = Env::load();
    telemetry::init(env.optional("RUST_LOG"));
    let config = WorkerConfig::from_env(env)?;
    // Before the runtime: its threads inherit the restriction.
    let stateless = lifecycle::restrict(config.common.stateless, &config.common.scratch)?;
    database::install_crypto();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(rowmill_worker::run(config, stateless))
}

//! `rowmill-admin`: one-off administrative tasks (The Twelve-Factor App, XII).

use std::process::ExitCode;

use rowmill_core::{config::Env, database, lifecycle, telemetry};

fn main() -> ExitCode {
    lifecycle::exit(start)
}

fn start() -> anyhow::Result<()> {
    let mut env = Env::load();
    telemetry::init_for_people(env.optional("RUST_LOG"));
    database::install_crypto();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(rowmill_admin::run(&arguments, env))
}

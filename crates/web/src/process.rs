//! The life of a web process: start, serve, drain.

use std::{net::TcpListener, time::Duration};

use anyhow::Context;
use rowmill_core::{
    config::{Env, WebConfig},
    database,
    lifecycle::{Presence, Shutdown, StatelessStatus, process_name, restrict},
    migrations, telemetry,
};

use crate::{app, state::App};

/// How often the process shows that its main loop turns.
const TURN: Duration = Duration::from_secs(5);

/// Runs the process until it is told to stop.
///
/// # Errors
/// When the configuration has faults, the port is taken, or the database is older than this release.
pub fn run() -> anyhow::Result<()> {
    let mut env = Env::load();
    telemetry::init(env.optional("RUST_LOG"));
    let config = WebConfig::from_env(env)?;
    // Before any thread is made: threads inherit the restriction.
    let stateless = restrict(config.common.stateless, &config.common.scratch)?;
    database::install_crypto();
    tracing::info!(stateless = stateless.as_str(), "{}", config.summary());
    actix_web::rt::System::new().block_on(live(config, stateless))
}

async fn live(config: WebConfig, stateless: StatelessStatus) -> anyhow::Result<()> {
    let shutdown = Shutdown::listen().context("listening for signals")?;
    let address = (config.common.host.clone(), config.port);
    let app = App::new(config, stateless, shutdown.soft.clone())?;
    let listener =
        TcpListener::bind(&address).with_context(|| format!("opening {}:{}", address.0, address.1))?;
    listener.set_nonblocking(true)?;
    let bound = listener.local_addr()?;
    let server = app::serve(app.clone(), listener)?;
    tracing::info!(port = bound.port(), "Listening on {bound}");

    let presence = Presence::new(app.redis.clone(), &process_name("web"), "web", stateless);
    let presence = tokio::spawn(presence.run(shutdown.soft.clone()));
    tokio::spawn(turn(app.clone()));
    let (handle, soft) = (server.handle(), shutdown.soft.clone());
    tokio::spawn(async move {
        soft.cancelled().await;
        handle.stop(true).await;
    });

    tokio::select! {
        ended = server => ended.context("serving")?,
        error = outdated(app) => return Err(error),
        () = shutdown.hard.cancelled() => {}
    }
    presence.await.context("taking the sign of life down")?;
    tracing::info!("Drained");
    Ok(())
}

/// Comes back only with the news that the database is older than this release. A database that is away may come back:
/// until then `/readyz` says so.
async fn outdated(app: App) -> anyhow::Error {
    match migrations::wait(&app.database, &app.stop).await {
        Ok(_) => std::future::pending().await,
        Err(outdated) => outdated,
    }
}

async fn turn(app: App) {
    loop {
        app.probe.turn();
        tokio::time::sleep(TURN).await;
    }
}

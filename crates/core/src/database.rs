//! The pool of Postgres connections.

use std::{str::FromStr, time::Duration};

use anyhow::{Context, anyhow};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::{
    CancelToken, Config, NoTls,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a caller waits for a free connection, and for a new one to open.
const WAIT: Duration = Duration::from_secs(5);

/// Milliseconds. No statement of our own may take longer; a load lifts the limit for its own transaction only.
const STATEMENT_TIMEOUT_MS: u32 = 30_000;

/// A pool of at most `size` connections. Opens none yet, so a process starts while Postgres is away.
///
/// # Errors
/// When the address cannot be parsed or the system's certificates cannot be read.
pub fn pool(url: &SecretString, size: usize, application: &str) -> anyhow::Result<Pool> {
    let config = config(url, application)?;
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = if wants_tls(&config) {
        Manager::from_config(config, tls()?, recycling)
    } else {
        Manager::from_config(config, NoTls, recycling)
    };
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
        .build()
        .context("building the Postgres pool")
}

/// One connection outside the pool, with its driver running; for migrations and administration.
///
/// # Errors
/// When Postgres cannot be reached.
pub async fn connect(url: &SecretString, application: &str) -> anyhow::Result<tokio_postgres::Client> {
    let config = config(url, application)?;
    if wants_tls(&config) {
        let (client, connection) = config.connect(tls()?).await.context("connecting to Postgres")?;
        drive(connection);
        Ok(client)
    } else {
        let (client, connection) = config.connect(NoTls).await.context("connecting to Postgres")?;
        drive(connection);
        Ok(client)
    }
}

/// Asks Postgres to end the statement that a connection waits for (PostgreSQL documentation, "Canceling Requests in
/// Progress"). Nobody may use the connection for anything else meanwhile, or that would be ended.
///
/// # Errors
/// When Postgres cannot be reached within five seconds.
pub async fn cancel(url: &SecretString, token: &CancelToken) -> anyhow::Result<()> {
    let asked = async {
        if wants_tls(&config(url, "")?) {
            token.cancel_query(tls()?).await.context("cancelling a statement")
        } else {
            token.cancel_query(NoTls).await.context("cancelling a statement")
        }
    };
    tokio::time::timeout(WAIT, asked).await.context("cancelling a statement took too long")?
}

fn drive(connection: impl Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "The connection to Postgres ended");
        }
    });
}

fn config(url: &SecretString, application: &str) -> anyhow::Result<Config> {
    // The parser's message may quote the address, which holds a password.
    let mut config =
        Config::from_str(url.expose_secret()).map_err(|_| anyhow!("DATABASE_URL cannot be parsed"))?;
    config
        .application_name(application)
        .connect_timeout(WAIT)
        .keepalives(true)
        .keepalives_idle(Duration::from_secs(15))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(3)
        .tcp_user_timeout(Duration::from_secs(30));
    if config.get_options().is_none() {
        config.options(format!(
            "-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=60000 \
             -c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601"
        ));
    }
    Ok(config)
}

/// `sslmode=disable`, a socket or a loopback address go without TLS: there is no wire to listen to.
fn wants_tls(config: &Config) -> bool {
    let local = |host: &Host| match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        Host::Unix(_) => true,
    };
    let only_local = config.get_hosts().iter().all(local);
    match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Prefer => !only_local,
        _ => true,
    }
}

fn tls() -> anyhow::Result<MakeRustlsConnect> {
    install_crypto();
    let (connector, faults) = MakeRustlsConnect::with_native_certs()
        .map_err(|_| anyhow!("no certificate authorities were found on this machine"))?;
    for fault in faults {
        tracing::warn!(%fault, "A certificate authority of this machine could not be read");
    }
    Ok(connector)
}

/// Makes ring the process's one source of cryptography; safe to call often.
pub fn install_crypto() {
    // An error means it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

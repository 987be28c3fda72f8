//! What every process reads.

use std::path::PathBuf;

use deadpool_redis::redis::IntoConnectionInfo;
use secrecy::{ExposeSecret, SecretString};

use super::{ConfigFaults, Env};

/// Shared by `web`, `worker` and `clock`.
#[derive(Debug, Clone)]
pub struct CommonConfig {
    /// Postgres, as a URL or key-value string.
    pub database_url: SecretString,
    /// Connections this process may hold.
    pub database_pool: usize,
    /// Redis or Valkey.
    pub redis_url: SecretString,
    /// Put before every key, so that several installations can share one Redis.
    pub redis_prefix: String,
    /// Connections this process may hold.
    pub redis_pool: usize,
    /// Address to listen on.
    pub host: String,
    /// How far the process makes the file system read-only to itself.
    pub stateless: Stateless,
    /// The one folder this process may write in.
    pub scratch: PathBuf,
}

/// What to do where the kernel cannot make the file system read-only to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stateless {
    /// Refuse to start.
    Enforce,
    /// Go as far as the kernel can, and say how far on `/healthz`.
    BestEffort,
    /// Do nothing.
    Off,
}

impl CommonConfig {
    /// Reads the shared variables, noting faults in `env`.
    pub fn read(env: &mut Env) -> Self {
        let config = Self {
            database_url: read_database_url(env),
            database_pool: env.parsed("DATABASE_POOL", "a whole number of connections", 8),
            redis_url: env.required_secret("REDIS_URL"),
            redis_prefix: env.optional("REDIS_PREFIX").unwrap_or_else(|| "rowmill".to_owned()),
            redis_pool: env.parsed("REDIS_POOL", "a whole number of connections", 8),
            host: env.optional("HOST").unwrap_or_else(|| "0.0.0.0".to_owned()),
            stateless: env.parsed_with(
                "STATELESS",
                "one of enforce, best-effort, off",
                Stateless::BestEffort,
                |text| match text {
                    "enforce" => Some(Stateless::Enforce),
                    "best-effort" => Some(Stateless::BestEffort),
                    "off" => Some(Stateless::Off),
                    _ => None,
                },
            ),
            scratch: env.optional("SCRATCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from),
        };
        if config.redis_url.expose_secret().into_connection_info().is_err() && is_set(&config.redis_url) {
            env.fault("REDIS_URL must be a URL such as redis://127.0.0.1:6379/0".to_owned());
        }
        if !config.scratch.is_dir() {
            env.fault(format!("SCRATCH_DIR: the folder {} does not exist", config.scratch.display()));
        }
        config
    }
}

fn is_set(secret: &SecretString) -> bool {
    !secret.expose_secret().is_empty()
}

fn read_database_url(env: &mut Env) -> SecretString {
    let url = env.required_secret("DATABASE_URL");
    if is_set(&url) && url.expose_secret().parse::<tokio_postgres::Config>().is_err() {
        env.fault("DATABASE_URL must be a URL such as postgres://user:password@host:5432/rowmill".to_owned());
    }
    url
}

/// The `PORT` of `web`, or the `OPS_PORT` of the others, which falls back to `PORT` since process managers set that.
pub(super) fn read_ops_port(env: &mut Env) -> u16 {
    let what = "a port number from 0 to 65535";
    let fallback = env.parsed("PORT", what, 9_464);
    env.parsed("OPS_PORT", what, fallback)
}

/// What `rowmill-admin` reads: enough to reach the two services.
#[derive(Debug, Clone)]
pub struct AdminConfig {
    /// Postgres, with the right to create schemas.
    pub database_url: SecretString,
    /// Redis; `None` when a command does not need it.
    pub redis_url: Option<SecretString>,
    /// Put before every key.
    pub redis_prefix: String,
    /// Where people reach the web process, without a trailing slash; links start with it.
    pub public_url: String,
}

impl AdminConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn from_env(mut env: Env) -> Result<Self, ConfigFaults> {
        let config = Self {
            database_url: read_database_url(&mut env),
            redis_url: env.optional("REDIS_URL").map(Into::into),
            redis_prefix: env.optional("REDIS_PREFIX").unwrap_or_else(|| "rowmill".to_owned()),
            public_url: super::web::read_public_url(&mut env, 5000).0,
        };
        env.finish(config)
    }
}

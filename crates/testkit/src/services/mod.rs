//! A Postgres and a Redis of one test's own, which it may stop, kill and start again without harm to others.

mod postgres;
mod redis;
mod user;

use std::net::TcpListener;

use anyhow::Context;

pub use self::{
    postgres::{PrivatePostgres, Restart},
    redis::PrivateRedis,
};

/// A port of 127.0.0.1 that nobody had a moment ago.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

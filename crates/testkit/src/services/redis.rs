//! A Redis of one test's own.

use std::{
    net::{SocketAddr, TcpStream},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use super::{free_port, user::ServiceUser};
use crate::service;

/// A running Redis or Valkey without persistence. Ended when dropped.
#[derive(Debug)]
pub struct PrivateRedis {
    program: String,
    user: ServiceUser,
    port: u16,
    child: Option<Child>,
    folder: TempDir,
}

impl PrivateRedis {
    /// Starts one.
    ///
    /// # Errors
    /// When it does not start.
    ///
    /// # Panics
    /// When `TEST_REDIS_SERVER` is not set.
    pub fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("rowmill-redis.").tempdir()?;
        let user = ServiceUser::find()?;
        user.own(folder.path())?;
        let program = service("TEST_REDIS_SERVER");
        let mut redis = Self { program, user, port: free_port()?, child: None, folder };
        redis.resume()?;
        Ok(redis)
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Kills it: what it held is lost.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts it again, empty.
    ///
    /// # Errors
    /// When it does not answer within ten seconds.
    pub fn resume(&mut self) -> anyhow::Result<()> {
        let child = self
            .user
            .command(&self.program)
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string(), "--save", "", "--dir"])
            .arg(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting TEST_REDIS_SERVER")?;
        self.child = Some(child);
        let (address, began) = (SocketAddr::from(([127, 0, 0, 1], self.port)), Instant::now());
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            ensure!(began.elapsed() < Duration::from_secs(10), "{} does not listen", self.program);
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Wipes it.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn flush_all(&self) -> anyhow::Result<()> {
        use deadpool_redis::redis;
        let client = redis::Client::open(self.url())?;
        let mut connection = client.get_connection_with_timeout(Duration::from_secs(2))?;
        Ok(redis::cmd("FLUSHALL").query(&mut connection)?)
    }
}

impl Drop for PrivateRedis {
    fn drop(&mut self) {
        self.kill();
    }
}

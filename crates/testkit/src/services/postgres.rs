//! A Postgres of one test's own.

use std::{path::PathBuf, process::Stdio};

use anyhow::{Context, ensure};
use rand::RngExt;
use tempfile::TempDir;

use super::{free_port, user::ServiceUser};
use crate::service;

/// A running cluster in a temporary folder. Stopped and removed when dropped.
#[derive(Debug)]
pub struct PrivatePostgres {
    programs: PathBuf,
    user: ServiceUser,
    port: u16,
    password: String,
    folder: TempDir,
}

/// How a server is stopped before it is started again (PostgreSQL documentation, "Shutting Down the Server").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restart {
    /// Sessions are ended, a checkpoint is written.
    Fast,
    /// Everything is dropped where it stands, as in a crash; the start recovers from the log.
    Immediate,
}

impl PrivatePostgres {
    /// Makes and starts a cluster.
    ///
    /// # Errors
    /// When the programs fail.
    ///
    /// # Panics
    /// When `TEST_PG_BIN` is not set.
    pub fn start() -> anyhow::Result<Self> {
        let programs = PathBuf::from(service("TEST_PG_BIN"));
        let folder = tempfile::Builder::new().prefix("rowmill-postgres.").tempdir()?;
        let user = ServiceUser::find()?;
        user.own(folder.path())?;
        let mut rng = rand::rng();
        let password: String = (0..24).map(|_| char::from(rng.random_range(b'a'..=b'z'))).collect();
        let postgres = Self { programs, user, port: free_port()?, password, folder };
        postgres.initialise()?;
        postgres.control(&["start"])?;
        Ok(postgres)
    }

    /// The address for its superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// Stops the server and starts it again; returns when it takes connections.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn restart(&self, how: Restart) -> anyhow::Result<()> {
        self.stop(how)?;
        self.resume()
    }

    /// Stops the server.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&self, how: Restart) -> anyhow::Result<()> {
        let mode = match how {
            Restart::Fast => "fast",
            Restart::Immediate => "immediate",
        };
        self.control(&["stop", "-m", mode])
    }

    /// Starts the server again.
    ///
    /// # Errors
    /// When it does not start.
    pub fn resume(&self) -> anyhow::Result<()> {
        self.control(&["start"])
    }

    fn initialise(&self) -> anyhow::Result<()> {
        let secret = self.folder.path().join("password");
        std::fs::write(&secret, &self.password)?;
        self.user.own(&secret)?;
        let output = self
            .user
            .command(self.programs.join("initdb"))
            .arg("--pgdata")
            .arg(self.folder.path().join("data"))
            .arg("--pwfile")
            .arg(&secret)
            .args([
                "--username=postgres",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ])
            .output()
            .context("running initdb of TEST_PG_BIN")?;
        ensure!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr));
        // Nothing here has to survive the machine; what has to survive is a crash of the server, and it does.
        let settings = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 100\n\
            shared_buffers = 128MB\nfsync = off\n";
        let path = self.folder.path().join("data/postgresql.conf");
        let defaults = std::fs::read_to_string(&path)?;
        Ok(std::fs::write(&path, defaults + settings)?)
    }

    fn control(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let log = self.folder.path().join("log");
        let mut command = self.user.command(self.programs.join("pg_ctl"));
        command.args(arguments).args(["-w", "-t", "60", "-D"]).arg(self.folder.path().join("data"));
        if arguments[0] == "start" {
            command.arg("-l").arg(&log).arg("-o").arg(format!("-p {}", self.port));
        }
        // Not captured: the server would inherit the pipe, and its end would never come.
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        ensure!(status.success(), "pg_ctl {arguments:?} failed: {}", said());
        Ok(())
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let _ = self.stop(Restart::Immediate);
    }
}

//! The built binaries as an operator runs them, with a database, a Redis prefix and a scratch folder of their own.

mod builder;
mod database;
mod log;
mod process;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::{Context, bail};
use rowmill_core::{queue::Bell, redis::Redis};
use tempfile::TempDir;

pub use builder::FormationBuilder;
pub use log::LogLine;
pub use process::{Kind, Process, Signal};

use crate::ledger::Ledger;
use database::OwnDatabase;

/// Seconds a process may take to answer `/readyz` with 200 on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Running processes and what they share. Dropping it ends them, and removes what they had.
#[derive(Debug)]
pub struct Formation {
    // Dropped in this order: nothing may still use the database when it goes.
    processes: Vec<Process>,
    database: OwnDatabase,
    redis_url: String,
    redis_prefix: String,
    folder: TempDir,
    variables: BTreeMap<String, String>,
    passed: AtomicBool,
}

impl Formation {
    /// One of each type, on the services that `scripts/test` started, until told otherwise.
    pub fn builder() -> FormationBuilder {
        FormationBuilder::default()
    }

    /// The processes of a type, in the order in which they were started, dead ones included.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Process> {
        self.processes.iter().filter(move |process| process.kind() == kind)
    }

    /// A process of a type, counted from 0.
    ///
    /// # Panics
    /// When there are fewer.
    pub fn process(&self, kind: Kind, number: usize) -> &Process {
        self.of(kind).nth(number).expect("the formation has a process of this number")
    }

    /// The same, to signal or to wait for.
    ///
    /// # Panics
    /// When there are fewer.
    pub fn process_mut(&mut self, kind: Kind, number: usize) -> &mut Process {
        let mut of_kind = self.processes.iter_mut().filter(|process| process.kind() == kind);
        of_kind.nth(number).expect("the formation has a process of this number")
    }

    /// Every process.
    pub fn processes_mut(&mut self) -> &mut [Process] {
        &mut self.processes
    }

    /// The address of a web process, counted from 0.
    pub fn web(&self, number: usize) -> String {
        self.process(Kind::Web, number).url("")
    }

    /// The superuser-free URL of the formation's database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// The folder processes may write in.
    pub fn scratch(&self) -> std::path::PathBuf {
        self.folder.path().join("scratch")
    }

    /// The ledger.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub fn ledger(&self) -> anyhow::Result<Ledger> {
        Ledger::new(self.database.url(), self.bell()?)
    }

    /// Redis as the processes see it.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub fn redis(&self) -> anyhow::Result<Redis> {
        Redis::new(&self.redis_url.clone().into(), 2, &self.redis_prefix)
    }

    /// The queue's bell.
    ///
    /// # Errors
    /// As [`Formation::redis`].
    pub fn bell(&self) -> anyhow::Result<Bell> {
        Ok(Bell::new(self.redis()?))
    }

    /// Starts one more process and waits until it is ready.
    ///
    /// # Errors
    /// When it ends or does not become ready.
    pub async fn start(&mut self, kind: Kind) -> anyhow::Result<()> {
        self.spawn(kind, &[])?;
        self.wait_until_ready().await
    }

    /// Starts one more process with further variables, and does not wait.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn spawn(&mut self, kind: Kind, more: &[(&str, &str)]) -> anyhow::Result<&mut Process> {
        let mut variables = self.variables.clone();
        variables.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.processes.push(Process::spawn(kind, &variables, self.folder.path())?);
        Ok(self.processes.last_mut().expect("just added"))
    }

    /// Starts a dead process anew, as a process manager does; does not wait until it is ready.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn revive(&mut self, index: usize) -> anyhow::Result<()> {
        let folder = self.folder.path().to_owned();
        self.processes[index].revive(&folder)
    }

    /// Waits until every living process is ready.
    ///
    /// # Errors
    /// When one is not within half a minute.
    pub async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        for process in &mut self.processes {
            if process.is_running() {
                process.wait_until_ready(PATIENCE).await?;
            }
        }
        Ok(())
    }

    /// Runs `rowmill-admin` with these arguments; what it printed.
    ///
    /// # Errors
    /// With what it said, when it fails.
    pub fn admin(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = process::command("rowmill-admin", &self.variables, self.folder.path())?
            .args(arguments)
            .output()
            .context("running rowmill-admin")?;
        if !output.status.success() {
            bail!("rowmill-admin {arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Every line that every process logged so far, former lives of revived processes included.
    pub fn log(&self) -> Vec<LogLine> {
        self.processes.iter().flat_map(Process::log).collect()
    }

    /// The last word of a test: fails when a process warned, failed or panicked in a way the test does not expect: each such line must contain one
    /// of `expected`.
    ///
    /// # Panics
    /// With the unexpected lines.
    pub fn assert_log_clean(&self, expected: &[&str]) {
        let alarms: Vec<String> = self
            .log()
            .into_iter()
            .filter(|line| line.is_alarm() && !expected.iter().any(|text| line.text.contains(text)))
            .map(|line| line.text)
            .collect();
        assert!(alarms.is_empty(), "unexpected lines in the log:\n{}", alarms.join("\n"));
        self.passed.store(true, Ordering::Relaxed);
    }

    /// What is in the scratch folder. Processes work in files without a name, so a name here is a leak.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn scratch_files(&self) -> anyhow::Result<Vec<String>> {
        let entries = std::fs::read_dir(self.scratch())?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    /// The folder of the formation: the working folder of its processes, which they may not write in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Formation {
    fn drop(&mut self) {
        // A test that fails does not come to its last word.
        if !self.passed.load(Ordering::Relaxed) {
            self.print_logs();
        }
        for process in &mut self.processes {
            process.end();
        }
        // What stays in a Redis that other tests share ends with it.
        let _ = self.forget_keys();
    }
}

impl Formation {
    fn print_logs(&self) {
        // The last lines say what the processes were at when the test failed.
        for process in &self.processes {
            let lines = process.log();
            eprintln!("--- {} ---", process.name());
            lines[lines.len().saturating_sub(15)..].iter().for_each(|line| eprintln!("{}", line.text));
        }
    }

    fn forget_keys(&self) -> anyhow::Result<()> {
        use deadpool_redis::redis;
        let client = redis::Client::open(self.redis_url.as_str())?;
        let mut connection = client.get_connection_with_timeout(Duration::from_secs(1))?;
        let pattern = format!("{}:*", self.redis_prefix);
        let keys: Vec<String> = redis::cmd("KEYS").arg(pattern).query(&mut connection)?;
        if !keys.is_empty() {
            redis::cmd("DEL").arg(keys).query::<()>(&mut connection)?;
        }
        Ok(())
    }
}

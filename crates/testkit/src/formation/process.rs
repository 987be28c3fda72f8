//! One process of a formation.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::LogLine;
use crate::environment;

/// Pause between two looks at a process.
const LOOK: Duration = Duration::from_millis(5);

/// How long a process may take to answer about itself.
const ANSWER: Duration = Duration::from_secs(10);

/// The type of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Serves the pages.
    Web,
    /// Works on runs.
    Worker,
    /// Makes runs that are due.
    Clock,
}

impl Kind {
    /// The name of its program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Web => "rowmill-web",
            Self::Worker => "rowmill-worker",
            Self::Clock => "rowmill-clock",
        }
    }
}

/// What a process can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Please end.
    Term,
    /// Ends it at once.
    Kill,
    /// Freezes it.
    Stop,
    /// Thaws it.
    Cont,
}

/// A process that was started here. Its log stays when it ends, and when it is started anew.
#[derive(Debug)]
pub struct Process {
    kind: Kind,
    child: Child,
    variables: BTreeMap<String, String>,
    log: Arc<Mutex<Vec<LogLine>>>,
    capturing: Vec<JoinHandle<()>>,
    // Lines of former lives: the port of this one is looked for behind them.
    seen: usize,
    began: Instant,
}

/// A program with these variables and no others but the mark by which `scripts/test` finds what is left running.
pub(super) fn command(
    program: &str,
    variables: &BTreeMap<String, String>,
    folder: &Path,
) -> anyhow::Result<Command> {
    let mut command = Command::new(environment::program(program)?);
    command.env_clear().envs(variables).current_dir(folder).stdin(Stdio::null());
    for name in ["ROWMILL_FORMATION", "PATH", "RUST_BACKTRACE"] {
        if let Some(value) = environment::optional(name) {
            command.env(name, value);
        }
    }
    Ok(command)
}

impl Process {
    pub(super) fn spawn(
        kind: Kind,
        variables: &BTreeMap<String, String>,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let log = Arc::default();
        let began = Instant::now();
        let (child, capturing) = start(kind, variables, folder, &log)?;
        Ok(Self { kind, child, variables: variables.clone(), log, capturing, seen: 0, began })
    }

    pub(super) fn revive(&mut self, folder: &Path) -> anyhow::Result<()> {
        anyhow::ensure!(!self.is_running(), "{} still runs", self.name());
        // The last lines of the former life.
        self.capturing.drain(..).for_each(|thread| drop(thread.join()));
        self.seen = self.lines(|lines| lines.len());
        self.began = Instant::now();
        (self.child, self.capturing) = start(self.kind, &self.variables, folder, &self.log)?;
        Ok(())
    }

    /// Its type.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// For messages.
    pub fn name(&self) -> String {
        format!("{} {}", self.kind.program(), self.child.id())
    }

    /// Its id in the system.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// When it was started.
    pub fn began(&self) -> Instant {
        self.began
    }

    /// Every line it logged so far, former lives included.
    pub fn log(&self) -> Vec<LogLine> {
        self.lines(<[LogLine]>::to_vec)
    }

    /// The port it listens on; `None` until it said so.
    pub fn port(&self) -> Option<u16> {
        self.lines(|lines| lines.get(self.seen..)?.iter().find_map(|line| line.number("port")))
            .and_then(|port| port.try_into().ok())
    }

    /// An address of it.
    ///
    /// # Panics
    /// When it does not listen yet.
    pub fn url(&self, path: &str) -> String {
        let port = self.port().unwrap_or_else(|| panic!("{} does not listen yet", self.name()));
        format!("http://127.0.0.1:{port}{path}")
    }

    /// Whether it has not ended.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends a signal.
    ///
    /// # Errors
    /// When it has ended.
    pub fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        anyhow::ensure!(self.is_running(), "{} has ended", self.name());
        let name = match signal {
            Signal::Kill => return self.child.kill().context("killing"),
            Signal::Term => "TERM",
            Signal::Stop => "STOP",
            Signal::Cont => "CONT",
        };
        // The shell's own kill: there is no other without unsafe code or a dependency.
        let id = self.child.id().to_string();
        let status = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &id]).status()?;
        anyhow::ensure!(status.success(), "could not send {name} to {}", self.name());
        Ok(())
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it does not end within `patience`.
    pub async fn wait(&mut self, patience: Duration) -> anyhow::Result<ExitStatus> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if began.elapsed() > patience {
                bail!("{} did not end within {patience:?}", self.name());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Kills it, and waits until it is gone.
    ///
    /// # Errors
    /// When it does not go.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.signal(Signal::Kill)?;
        let status = self.wait(Duration::from_secs(5)).await?;
        anyhow::ensure!(status.signal() == Some(9), "{} ended by itself: {status}", self.name());
        Ok(())
    }

    /// Waits until it logged a line that `wanted` is true of, in this life.
    ///
    /// # Errors
    /// When it does not within `patience`.
    pub async fn wait_for_log(
        &self,
        patience: Duration,
        wanted: impl Fn(&LogLine) -> bool,
    ) -> anyhow::Result<LogLine> {
        let began = Instant::now();
        loop {
            let found = self.lines(|lines| lines.iter().skip(self.seen).find(|line| wanted(line)).cloned());
            if let Some(line) = found {
                return Ok(line);
            }
            if began.elapsed() > patience {
                bail!("{} did not log that within {patience:?}", self.name());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until `/readyz` says 200; how long after its start that was.
    ///
    /// # Errors
    /// When it ends, or takes longer than `patience`.
    pub async fn wait_until_ready(&mut self, patience: Duration) -> anyhow::Result<Duration> {
        loop {
            if !self.is_running() {
                bail!("{} ended before it was ready:\n{}", self.name(), self.last_lines());
            }
            if self.port().is_some() {
                let answer = self.get("/readyz").await;
                if answer.is_ok_and(|(status, _)| status == 200) {
                    return Ok(self.began.elapsed());
                }
            }
            if self.began.elapsed() > patience {
                bail!("{} is not ready after {patience:?}:\n{}", self.name(), self.last_lines());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The status and body of one of its addresses.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<(u16, String)> {
        let port = self.port().context("it does not listen yet")?;
        let ask = async {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            // HTTP/1.0: the answer is as long as the connection, and in one piece.
            stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").as_bytes()).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            let (head, body) = answer.split_once("\r\n\r\n").context("no end of the header")?;
            let status = head.split(' ').nth(1).context("no status")?.parse()?;
            anyhow::Ok((status, body.to_owned()))
        };
        tokio::time::timeout(ANSWER, ask).await.with_context(|| format!("{} does not answer", self.name()))?
    }

    /// The value of a metric without labels, or the sum over its labels; 0 when it was never counted.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn metric(&self, name: &str) -> anyhow::Result<f64> {
        let (_, text) = self.get("/metrics").await?;
        let values = text.lines().filter_map(|line| {
            let (series, value) = line.rsplit_once(' ')?;
            (series.split('{').next() == Some(name)).then(|| value.parse::<f64>().ok())?
        });
        Ok(values.sum())
    }

    /// Bytes of a line of `/proc/PID/status`, such as `VmHWM` or `VmRSS`.
    ///
    /// # Errors
    /// When the process is gone, or the system does not tell.
    pub fn memory(&self, line: &str) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let text =
            status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':')).context("no such line")?;
        let kilobytes: u64 = text.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024)
    }

    pub(super) fn end(&mut self) {
        // SIGKILL ends a frozen process as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn lines<T>(&self, read: impl FnOnce(&[LogLine]) -> T) -> T {
        read(&self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn last_lines(&self) -> String {
        self.lines(|lines| {
            let last = &lines[lines.len().saturating_sub(5)..];
            last.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
        })
    }
}

fn start(
    kind: Kind,
    variables: &BTreeMap<String, String>,
    folder: &Path,
    log: &Arc<Mutex<Vec<LogLine>>>,
) -> anyhow::Result<(Child, Vec<JoinHandle<()>>)> {
    let mut command = command(kind.program(), variables, folder)?;
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", kind.program()))?;
    let mut capturing = Vec::new();
    if let Some(stream) = child.stdout.take() {
        capturing.push(capture(stream, log.clone()));
    }
    if let Some(stream) = child.stderr.take() {
        capturing.push(capture(stream, log.clone()));
    }
    Ok((child, capturing))
}

fn capture(stream: impl Read + Send + 'static, log: Arc<Mutex<Vec<LogLine>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            log.lock().unwrap_or_else(PoisonError::into_inner).push(LogLine::new(line));
        }
    })
}

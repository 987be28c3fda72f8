//! What something costs: time, processor, write-ahead log.

use std::{fs, time::Instant};

use anyhow::Context;

use crate::{Ledger, Process};

/// Ticks of a second in `/proc/PID/stat`: `USER_HZ`, which is 100 on every architecture (proc(5)).
const TICKS: f64 = 100.0;

/// What something cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// By the clock on the wall.
    pub seconds: f64,
    /// Seconds of processor of the client: the worker, or psql.
    pub client_cpu: f64,
    /// Seconds of processor of the Postgres cluster with all of its processes.
    pub postgres_cpu: f64,
    /// Bytes of write-ahead log.
    pub log: i64,
}

/// Begins to measure.
#[derive(Debug)]
pub struct Meter {
    began: Instant,
    client_cpu: f64,
    postgres_cpu: f64,
    log: i64,
}

impl Meter {
    /// Starts. Without a `worker` the client is any program that this process starts and waits for.
    ///
    /// # Errors
    /// When Postgres or the system does not tell.
    pub async fn start(ledger: &Ledger, worker: Option<&Process>) -> anyhow::Result<Self> {
        let (client_cpu, postgres_cpu) = (client_cpu(worker)?, postgres_cpu(ledger).await?);
        let log = written(ledger).await?;
        Ok(Self { began: Instant::now(), client_cpu, postgres_cpu, log })
    }

    /// What it cost since.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn stop(self, ledger: &Ledger, worker: Option<&Process>) -> anyhow::Result<Cost> {
        let seconds = self.began.elapsed().as_secs_f64();
        Ok(Cost {
            seconds,
            client_cpu: client_cpu(worker)? - self.client_cpu,
            postgres_cpu: postgres_cpu(ledger).await? - self.postgres_cpu,
            log: written(ledger).await? - self.log,
        })
    }
}

/// Bytes in millions.
#[expect(clippy::cast_precision_loss, reason = "to look at")]
pub fn megabytes(bytes: i64) -> f64 {
    bytes as f64 / 1e6
}

/// Bytes of write-ahead log so far.
async fn written(ledger: &Ledger) -> anyhow::Result<i64> {
    ledger.number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").await
}

fn client_cpu(worker: Option<&Process>) -> anyhow::Result<f64> {
    Ok(match worker {
        Some(worker) => Times::of(&worker.id().to_string())?.own,
        None => Times::of("self")?.ended_children,
    })
}

/// Of the postmaster, of the processes it has and of those it had.
async fn postgres_cpu(ledger: &Ledger) -> anyhow::Result<f64> {
    // Every backend is a child of the postmaster.
    let backend = ledger.number("SELECT pg_backend_pid()::bigint").await?;
    let postmaster = Times::of(&backend.to_string())?.parent;
    let whole = Times::of(&postmaster)?;
    let mut seconds = whole.own + whole.ended_children;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            // A process may end between the two looks.
            let Ok(times) = Times::of(&name) else { continue };
            seconds += if times.parent == postmaster { times.own } else { 0.0 };
        }
    }
    Ok(seconds)
}

/// Some fields of `/proc/PID/stat`, see proc(5).
struct Times {
    parent: String,
    own: f64,
    ended_children: f64,
}

impl Times {
    fn of(process: &str) -> anyhow::Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        // The second field is a name in parentheses, which may hold anything.
        let (_, fields) = stat.rsplit_once(") ").context("no name")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let seconds = |i: usize| -> anyhow::Result<f64> {
            Ok(fields.get(i).context("no such field")?.parse::<f64>()? / TICKS)
        };
        Ok(Self {
            parent: (*fields.get(1).context("no parent")?).to_owned(),
            own: seconds(11)? + seconds(12)?,
            ended_children: seconds(13)? + seconds(14)?,
        })
    }
}

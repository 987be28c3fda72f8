//! A table that is refreshed from a file of this process.

use std::time::Duration;

use bytes::Bytes;
use rowmill_core::{
    model::{RunCause, RunState, WorkspaceId},
    store::{
        runs::Run,
        tables,
        versions::{self, Version},
        workspaces,
    },
    table::{Snapshot, query},
};

use super::{Cost, Meter, psql::psql};
use crate::{Answer, Formation, Kind, Ledger, Origin, Process, Seeded, service};

/// How long a run may take.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// How soon a worker begins what it does after a run.
const AFTERWARDS: Duration = Duration::from_millis(50);

/// Statements under way beside this one.
const BUSY: &str = "SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()";

/// A table, and the one worker that refreshes it.
#[derive(Debug)]
pub struct Refreshed {
    /// The worker's formation.
    pub formation: Formation,
    /// Its ledger.
    pub ledger: Ledger,
    origin: Origin,
    seeded: Seeded,
    path: String,
    is_first: bool,
}

impl Refreshed {
    /// Starts a formation, and makes the table.
    ///
    /// # Errors
    /// When the formation does not start.
    pub async fn start(name: &str) -> anyhow::Result<Self> {
        Self::within(Formation::builder().counts(0, 1, 0).start().await?, name).await
    }

    /// Makes the table in a formation with one worker.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn within(formation: Formation, name: &str) -> anyhow::Result<Self> {
        let (ledger, origin) = (formation.ledger()?, Origin::start()?);
        let path = format!("/{name}.csv");
        let seeded = ledger.table_of_url(name, &origin.url(&path), None).await?;
        Ok(Self { formation, ledger, origin, seeded, path, is_first: true })
    }

    /// Makes another table, which is refreshed from now on instead.
    ///
    /// # Errors
    /// When the name is taken.
    pub async fn begin_anew(&mut self, name: &str) -> anyhow::Result<()> {
        self.path = format!("/{name}.csv");
        self.seeded = self.ledger.table_of_url(name, &self.origin.url(&self.path), None).await?;
        self.is_first = true;
        Ok(())
    }

    /// What people read: `workspace.table`.
    pub fn view(&self) -> &str {
        &self.seeded.view
    }

    /// The process that refreshes it.
    pub fn worker(&self) -> &Process {
        self.formation.process(Kind::Worker, 0)
    }

    /// Writes all that Postgres holds back to its files.
    ///
    /// # Errors
    /// When psql fails.
    pub fn checkpoint(&self) -> anyhow::Result<()> {
        psql(&service("TEST_DATABASE_URL"), "CHECKPOINT")
    }

    /// Refreshes the table behind a checkpoint; the run, and what it cost from its start to its end.
    ///
    /// # Errors
    /// When the run fails.
    pub async fn measure(&mut self, file: impl Into<Bytes>) -> anyhow::Result<(Run, Cost)> {
        self.checkpoint()?;
        let meter = Meter::start(&self.ledger, Some(self.worker())).await?;
        let run = self.refresh(file).await?;
        let cost = meter.stop(&self.ledger, Some(self.worker())).await?;
        let (Some(started), Some(finished)) = (run.started_at, run.finished_at) else {
            anyhow::bail!("a run that ended has begun")
        };
        let seconds = finished.duration_since(started).as_secs_f64();
        Ok((run, Cost { seconds, ..cost }))
    }

    /// Refreshes the table from this file, and returns the run.
    ///
    /// # Errors
    /// When the run fails.
    pub async fn refresh(&mut self, file: impl Into<Bytes>) -> anyhow::Result<Run> {
        self.origin.set(&self.path, Answer::csv(file));
        let cause = if std::mem::take(&mut self.is_first) { RunCause::Create } else { RunCause::Manual };
        let run = self.ledger.ask(&self.seeded, cause).await?;
        let run = self.ledger.wait_until_ended(run, PATIENCE).await?;
        let is_well = matches!(run.state, RunState::Published | RunState::Unchanged);
        anyhow::ensure!(is_well, "the refresh ended as {}: {:?}", run.state, run.failure);
        // What the worker does to the rows once the run has ended belongs to it: indexes, statistics.
        tokio::time::sleep(AFTERWARDS).await;
        self.ledger.wait_for_number(BUSY, PATIENCE, |count| count == 0).await?;
        Ok(run)
    }

    /// The newest version.
    ///
    /// # Errors
    /// When Postgres is away.
    ///
    /// # Panics
    /// When there is none.
    pub async fn version(&self) -> anyhow::Result<Version> {
        let client = self.ledger.client().await?;
        let table = tables::find(&client, self.seeded.table).await?.expect("it was made");
        Ok(versions::find(&client, table.id, table.current_version).await?.expect("it was published"))
    }

    /// The rows of a version as CSV, in the order of its file.
    ///
    /// # Errors
    /// When they cannot be read.
    ///
    /// # Panics
    /// When they were pruned.
    pub async fn rows_of(&self, version: &Version) -> anyhow::Result<Vec<u8>> {
        let client = self.ledger.client().await?;
        let snapshot = Snapshot::of(self.workspace().await?, version).expect("nothing was pruned");
        let (mut reader, mut rows) = (query::CsvReader::default(), Vec::new());
        while let Some(piece) = reader.next(&client, &snapshot, &version.columns).await? {
            rows.extend_from_slice(&piece);
        }
        Ok(rows)
    }

    async fn workspace(&self) -> anyhow::Result<WorkspaceId> {
        let client = self.ledger.client().await?;
        Ok(workspaces::find(&client, self.seeded.workspace).await?.expect("it is there").id)
    }
}

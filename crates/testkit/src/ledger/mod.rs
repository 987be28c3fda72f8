//! What Postgres says: the tests' judge. Whatever the processes claim, the invariants are read here.

mod invariants;
mod seed;
mod watcher;

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use deadpool_postgres::{Client, Pool};
use rowmill_core::{
    database,
    model::{RunId, RunState, TableId},
    queue::Bell,
    store::runs::{self, Run},
};

pub use seed::Seeded;
pub use watcher::Watcher;

/// Pause between two looks at a row.
const LOOK: Duration = Duration::from_millis(20);

/// The database of a formation.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: Pool,
    bell: Bell,
}

impl Ledger {
    pub(crate) fn new(url: &str, bell: Bell) -> anyhow::Result<Self> {
        Ok(Self { pool: database::pool(&url.to_owned().into(), 4, "testkit")?, bell })
    }

    /// A connection.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn client(&self) -> anyhow::Result<Client> {
        self.pool.get().await.context("reaching the ledger")
    }

    /// One number.
    ///
    /// # Errors
    /// When the statement does not give one.
    pub async fn number(&self, statement: &str) -> anyhow::Result<i64> {
        let row =
            self.client().await?.query_one(statement, &[]).await.with_context(|| statement.to_owned())?;
        // A column of small whole numbers is an `integer`.
        let small = || Ok::<_, anyhow::Error>(row.try_get::<_, Option<i32>>(0)?.map(i64::from));
        let number = row.try_get::<_, Option<i64>>(0).or_else(|_| small())?;
        Ok(number.unwrap_or_default())
    }

    /// The rows of a statement as text: what a person sees in psql.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn rows(&self, statement: &str) -> anyhow::Result<Vec<Vec<Option<String>>>> {
        use tokio_postgres::SimpleQueryMessage::Row;
        let client = self.client().await?;
        let messages = client.simple_query(statement).await.with_context(|| statement.to_owned())?;
        Ok(messages
            .iter()
            .filter_map(|message| match message {
                Row(row) => Some((0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect()),
                _ => None,
            })
            .collect())
    }

    /// Runs statements.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn execute(&self, statements: &str) -> anyhow::Result<()> {
        self.client().await?.batch_execute(statements).await.with_context(|| statements.to_owned())
    }

    /// A run.
    ///
    /// # Errors
    /// When there is none, or Postgres is away.
    pub async fn run(&self, id: RunId) -> anyhow::Result<Run> {
        let client = self.client().await?;
        runs::find(&client, id).await?.with_context(|| format!("there is no run {id}"))
    }

    /// The newest run of a table.
    ///
    /// # Errors
    /// When there is none.
    pub async fn last_run(&self, table: TableId) -> anyhow::Result<Run> {
        let client = self.client().await?;
        let runs = runs::list_of_table(&client, table, None, 1).await?;
        runs.into_iter().next().context("the table has no run")
    }

    /// Waits until a run is what it should be. Postgres may be away in between.
    ///
    /// # Errors
    /// When it is not within `patience`; says what it is.
    pub async fn wait_for(
        &self,
        id: RunId,
        patience: Duration,
        done: impl Fn(&Run) -> bool,
    ) -> anyhow::Result<Run> {
        let began = Instant::now();
        loop {
            let run = self.run(id).await;
            match run {
                Ok(run) if done(&run) => return Ok(run),
                run if began.elapsed() > patience => bail!("after {patience:?}: {run:?}"),
                _ => tokio::time::sleep(LOOK).await,
            }
        }
    }

    /// Waits until a run has ended.
    ///
    /// # Errors
    /// When it has not within `patience`.
    pub async fn wait_until_ended(&self, id: RunId, patience: Duration) -> anyhow::Result<Run> {
        self.wait_for(id, patience, |run| !run.state.is_active()).await
    }

    /// Waits until a worker is at a run.
    ///
    /// # Errors
    /// When none is within `patience`.
    pub async fn wait_until_running(&self, id: RunId, patience: Duration) -> anyhow::Result<Run> {
        self.wait_for(id, patience, |run| run.state == RunState::Running).await
    }

    /// Waits until a statement gives a number that is what it should be.
    ///
    /// # Errors
    /// When it is not within `patience`.
    pub async fn wait_for_number(
        &self,
        statement: &str,
        patience: Duration,
        done: impl Fn(i64) -> bool,
    ) -> anyhow::Result<i64> {
        let began = Instant::now();
        loop {
            match self.number(statement).await {
                Ok(number) if done(number) => return Ok(number),
                other if began.elapsed() > patience => bail!("after {patience:?}: {statement}: {other:?}"),
                _ => tokio::time::sleep(LOOK).await,
            }
        }
    }
}

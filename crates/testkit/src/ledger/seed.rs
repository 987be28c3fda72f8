//! Puts into the ledger what the pages would, for tests of processes other than web.

use anyhow::Context;
use jiff::Timestamp;
use rowmill_core::{
    model::{Lane, RunCause, RunId, SourceId, TableId, WorkspaceId},
    store::{
        links,
        runs::{self, NewRun},
        sources, tables,
        uploads::{self, CHUNK_BYTES},
        workspaces,
    },
    table,
};

use super::Ledger;

/// A table and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeded {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The source.
    pub source: SourceId,
    /// The table.
    pub table: TableId,
    /// What people read: `workspace.table`.
    pub view: String,
    host: Option<String>,
}

/// The workspace of seeded tables.
const SLUG: &str = "testing";

impl Ledger {
    /// A table that keeps up with an address, without a run. With a `cron`, which the formation's clocks must allow, it is
    /// due from the next full second on.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn table_of_url(&self, name: &str, url: &str, cron: Option<&str>) -> anyhow::Result<Seeded> {
        let workspace = self.workspace().await?;
        let client = self.client().await?;
        let source = sources::insert_url(&client, workspace, url, None).await?;
        if cron.is_some() {
            // A slot of the schedule, not an instant between two.
            let first = Timestamp::from_second(sources::now(&client).await?.as_second() + 1)?;
            sources::set_schedule(&client, source, cron, "UTC", Some(first)).await?;
        }
        let host = sources::find(&client, source).await?.and_then(|source| source.host());
        drop(client);
        self.add_table(workspace, source, name, host).await
    }

    /// A table of an uploaded file, without a run.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn table_of_upload(&self, name: &str, file: &[u8]) -> anyhow::Result<Seeded> {
        let workspace = self.workspace().await?;
        let mut client = self.client().await?;
        let transaction = client.transaction().await?;
        let upload = uploads::insert(&transaction, workspace, "file.csv").await?;
        for (number, chunk) in (0..).zip(file.chunks(CHUNK_BYTES)) {
            uploads::add_chunk(&transaction, upload, number, chunk).await?;
        }
        uploads::complete(&transaction, upload, i64::try_from(file.len())?, &links::hash(file)).await?;
        let source = sources::insert_upload(&transaction, workspace, upload, None).await?;
        transaction.commit().await?;
        drop(client);
        self.add_table(workspace, source, name, None).await
    }

    /// Asks for a run of a table and rings, as the pages do. A bell that is not heard is the clock's affair.
    ///
    /// # Errors
    /// When the table has an active run.
    pub async fn ask(&self, seeded: &Seeded, cause: RunCause) -> anyhow::Result<RunId> {
        let new = NewRun {
            workspace: seeded.workspace,
            source: seeded.source,
            table: Some(seeded.table),
            cause,
            lane: Lane::Small,
            host: seeded.host.clone(),
            slot: None,
            slots_merged: 0,
        };
        self.insert(&new).await
    }

    /// Asks for a preview of a source and rings.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn ask_preview(&self, seeded: &Seeded) -> anyhow::Result<RunId> {
        let new = NewRun {
            workspace: seeded.workspace,
            source: seeded.source,
            table: None,
            cause: RunCause::Preview,
            lane: Lane::Interactive,
            host: seeded.host.clone(),
            slot: None,
            slots_merged: 0,
        };
        self.insert(&new).await
    }

    async fn insert(&self, new: &NewRun) -> anyhow::Result<RunId> {
        let client = self.client().await?;
        let run = runs::insert(&client, new).await?.context("the table has an active run")?;
        drop(client);
        let _ = self.bell.ring(new.lane, run).await;
        Ok(run)
    }

    async fn workspace(&self) -> anyhow::Result<WorkspaceId> {
        let mut client = self.client().await?;
        if let Some(workspace) = workspaces::find_by_slug(&client, SLUG).await? {
            return Ok(workspace.id);
        }
        let transaction = client.transaction().await?;
        let slug = SLUG.parse()?;
        let workspace = workspaces::insert(&transaction, &slug, "Testing").await?.context("made at once")?;
        table::create_workspace_schemas(&transaction, workspace, SLUG).await?;
        transaction.commit().await?;
        Ok(workspace)
    }

    async fn add_table(
        &self,
        workspace: WorkspaceId,
        source: SourceId,
        name: &str,
        host: Option<String>,
    ) -> anyhow::Result<Seeded> {
        let client = self.client().await?;
        let table = tables::insert(&client, workspace, source, &name.parse()?, name).await?;
        let table = table.context("the name is taken")?;
        Ok(Seeded { workspace, source, table, view: format!("{SLUG}.{name}"), host })
    }
}

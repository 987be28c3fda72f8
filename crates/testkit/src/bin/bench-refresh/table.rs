//! A table that is refreshed from a file of this process.

use std::time::Duration;

use rowmill_core::{
    model::{RunCause, RunState, WorkspaceId},
    store::{
        runs::Run,
        tables,
        versions::{self, Version},
        workspaces,
    },
    table::{Relations, Snapshot, query},
};
use testkit::{Answer, Formation, Ledger, Origin, Seeded};

const PATIENCE: Duration = Duration::from_secs(3_600);

pub(crate) struct Refreshed {
    pub(crate) formation: Formation,
    pub(crate) ledger: Ledger,
    origin: Origin,
    seeded: Seeded,
    path: String,
    is_first: bool,
}

impl Refreshed {
    pub(crate) async fn start(name: &str) -> anyhow::Result<Self> {
        let formation = Formation::builder().counts(0, 1, 0).start().await?;
        let (ledger, origin) = (formation.ledger()?, Origin::start()?);
        let path = format!("/{name}.csv");
        let seeded = ledger.table_of_url(name, &origin.url(&path), None).await?;
        Ok(Self { formation, ledger, origin, seeded, path, is_first: true })
    }

    /// Refreshes the table from this file, and returns the run.
    pub(crate) async fn refresh(&mut self, file: impl Into<String>) -> anyhow::Result<Run> {
        self.origin.set(&self.path, Answer::csv(file.into()));
        let cause = if std::mem::take(&mut self.is_first) { RunCause::Create } else { RunCause::Manual };
        let run = self.ledger.ask(&self.seeded, cause).await?;
        let run = self.ledger.wait_until_ended(run, PATIENCE).await?;
        let is_well = matches!(run.state, RunState::Published | RunState::Unchanged);
        anyhow::ensure!(is_well, "the refresh ended as {}: {:?}", run.state, run.failure);
        Ok(run)
    }

    /// The newest version.
    pub(crate) async fn version(&self) -> anyhow::Result<Version> {
        let client = self.ledger.client().await?;
        let table = tables::find(&client, self.seeded.table).await?.expect("it was made");
        Ok(versions::find(&client, table.id, table.current_version).await?.expect("it was published"))
    }

    /// The rows of a version as CSV, in the order of its file.
    pub(crate) async fn rows_of(&self, version: &Version) -> anyhow::Result<Vec<u8>> {
        let client = self.ledger.client().await?;
        let relations = Relations {
            workspace: self.workspace().await?,
            rows: version.relation.as_deref().expect("nothing was pruned"),
        };
        let snapshot = Snapshot { relations, version: version.number, extent: version.extent };
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

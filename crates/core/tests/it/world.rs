//! A workspace with one source and one table, and rows to load into it.

use bytes::Bytes;
use deadpool_postgres::{Client, Pool};
use futures_util::SinkExt;
use rowmill_core::{
    database,
    model::{Extent, Lane, RowCounts, RunCause, RunId, RunReport},
    store::{
        runs::{self, Claim, NewRun, Run},
        sources::{self, Fingerprint},
        tables::{self, Table},
        workspaces::{self, Workspace},
    },
    table::{
        self, Checks, Content, DigestChunk, Load, Publication, PublishError, Relations, RowEncoder,
        place_in_file,
    },
};
use tabular::{Cell, Column, ColumnType, diff::Digest};
use testkit::TestDatabase;

pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) pool: Pool,
    pub(crate) workspace: Workspace,
    pub(crate) table: Table,
}

impl World {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::new().await;
        let pool = database::pool(&database.url().into(), 8, "test").unwrap();
        let mut client = pool.get().await.unwrap();
        let transaction = client.transaction().await.unwrap();
        let id = workspaces::insert(&transaction, &"lab".parse().unwrap(), "Lab").await.unwrap().unwrap();
        table::create_workspace_schemas(&transaction, id, "lab").await.unwrap();
        let source = sources::insert_url(&transaction, id, "https://example.org/a.csv", None).await.unwrap();
        let table =
            tables::insert(&transaction, id, source, &"a".parse().unwrap(), "A").await.unwrap().unwrap();
        transaction.commit().await.unwrap();
        let workspace = workspaces::find(&client, id).await.unwrap().unwrap();
        let table = tables::find(&client, table).await.unwrap().unwrap();
        Self { database, pool, workspace, table }
    }

    pub(crate) async fn client(&self) -> Client {
        self.pool.get().await.unwrap()
    }

    pub(crate) fn new_run(&self) -> NewRun {
        NewRun {
            workspace: self.workspace.id,
            source: self.table.source,
            table: Some(self.table.id),
            cause: RunCause::Manual,
            lane: Lane::Small,
            host: None,
            slot: None,
            slots_merged: 0,
        }
    }

    pub(crate) async fn queue(&self) -> RunId {
        runs::insert(&self.client().await, &self.new_run()).await.unwrap().expect("no other run is active")
    }

    pub(crate) async fn claim(&self, run: RunId) -> Option<Claim> {
        let lease = std::time::Duration::from_secs(30);
        let run = runs::claim(&self.client().await, run, "test", lease, 4).await.unwrap()?;
        Some(Claim { run: run.id, attempt: run.attempt })
    }

    pub(crate) async fn run(&self, id: RunId) -> Run {
        runs::find(&self.client().await, id).await.unwrap().unwrap()
    }

    /// Loads rows into the relation of this claim.
    pub(crate) async fn load(&self, claim: Claim, columns: &[Column], rows: &[Vec<Cell<'_>>]) -> String {
        let relation = table::relation_name(self.table.id, claim.run, claim.attempt);
        let mut client = self.client().await;
        let transaction = client.transaction().await.unwrap();
        let relations = Relations { workspace: self.workspace.id, rows: &relation };
        let load = table::begin_load(transaction, relations, columns).await.unwrap();
        let count = write(&load, columns, rows).await;
        load.commit(1, count).await.unwrap();
        table::gather_statistics(&**client, &relations).await.unwrap();
        relation
    }

    pub(crate) async fn publish(
        &self,
        claim: Claim,
        previous: &[Column],
        columns: &[Column],
        rows: &[Vec<Cell<'_>>],
    ) -> Result<i32, PublishError> {
        let relation = self.load(claim, columns, rows).await;
        self.publish_loaded(claim, previous, columns, &relation, rows.len() as u64).await
    }

    /// Publishes rows that were loaded.
    pub(crate) async fn publish_loaded(
        &self,
        claim: Claim,
        previous: &[Column],
        columns: &[Column],
        relation: &str,
        loaded: u64,
    ) -> Result<i32, PublishError> {
        let extent = Extent::whole(i32::try_from(loaded).unwrap());
        let report =
            RunReport { rows: RowCounts { read: loaded, loaded, rejected: 0 }, ..RunReport::default() };
        let mut client = self.client().await;
        let table = tables::find(&client, self.table.id).await.unwrap().unwrap();
        let publication = Publication {
            claim,
            workspace: &self.workspace,
            table: &table,
            columns,
            previous,
            key: &[],
            content: Content::Loaded { relation, extent },
            fingerprint: &Fingerprint::default(),
            checks: checks(&table, None),
            report: &report,
            rejected: &[],
        };
        table::publish(&mut client, &publication, &mut None).await
    }

    /// Queues, claims, loads and publishes.
    pub(crate) async fn version(
        &self,
        previous: &[Column],
        columns: &[Column],
        rows: &[Vec<Cell<'_>>],
    ) -> i32 {
        let claim = self.claim(self.queue().await).await.unwrap();
        self.publish(claim, previous, columns, rows).await.unwrap()
    }
}

/// Writes rows and their digests; how many.
pub(crate) async fn write(load: &Load<'_>, columns: &[Column], rows: &[Vec<Cell<'_>>]) -> u32 {
    let mut sink = Box::pin(load.copy_in(columns).await.unwrap());
    let mut encoder = RowEncoder::new(columns.len());
    for (id, row) in (0..).zip(rows) {
        encoder.row(place_in_file(id), id);
        row.iter().for_each(|cell| encoder.cell(cell));
    }
    let encoded: Bytes = encoder.end();
    sink.send(encoded).await.unwrap();
    sink.close().await.unwrap();
    let count = u32::try_from(rows.len()).unwrap();
    let digests = (0..count).map(|id| Digest(u128::from(id))).collect();
    load.write_digests(&DigestChunk { first_id: 0, digests, places: None }).await.unwrap();
    count
}

/// The checks of a table whose file has all its columns.
pub(crate) fn checks(table: &Table, rows_before: Option<i64>) -> Checks<'_> {
    let patience = std::time::Duration::from_secs(10);
    Checks { rules: &table.rules.checks, key: &table.rules.key, missing: &[], rows_before, patience }
}

pub(crate) fn column(name: &str, kind: ColumnType) -> Column {
    Column::new(name, name, kind)
}

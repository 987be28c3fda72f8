//! Rows that were published before they were indexed.

use rowmill_core::{
    store::versions,
    table::{
        self, Relations, Snapshot,
        query::{PageQuery, Seek, page},
    },
};
use tabular::{Cell, Column, ColumnType};

use crate::world::{World, column, write};

const ROWS: i64 = 1_000;

struct Unindexed {
    world: World,
    columns: Vec<Column>,
    relation: String,
}

impl Unindexed {
    /// Loads a first version as several connections do, and publishes it if it is said.
    async fn new(is_published: bool) -> Self {
        let world = World::new().await;
        let columns = vec![column("n", ColumnType::BIGINT)];
        let rows: Vec<Vec<Cell<'_>>> = (0..ROWS).map(|n| vec![Cell::Integer(n * 10)]).collect();
        let claim = world.claim(world.queue().await).await.unwrap();
        let relation = table::relation_name(world.table.id, claim.run, claim.attempt);
        let relations = Relations { workspace: world.workspace.id, rows: &relation };
        let mut client = world.client().await;
        table::prepare_load(&mut client, &relations, &columns).await.unwrap();
        let load = table::join_load(&mut client, relations).await.unwrap();
        let count = write(&load, &columns, &rows).await;
        load.commit_share().await.unwrap();
        table::finish_load(&mut client, &relations, 1, count).await.unwrap();
        if is_published {
            world.publish_loaded(claim, &[], &columns, &relation, u64::from(count)).await.unwrap();
        }
        Self { world, columns, relation }
    }

    async fn indexes(&self) -> i64 {
        let statement = "SELECT count(*) FROM pg_indexes WHERE tablename = $1";
        self.world.client().await.query_one(statement, &[&self.relation]).await.unwrap().get(0)
    }

    async fn first_page(&self) -> Vec<Vec<Option<String>>> {
        let mut client = self.world.client().await;
        let version = versions::find(&client, self.world.table.id, 1).await.unwrap().unwrap();
        let relations = Relations { workspace: self.world.workspace.id, rows: &self.relation };
        let snapshot = Snapshot { relations, version: 1, extent: version.extent };
        let query = PageQuery { snapshot, columns: &self.columns, sort: None, seek: Seek::First, limit: 2 };
        page(&mut client, &query).await.unwrap().rows
    }
}

#[tokio::test]
async fn published_rows_are_read_before_they_are_indexed_and_indexed_once() {
    let unindexed = Unindexed::new(true).await;
    let first = [[Some("0".to_owned())], [Some("10".to_owned())]];
    assert_eq!((unindexed.indexes().await, unindexed.first_page().await), (0, first.map(Vec::from).to_vec()));

    let mut client = unindexed.world.client().await;
    assert_eq!(table::index_unindexed(&mut client, 5).await.unwrap(), 1);
    assert_eq!((unindexed.indexes().await, unindexed.first_page().await.len()), (2, 2));
    assert_eq!(table::index_unindexed(&mut client, 5).await.unwrap(), 0);
    table::index_published(&mut client, &unindexed.relation).await.unwrap();
    assert_eq!(unindexed.indexes().await, 2);
}

#[tokio::test]
async fn rows_that_are_not_published_are_left_alone() {
    let unindexed = Unindexed::new(false).await;
    let mut client = unindexed.world.client().await;
    assert_eq!(table::index_unindexed(&mut client, 5).await.unwrap(), 0);
    table::index_published(&mut client, &unindexed.relation).await.unwrap();
    assert_eq!(unindexed.indexes().await, 0);
}

#[tokio::test]
async fn readers_do_not_wait_for_indexes_nor_indexes_for_readers() {
    let unindexed = Unindexed::new(true).await;
    let mut reading = unindexed.world.client().await;
    let reader = reading.transaction().await.unwrap();
    reader.query("SELECT * FROM lab.a", &[]).await.unwrap();
    table::index_published(&mut unindexed.world.client().await, &unindexed.relation).await.unwrap();
    assert_eq!(unindexed.indexes().await, 2);
    assert_eq!(reader.query("SELECT * FROM lab.a", &[]).await.unwrap().len() as i64, ROWS);
}

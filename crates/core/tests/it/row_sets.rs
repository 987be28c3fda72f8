//! Versions that share one relation: each is read as it was published, in its order, and the view shows the newest.

use std::io;

use rowmill_core::{
    model::{Extent, RowChanges, RunReport},
    store::{
        sources::Fingerprint,
        tables,
        versions::{self, Version},
    },
    table::{
        self, AddedPiece, AddedRows, Bitmap, Checks, Compaction, Content, Delta, DigestChunk, Publication,
        PublishError, Relations, RowEncoder, Snapshot, place_in_file, places,
        query::{Direction, PageQuery, Seek, Sort, page},
    },
};
use tabular::{
    Cell, Column, ColumnType,
    diff::{Added, Digest},
};

use crate::world::{World, column};

/// Rows of one number each.
#[derive(Debug)]
struct Numbers {
    rows: Vec<(i64, i64)>,
    first_id: u32,
}

impl AddedRows for Numbers {
    fn read(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<AddedPiece>> + Send + '_>> {
        if self.rows.is_empty() {
            return Ok(Box::new(std::iter::empty()));
        }
        let mut encoder = RowEncoder::new(1);
        let mut chunk =
            DigestChunk { first_id: self.first_id, digests: Vec::new(), places: Some(Vec::new()) };
        for (place, number) in &self.rows {
            encoder.row(*place, chunk.end());
            encoder.cell(&Cell::Integer(*number));
            chunk.digests.push(Digest(u128::from(number.cast_unsigned())));
            chunk.places.as_mut().unwrap().push(*place);
        }
        Ok(Box::new([Ok(AddedPiece::Rows(encoder.end())), Ok(AddedPiece::Digests(chunk))].into_iter()))
    }
}

struct Shared {
    world: World,
    columns: Vec<Column>,
    /// Of the newest version: number, place and id, in order.
    rows: Vec<(i64, i64, u32)>,
    bitmap: Bitmap,
    /// The rows of each version.
    versions: Vec<Vec<i64>>,
}

impl Shared {
    async fn new(count: u32) -> Self {
        let world = World::new().await;
        let columns = vec![column("n", ColumnType::BIGINT)];
        let numbers: Vec<i64> = (0..i64::from(count)).map(|n| n * 10).collect();
        let rows: Vec<Vec<Cell<'_>>> = numbers.iter().map(|n| vec![Cell::Integer(*n)]).collect();
        world.version(&[], &columns, &rows).await;
        let placed = numbers.iter().zip(0..).map(|(n, id)| (*n, place_in_file(id), id)).collect();
        Self { world, columns, rows: placed, bitmap: Bitmap::first(count), versions: vec![numbers] }
    }

    async fn version(&self, number: i32) -> Version {
        let client = self.world.client().await;
        versions::find(&client, self.world.table.id, number).await.unwrap().unwrap()
    }

    /// Publishes a version without the rows at `gone`, and with these numbers behind the row that is then at `at`.
    async fn next(&mut self, gone: &[usize], at: usize, numbers: &[i64]) {
        self.next_while(gone, at, numbers, async || {}).await.unwrap();
    }

    /// The same, while something else is done between the comparison with the version before and the publication.
    async fn next_while(
        &mut self,
        gone: &[usize],
        at: usize,
        numbers: &[i64],
        meanwhile: impl AsyncFnOnce(),
    ) -> Result<(), PublishError> {
        let before = self.version(i32::try_from(self.versions.len()).unwrap()).await;
        let extent = before.extent.unwrap();
        let mut now = self.bitmap.clone();
        gone.iter().for_each(|row| now.remove(self.rows[*row].2));
        let kept = self.rows.iter().enumerate().filter(|(i, _)| !gone.contains(i)).map(|(_, row)| *row);
        let mut rows: Vec<(i64, i64, u32)> = kept.collect();
        let (after, next) = (at.checked_sub(1).map(|i| rows[i].1), rows.get(at).map(|row| row.1));
        let added = |number| Added { number, digest: Digest(0), after, before: next, replaces: None };
        let places = places(&(0..numbers.len() as u64).map(added).collect::<Vec<_>>()).unwrap();
        let first_id = extent.rows_end.cast_unsigned();
        let new: Vec<(i64, i64, u32)> =
            numbers.iter().zip(&places).zip(first_id..).map(|((n, place), id)| (*n, *place, id)).collect();
        new.iter().for_each(|row| now.insert(row.2));
        rows.splice(at..at, new.iter().copied());

        let relation = before.relation.unwrap();
        let delta = Delta {
            relations: Relations { workspace: self.world.workspace.id, rows: &relation },
            before: &self.bitmap,
            was_whole: extent.is_whole,
            now: &now,
            extent: extent.followed(
                extent.rows_end + i32::try_from(numbers.len()).unwrap(),
                extent.is_whole && gone.is_empty(),
            ),
            rows: &Numbers { rows: new.iter().map(|row| (row.1, row.0)).collect(), first_id },
            row_count: now.len(),
            is_carried: false,
        };
        let claim = self.world.claim(self.world.queue().await).await.unwrap();
        let mut client = self.world.client().await;
        let table = tables::find(&client, self.world.table.id).await.unwrap().unwrap();
        let changes = RowChanges { added: numbers.len() as u64, removed: gone.len() as u64, changed: None };
        let publication = Publication {
            claim,
            workspace: &self.world.workspace,
            table: &table,
            columns: &self.columns,
            previous: &self.columns,
            key: &[],
            content: Content::Delta(&delta),
            fingerprint: &Fingerprint::default(),
            checks: Checks::NONE,
            report: &RunReport { changes: Some(changes), ..RunReport::default() },
            rejected: &[],
        };
        meanwhile().await;
        table::publish(&mut client, &publication, &mut None).await?;
        (self.rows, self.bitmap) = (rows, now);
        self.versions.push(self.rows.iter().map(|row| row.0).collect());
        Ok(())
    }

    /// Every row of a version, a page at a time.
    async fn read(&self, number: i32, sort: Option<Sort>, limit: usize) -> Vec<i64> {
        let version = self.version(number).await;
        let snapshot = Snapshot::of(self.world.workspace.id, &version).unwrap();
        let mut client = self.world.client().await;
        let (mut seek, mut rows) = (Seek::First, Vec::new());
        loop {
            let query = PageQuery { snapshot, columns: &self.columns, sort, seek, limit };
            let page = page(&mut client, &query).await.unwrap();
            rows.extend(page.rows.iter().map(|row| row[0].as_deref().unwrap().parse::<i64>().unwrap()));
            let Some(after) = page.after else { return rows };
            seek = Seek::After(after);
        }
    }

    /// Writes the relation anew; nobody sees a difference.
    async fn compact(&mut self, relation: &str) {
        let version = self.version(i32::try_from(self.versions.len()).unwrap()).await;
        let reading = self.world.client().await;
        let table = tables::find(&reading, self.world.table.id).await.unwrap().unwrap();
        let workspace = &self.world.workspace;
        let compaction = Compaction { workspace, table: &table, version: &version, relation };
        assert!(compaction.run(&reading, &mut self.world.client().await).await.unwrap());
        // The newest version's rows lie as if they had just been loaded.
        for (i, row) in (0..).zip(&mut self.rows) {
            (row.1, row.2) = (place_in_file(i), i);
        }
        self.bitmap = Bitmap::first(u32::try_from(self.rows.len()).unwrap());
        let extent = self.version(version.number).await.extent.unwrap();
        let count = i32::try_from(version.row_count).unwrap();
        let whole = Extent { rows_end: extent.rows_end, added_from: extent.rows_end, ..Extent::whole(count) };
        assert_eq!(extent, whole);
    }

    async fn check(&self) {
        for (number, expected) in (1..).zip(&self.versions) {
            assert_eq!(self.read(number, None, 7).await, *expected, "version {number}");
            let mut sorted = expected.clone();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            let descending = Some(Sort { column: 0, direction: Direction::Descending });
            assert_eq!(self.read(number, descending, 7).await, sorted, "version {number}, sorted");
        }
        let client = self.world.client().await;
        let shown: Vec<i64> = client
            .query("SELECT n FROM lab.a ORDER BY n", &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        let mut expected = self.versions.last().unwrap().clone();
        expected.sort_unstable();
        assert_eq!(shown, expected);
    }
}

#[tokio::test]
async fn every_version_is_read_as_it_was_published() {
    let mut shared = Shared::new(30).await;
    shared.check().await;
    shared.next(&[], 30, &[1000, 1001]).await;
    shared.check().await;
    shared.next(&[3, 4], 3, &[31, 41, 51]).await;
    shared.check().await;
    shared.next(&[0], 0, &[-1]).await;
    // A row that was added goes, and another comes in its place.
    shared.next(&[4], 4, &[42]).await;
    shared.next(&[], 4, &[]).await;
    shared.check().await;
    let version = shared.version(3).await;
    assert_eq!(version.relation, shared.version(1).await.relation);
    assert_eq!(version.changes, Some(RowChanges { added: 3, removed: 2, changed: None }));
}

#[tokio::test]
async fn a_relation_that_is_written_anew_keeps_every_version() {
    let mut shared = Shared::new(30).await;
    shared.next(&[3, 4, 29], 3, &[31, 41, 51]).await;
    shared.next(&[0, 4, 5], 0, &[-1, -2]).await;
    shared.compact("t1_r1_a77").await;
    shared.check().await;
    shared.next(&[1, 2], 5, &[7, 8]).await;
    shared.next(&[], 0, &[-5]).await;
    shared.check().await;
    shared.compact("t1_r1_a78").await;
    shared.check().await;
    shared.next(&[0], 27, &[9]).await;
    shared.check().await;
    let client = shared.world.client().await;
    let names: Vec<String> = client
        .query("SELECT DISTINCT relation FROM rowmill.versions", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(names, ["t1_r1_a78"], "nothing refers to the relations before");
}

#[tokio::test]
async fn nothing_is_added_to_rows_that_were_written_anew_meanwhile() {
    for is_dropped in [false, true] {
        let mut shared = Shared::new(30).await;
        shared.next(&[3, 4, 29], 3, &[31, 41, 51]).await;
        let (pool, workspace) = (shared.world.pool.clone(), shared.world.workspace.clone());
        let (version, table) = (shared.version(2).await, shared.world.table.id);
        let written_anew = async || {
            let (reading, mut client) = (pool.get().await.unwrap(), pool.get().await.unwrap());
            let table = tables::find(&reading, table).await.unwrap().unwrap();
            let compaction =
                Compaction { workspace: &workspace, table: &table, version: &version, relation: "t1_r1_a77" };
            assert!(compaction.run(&reading, &mut client).await.unwrap());
            if is_dropped {
                assert!(
                    table::drop_if_orphaned(&mut client, version.relation.as_deref().unwrap()).await.unwrap()
                );
            }
        };
        let published = shared.next_while(&[5], 5, &[61], written_anew).await;
        assert!(matches!(published, Err(PublishError::Moved)), "{published:?}");
        shared.check().await;
    }
}

#[tokio::test]
async fn rows_beyond_the_first_segment_of_the_bitmap_are_told_apart() {
    let mut shared = Shared::new(63_990).await;
    let numbers: Vec<i64> = (0..100).map(|n| 10_000_000 + n).collect();
    shared.next(&[7, 63_989], 63_988, &numbers).await;
    let newest = shared.read(2, None, 10_000).await;
    assert_eq!(newest, shared.versions[1]);
    let first = shared.read(1, Some(Sort { column: 0, direction: Direction::Ascending }), 10_000).await;
    assert_eq!(first, shared.versions[0]);
}

//! A table with a past: each version a difference to the one before, or loaded anew, with digests as a worker writes them.

use std::io;

use bytes::Bytes;
use futures_util::SinkExt;
use rowmill_core::{
    model::{Extent, RunReport},
    store::{
        sources::Fingerprint,
        tables,
        versions::{self, Version},
    },
    table::{
        self, AddedPiece, AddedRows, Bitmap, Checks, Content, Delta, DigestChunk, Publication, Relations,
        RowEncoder, Snapshot,
        history::{
            ChangeFilter, ChangePage, ChangeQuery, ChangeSeek, ChangedRow, Comparison, Difference, Side,
            compare, page,
        },
        place_in_file, places,
        query::QueryError,
    },
};
use tabular::{
    Cell, Column, ColumnType,
    diff::{Differ, Digest, Known, MEMORY, Matching},
};

use crate::world::World;

pub(crate) type Row = Vec<Option<String>>;

/// A row of these cells; `-` is NULL.
pub(crate) fn row(cells: &str) -> Row {
    cells.split_whitespace().map(|cell| (cell != "-").then(|| cell.to_owned())).collect()
}

/// A published version as it was made.
pub(crate) struct Made {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    /// Each row as the relation knows it.
    known: Vec<Known>,
    bitmap: Bitmap,
}

pub(crate) struct Past {
    pub(crate) world: World,
    pub(crate) versions: Vec<Made>,
}

#[derive(Debug)]
struct Encoded(Bytes, DigestChunk);

impl AddedRows for Encoded {
    fn read(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<AddedPiece>> + Send + '_>> {
        let pieces = [AddedPiece::Rows(self.0.clone()), AddedPiece::Digests(self.1.clone())];
        let count = if self.1.digests.is_empty() { 0 } else { 2 };
        Ok(Box::new(pieces.into_iter().take(count).map(Ok)))
    }
}

fn encode<'a>(columns: &[Column], rows: impl Iterator<Item = (&'a Row, Known)>) -> Bytes {
    let mut encoder = RowEncoder::new(columns.len());
    for (row, known) in rows {
        encoder.row(known.order, known.id);
        for (column, cell) in columns.iter().zip(row) {
            encoder.cell(&match (cell, &column.kind) {
                (None, _) => Cell::Null,
                (Some(text), ColumnType::Text) => Cell::Text(text),
                (Some(text), _) => Cell::Integer(text.parse().unwrap()),
            });
        }
    }
    encoder.end()
}

fn digest(row: &Row) -> Digest {
    Digest::of(row.iter().map(Option::as_deref))
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap()
}

impl Past {
    pub(crate) async fn new() -> Self {
        Self { world: World::new().await, versions: Vec::new() }
    }

    pub(crate) async fn version(&self, number: i32) -> Version {
        let client = self.world.client().await;
        versions::find(&client, self.world.table.id, number).await.unwrap().unwrap()
    }

    fn newest(&self) -> i32 {
        count(self.versions.len())
    }

    /// Publishes a version in a relation of its own.
    pub(crate) async fn load(&mut self, columns: &[Column], rows: Vec<Row>) {
        let number = self.newest() + 1;
        let claim = self.world.claim(self.world.queue().await).await.unwrap();
        let relation = table::relation_name(self.world.table.id, claim.run, claim.attempt);
        let relations = Relations { workspace: self.world.workspace.id, rows: &relation };
        let known: Vec<Known> = (0..)
            .zip(&rows)
            .map(|(id, row)| Known { digest: digest(row), id, order: place_in_file(id) })
            .collect();
        let mut client = self.world.client().await;
        let load = table::begin_load(client.transaction().await.unwrap(), relations, columns).await.unwrap();
        let mut sink = Box::pin(load.copy_in(columns).await.unwrap());
        sink.send(encode(columns, rows.iter().zip(known.iter().copied()))).await.unwrap();
        sink.close().await.unwrap();
        for chunk in known.chunks(DigestChunk::FULL) {
            let digests = chunk.iter().map(|known| known.digest).collect();
            load.write_digests(&DigestChunk { first_id: chunk[0].id, digests, places: None }).await.unwrap();
        }
        load.commit(number, count(rows.len()).cast_unsigned()).await.unwrap();
        table::gather_statistics(&**client, &relations).await.unwrap();
        let content = Content::Loaded { relation: &relation, extent: Extent::whole(count(rows.len())) };
        self.publish(columns, claim, content).await;
        let bitmap = Bitmap::first(count(rows.len()).cast_unsigned());
        self.versions.push(Made { columns: columns.to_vec(), rows, known, bitmap });
    }

    /// Publishes a version of the same columns as a difference to the newest.
    pub(crate) async fn refresh(&mut self, rows: Vec<Row>) {
        let before = self.version(self.newest()).await;
        let extent = before.extent.unwrap();
        let last = self.versions.last().unwrap();
        let old = last.known.clone();
        let mut differ =
            Differ::new(old.into_iter().map(Ok), Matching::Content, MEMORY, || unreachable!("few rows"));
        let digests: Vec<Digest> = rows.iter().map(digest).collect();
        differ.push(&digests).unwrap();
        let lists = differ.finish().unwrap().lists.unwrap();
        let Some(places) = places(&lists.added) else {
            let columns = last.columns.clone();
            return self.load(&columns, rows).await;
        };

        let first_id = extent.rows_end.cast_unsigned();
        let mut now = last.bitmap.clone();
        lists.removed.iter().for_each(|row| now.remove(row.id));
        let added: Vec<Known> = lists
            .added
            .iter()
            .zip(&places)
            .zip(first_id..)
            .map(|((row, place), id)| Known { digest: row.digest, id, order: *place })
            .collect();
        added.iter().for_each(|row| now.insert(row.id));
        let mut known: Vec<Known> = last.known.iter().filter(|row| now.contains(row.id)).copied().collect();
        known.extend(&added);
        known.sort_unstable_by_key(|row| row.order);

        let new = lists.added.iter().map(|row| &rows[usize::try_from(row.number).unwrap()]);
        let digests = added.iter().map(|row| row.digest).collect();
        let chunk = DigestChunk { first_id, digests, places: Some(places) };
        let encoded = Encoded(encode(&last.columns, new.zip(added.iter().copied())), chunk);
        let relation = before.relation.unwrap();
        let delta = Delta {
            relations: Relations { workspace: self.world.workspace.id, rows: &relation },
            before: &last.bitmap,
            was_whole: extent.is_whole,
            now: &now,
            extent: extent
                .followed(extent.rows_end + count(added.len()), extent.is_whole && lists.removed.is_empty()),
            row_count: now.len(),
            rows: &encoded,
            is_carried: false,
        };
        let claim = self.world.claim(self.world.queue().await).await.unwrap();
        self.publish(&last.columns, claim, Content::Delta(&delta)).await;
        // Rows that only moved stay where they were: a table is a multiset of rows.
        let columns = last.columns.clone();
        self.versions.push(Made { columns, rows, known, bitmap: now });
    }

    async fn publish(
        &self,
        columns: &[Column],
        claim: rowmill_core::store::runs::Claim,
        content: Content<'_>,
    ) {
        let mut client = self.world.client().await;
        let table = tables::find(&client, self.world.table.id).await.unwrap().unwrap();
        let publication = Publication {
            claim,
            workspace: &self.world.workspace,
            table: &table,
            columns,
            previous: self.versions.last().map_or(&[], |made| &made.columns),
            key: &[],
            content,
            fingerprint: &Fingerprint::default(),
            checks: Checks::NONE,
            report: &RunReport::default(),
            rejected: &[],
        };
        table::publish(&mut client, &publication, &mut None).await.unwrap();
    }

    pub(crate) async fn between(&self, from: i32, to: i32, key: &[&str]) -> Between<'_> {
        let key: Vec<String> = key.iter().map(|name| (*name).to_owned()).collect();
        let mut between = Between {
            past: self,
            from: self.version(from).await,
            to: self.version(to).await,
            key,
            difference: None,
        };
        let mut client = self.world.client().await;
        between.difference = Some(compare(&mut client, &between.comparison()).await.unwrap());
        between
    }
}

/// Two versions and their difference.
pub(crate) struct Between<'a> {
    past: &'a Past,
    from: Version,
    to: Version,
    key: Vec<String>,
    difference: Option<Difference>,
}

impl Between<'_> {
    fn comparison(&self) -> Comparison<'_> {
        Comparison { from: self.side(&self.from), to: self.side(&self.to), key: &self.key }
    }

    fn side<'a>(&self, version: &'a Version) -> Side<'a> {
        let workspace = self.past.world.workspace.id;
        let snapshot = Snapshot::of(workspace, version).unwrap();
        Side { snapshot, columns: &version.columns, key: &version.key }
    }

    pub(crate) fn difference(&self) -> &Difference {
        self.difference.as_ref().unwrap()
    }

    pub(crate) async fn page(
        &self,
        filter: ChangeFilter<'_>,
        seek: ChangeSeek,
        limit: usize,
    ) -> Result<ChangePage, QueryError> {
        let query = ChangeQuery { comparison: self.comparison(), filter, seek, limit };
        page(&self.past.world.client().await, &query, self.difference()).await
    }

    /// All changes, forwards, and once more backwards, a page at a time.
    pub(crate) async fn changes(&self, filter: ChangeFilter<'_>, limit: usize) -> Vec<ChangedRow> {
        let mut page = self.page(filter, ChangeSeek::From(0), limit).await.unwrap();
        assert_eq!(page.before, None);
        let mut forwards = page.rows.clone();
        while let Some(after) = page.after {
            page = self.page(filter, ChangeSeek::From(after), limit).await.unwrap();
            forwards.extend(page.rows.clone());
        }
        let mut backwards = page.rows;
        while let Some(before) = page.before {
            page = self.page(filter, ChangeSeek::Before(before), limit).await.unwrap();
            backwards.splice(0..0, page.rows);
        }
        assert_eq!(backwards, forwards);
        forwards
    }
}

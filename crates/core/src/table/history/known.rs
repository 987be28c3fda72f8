//! All rows of a version in order, by their digests, a piece at a time.

use deadpool_postgres::Client;
use futures_util::{StreamExt, TryStreamExt};
use tabular::diff::{Digest, Known};
use tokio_postgres::types::Type;

use super::{ComparedColumn, Fault, Side, cells, columns::find};
use crate::{
    model::Extent,
    table::{
        query::{in_order, row},
        rows::{Bitmap, DigestChunk, Relations, Snapshot, read_bitmap, read_digests},
    },
};

/// Rows that are read at a time.
const PIECE: i64 = 40_000;

/// Where a version's digests come from.
pub(super) enum KnownRows<'a> {
    /// As they were stored with the rows.
    Stored(Stored<'a>),
    /// Made of the rows themselves.
    Read(Read),
}

pub(super) struct Stored<'a> {
    relations: Relations<'a>,
    extent: Extent,
    bitmap: Bitmap,
    /// Rows added since, from the last to the first that was not handed out.
    later: Vec<Known>,
    next_id: i32,
    missing: u64,
}

pub(super) struct Read {
    statement: String,
    /// For each of the compared columns, in one order, where it stands in a row of the result.
    columns: Vec<Option<usize>>,
    after: Option<i64>,
    ended: bool,
}

impl<'a> KnownRows<'a> {
    pub(super) async fn stored(
        client: &Client,
        snapshot: &Snapshot<'a>,
        extent: Extent,
    ) -> Result<Self, Fault> {
        let bitmap = alive(client, snapshot).await?;
        let mut later: Vec<Known> = later(client, snapshot, extent).await?;
        later.retain(|known| bitmap.contains(known.id));
        later.sort_unstable_by_key(|known| std::cmp::Reverse(known.order));
        let missing = bitmap.len();
        Ok(Self::Stored(Stored { relations: snapshot.relations, extent, bitmap, later, next_id: 0, missing }))
    }

    pub(super) fn read(side: &Side<'a>, compared: &[ComparedColumn]) -> Self {
        let names = cells::in_one_order(compared);
        let cells = cells::comparable(side.columns, names.iter().copied());
        let mut index = 0;
        let columns = names.iter().map(|name| {
            find(side.columns, name).map(|_| {
                index += 1;
                index
            })
        });
        let columns = columns.collect();
        let place = row();
        let statement = in_order(
            &side.snapshot,
            &format!("{place}{cells}"),
            &format!("({place} > $1 OR $1 IS NULL)"),
            Some(&PIECE.to_string()),
        );
        Self::Read(Read { statement, columns, after: None, ended: false })
    }

    /// The next rows; none at the end.
    pub(super) async fn next(&mut self, client: &Client) -> Result<Vec<Known>, Fault> {
        match self {
            Self::Stored(stored) => stored.next(client).await,
            Self::Read(read) => read.next(client).await,
        }
    }
}

impl Stored<'_> {
    async fn next(&mut self, client: &Client) -> Result<Vec<Known>, Fault> {
        let mut rows = Vec::new();
        while rows.is_empty() && self.next_id < self.extent.base_end {
            let end = self.next_id.saturating_add(DigestChunk::FULL as i32).min(self.extent.base_end);
            let mut chunks = Box::pin(read_digests(client, &self.relations, self.next_id..end).await?);
            while let Some(chunk) = chunks.try_next().await? {
                for known in chunk.known().filter(|known| self.bitmap.contains(known.id)) {
                    while let Some(later) = self.later.pop_if(|later| later.order < known.order) {
                        rows.push(later);
                    }
                    rows.push(known);
                }
            }
            self.next_id = end;
        }
        if rows.is_empty() {
            rows.extend(std::mem::take(&mut self.later).into_iter().rev());
        }
        self.missing = self.missing.checked_sub(rows.len() as u64).ok_or(Fault::Damaged)?;
        if rows.is_empty() && self.missing > 0 {
            return Err(Fault::Damaged);
        }
        Ok(rows)
    }
}

impl Read {
    async fn next(&mut self, client: &Client) -> Result<Vec<Known>, Fault> {
        if self.ended {
            return Ok(Vec::new());
        }
        let stream = client.query_typed_raw(&self.statement, [(self.after, Type::INT8)]).await?;
        let mut stream = Box::pin(stream);
        let mut rows = Vec::new();
        while let Some(row) = stream.next().await {
            let row = row?;
            let cells = self.columns.iter().map(|column| column.map_or(Ok(None), |i| row.try_get(i)));
            let cells = cells.collect::<Result<Vec<Option<&str>>, _>>()?;
            rows.push(Known { digest: Digest::of(cells), id: 0, order: row.try_get(0)? });
        }
        self.ended = rows.is_empty();
        self.after = rows.last().map(|known| known.order);
        Ok(rows)
    }
}

/// The rows a version has.
pub(super) async fn alive(client: &Client, snapshot: &Snapshot<'_>) -> Result<Bitmap, Fault> {
    Ok(read_bitmap(&***client, &snapshot.relations, snapshot.version).await?)
}

/// The rows that were not loaded together, in the order of their ids. They are few: a relation with many is written anew.
pub(super) async fn later(
    client: &Client,
    snapshot: &Snapshot<'_>,
    extent: Extent,
) -> Result<Vec<Known>, Fault> {
    let start = if extent.has_past { extent.base_end } else { extent.added_from };
    let ids = start..extent.rows_end;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let chunks = read_digests(client, &snapshot.relations, ids).await?;
    let chunks: Vec<DigestChunk> = chunks.try_collect().await?;
    Ok(chunks.iter().flat_map(DigestChunk::known).collect())
}

//! The rows of a version, in the order of its file, by their digests.

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use tabular::diff::Known;
use tokio_postgres::Client;

use super::{Bitmap, DigestChunk, DigestError, Relations, read_bitmap, read_digests};
use crate::model::Extent;

/// What is known of the rows of a version.
#[derive(Debug)]
pub struct KnownRows {
    /// Which rows of its relation it has.
    pub bitmap: Bitmap,
    /// Rows that the relation has, in this version or not.
    pub written: u64,
    /// The place of the last row of the relation; `None` where there is none.
    pub last_place: Option<i64>,
    base_end: i32,
    /// Those of its rows that were not loaded together, in order.
    added: Vec<Known>,
}

/// How far the rows of a version were read; from the beginning by default.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Reached {
    /// Behind the last of those that were loaded together.
    id: i32,
    /// Of the others, how many were handed out.
    added: usize,
}

impl KnownRows {
    /// Looks up which rows the version has.
    ///
    /// # Errors
    /// When digests are damaged, or Postgres refuses.
    pub async fn find(
        client: &Client,
        relations: &Relations<'_>,
        version: i32,
        extent: Extent,
    ) -> Result<Self, DigestError> {
        let base_end = extent.base_end;
        let bitmap = read_bitmap(client, relations, version).await?;
        let mut added = read_added(client, relations, extent).await?;
        let last_loaded =
            base_end.checked_sub(1).filter(|id| *id >= 0).map(|id| super::place_in_file(id.cast_unsigned()));
        let last_place = last_loaded.max(added.iter().map(|row| row.order).max());
        let written = u64::from(base_end.cast_unsigned()) + added.len() as u64;
        added.retain(|row| bitmap.contains(row.id));
        added.sort_unstable_by_key(|row| row.order);
        Ok(Self { bitmap, written, last_place, base_end, added })
    }

    /// All rows of the version in the order of its file, some tens of thousands at a time. One query reads them: until its
    /// end nobody can drop the relation, and the connection serves nothing else.
    ///
    /// # Errors
    /// When Postgres refuses; within, also where digests are damaged.
    pub async fn in_order(
        &self,
        client: &Client,
        relations: &Relations<'_>,
    ) -> Result<impl Stream<Item = Result<Vec<Known>, DigestError>>, DigestError> {
        let chunks = read_digests(client, relations, 0..self.base_end).await?;
        let chunks = chunks.map_ok(Some).chain(stream::once(async { Ok(None) }));
        let mut handed_out = 0;
        Ok(chunks.map_ok(move |chunk: Option<DigestChunk>| self.rows_of(chunk.as_ref(), &mut handed_out)))
    }

    /// The next rows in that order; none at the end. Each call is a query of its own that is read to its end, so that one
    /// connection serves several versions in turn.
    ///
    /// # Errors
    /// When digests are damaged, or Postgres refuses.
    pub(in super::super) async fn next(
        &self,
        client: &Client,
        relations: &Relations<'_>,
        reached: &mut Reached,
    ) -> Result<Vec<Known>, DigestError> {
        let mut rows = Vec::new();
        while rows.is_empty() && reached.id < self.base_end {
            let end = reached.id.saturating_add(DigestChunk::FULL as i32).min(self.base_end);
            let mut chunks = Box::pin(read_digests(client, relations, reached.id..end).await?);
            while let Some(chunk) = chunks.try_next().await? {
                rows.append(&mut self.rows_of(Some(&chunk), &mut reached.added));
            }
            reached.id = end;
        }
        if rows.is_empty() {
            rows = self.rows_of(None, &mut reached.added);
        }
        Ok(rows)
    }

    /// The version's rows of a chunk, and before each what was added there; for `None`, which follows the last chunk, what
    /// was added behind all of them.
    fn rows_of(&self, chunk: Option<&DigestChunk>, handed_out: &mut usize) -> Vec<Known> {
        let added = &self.added[*handed_out..];
        let Some(chunk) = chunk else {
            *handed_out = self.added.len();
            return added.to_vec();
        };
        let mut added = added.iter().copied().peekable();
        let mut rows = Vec::with_capacity(chunk.digests.len());
        for row in chunk.known().filter(|row| self.bitmap.contains(row.id)) {
            while let Some(new) = added.next_if(|new| new.order < row.order) {
                rows.push(new);
            }
            rows.push(row);
        }
        *handed_out = self.added.len() - added.len();
        rows
    }
}

/// The rows that were not loaded together, in the order of their ids, whichever version has them. They are few: a relation
/// with many is written anew.
///
/// # Errors
/// When digests are damaged, or Postgres refuses.
pub(in super::super) async fn read_added(
    client: &Client,
    relations: &Relations<'_>,
    extent: Extent,
) -> Result<Vec<Known>, DigestError> {
    let first_id = if extent.has_past { extent.base_end } else { extent.added_from };
    let mut added = Vec::new();
    let mut chunks = Box::pin(read_digests(client, relations, first_id..extent.rows_end).await?);
    while let Some(chunk) = chunks.try_next().await? {
        added.extend(chunk.known());
    }
    Ok(added)
}

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
    /// Rows that were added since the others were loaded together, in order. They are few: a relation with many is written
    /// anew.
    added: Vec<Known>,
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
        let Extent { base_end, added_from, rows_end, .. } = extent;
        let bitmap = read_bitmap(client, relations, version).await?;
        let mut last_place =
            base_end.checked_sub(1).filter(|id| *id >= 0).map(|id| super::place_in_file(id.cast_unsigned()));
        let mut written = u64::from(base_end.cast_unsigned());
        let mut added = Vec::new();
        let mut chunks = Box::pin(read_digests(client, relations, added_from..rows_end).await?);
        while let Some(chunk) = chunks.try_next().await? {
            written += chunk.digests.len() as u64;
            last_place = last_place.max(chunk.places.iter().flatten().max().copied());
            added.extend(chunk.known().filter(|row| bitmap.contains(row.id)));
        }
        added.sort_unstable_by_key(|row| row.order);
        Ok(Self { bitmap, written, last_place, base_end, added })
    }

    /// All rows of the version in the order of its file, some tens of thousands at a time.
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
        let mut added = self.added.iter().copied().peekable();
        Ok(chunks.map_ok(move |chunk: Option<DigestChunk>| {
            // Rows behind the last one of a chunk may lie before the first of the next, which comes to the same.
            let (base, end) = match &chunk {
                Some(chunk) => (self.of_base(chunk), i64::MIN),
                None => (Vec::new(), i64::MAX),
            };
            let mut rows = Vec::with_capacity(base.len());
            for row in base {
                while let Some(new) = added.next_if(|new| new.order < row.order) {
                    rows.push(new);
                }
                rows.push(row);
            }
            while let Some(new) = added.next_if(|new| new.order < end) {
                rows.push(new);
            }
            rows
        }))
    }

    fn of_base(&self, chunk: &DigestChunk) -> Vec<Known> {
        chunk.known().filter(|row| self.bitmap.contains(row.id)).collect()
    }
}

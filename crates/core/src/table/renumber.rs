//! Gives rows that are written into another relation their ids there, and writes what is known of them.

use deadpool_postgres::Client;
use futures_util::TryStreamExt;
use tabular::diff::Known;

use super::{
    ddl::Load,
    rows::{Bitmap, DigestChunk, DigestError, KnownRows, Relations, read_digests},
};

/// The new ids of rows by their old ones.
pub(super) struct NewIds {
    /// [`u32::MAX`] for a row that is left behind.
    ids: Vec<u32>,
    /// Behind the last row of the version, and behind the last of all.
    pub(super) ends: (u32, u32),
}

impl NewIds {
    pub(super) fn of(&self, id: u32) -> Option<u32> {
        self.ids.get(id as usize).copied().filter(|id| *id != u32::MAX)
    }
}

/// Writes the digests of a version's rows in their order, then those of `past` rows among the first `end` in the order of
/// their ids, and numbers them all like that.
///
/// # Errors
/// When digests are damaged, or Postgres refuses.
pub(super) async fn renumber(
    reading: &Client,
    load: &Load<'_>,
    known: &KnownRows,
    from: &Relations<'_>,
    (end, past): (i32, &Bitmap),
) -> Result<NewIds, DigestError> {
    let ids = vec![u32::MAX; end.unsigned_abs() as usize];
    let mut writer = DigestWriter { load, chunk: DigestChunk::default(), ids };
    let mut rows = Box::pin(known.in_order(reading, from).await?);
    while let Some(rows) = rows.try_next().await? {
        for row in rows {
            writer.push(row, None).await?;
        }
    }
    let version_end = writer.flush().await?;
    if !past.is_empty() {
        let mut places = load.past_places().await?;
        let mut chunks = Box::pin(read_digests(reading, from, 0..end).await?);
        while let Some(chunk) = chunks.try_next().await? {
            for row in chunk.known().filter(|row| past.contains(row.id)) {
                let place = places.try_next().await?.ok_or(DigestError::Damaged)?;
                writer.push(row, Some(place)).await?;
            }
        }
    }
    let rows_end = writer.flush().await?;
    Ok(NewIds { ids: writer.ids, ends: (version_end, rows_end) })
}

struct DigestWriter<'a> {
    load: &'a Load<'a>,
    chunk: DigestChunk,
    ids: Vec<u32>,
}

impl DigestWriter<'_> {
    async fn push(&mut self, row: Known, place: Option<i64>) -> Result<(), DigestError> {
        if let Some(id) = self.ids.get_mut(row.id as usize) {
            *id = self.chunk.end();
        }
        self.chunk.digests.push(row.digest);
        if let Some(place) = place {
            self.chunk.places.get_or_insert_default().push(place);
        }
        if self.chunk.digests.len() == DigestChunk::FULL {
            self.flush().await?;
        }
        Ok(())
    }

    /// Writes what waits; the id of the next row.
    async fn flush(&mut self) -> Result<u32, DigestError> {
        let end = self.chunk.end();
        if !self.chunk.digests.is_empty() {
            self.load.write_digests(&self.chunk).await?;
            self.chunk = DigestChunk { first_id: end, ..DigestChunk::default() };
        }
        Ok(end)
    }
}

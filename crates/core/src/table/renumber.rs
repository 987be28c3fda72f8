//! Gives rows that are written into another relation their ids there, and writes what is known of them.

use deadpool_postgres::Client;
use futures_util::TryStreamExt;
use tabular::{
    Column,
    diff::{Digest, Known, RowDigests},
};
use tokio_postgres::Error;

use super::{
    load::Load,
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
    let mut ids = vec![u32::MAX; end.unsigned_abs() as usize];
    let mut name = |row: &Known, id: u32| {
        if let Some(new) = ids.get_mut(row.id as usize) {
            *new = id;
        }
    };
    let mut writer = DigestWriter::new(load);
    let mut rows = Box::pin(known.in_order(reading, from).await?);
    while let Some(rows) = rows.try_next().await? {
        for row in rows {
            name(&row, writer.push(row.digest, None).await?);
        }
    }
    let version_end = writer.flush().await?;
    if !past.is_empty() {
        let mut places = load.past_places().await?;
        let mut chunks = Box::pin(read_digests(reading, from, 0..end).await?);
        while let Some(chunk) = chunks.try_next().await? {
            for row in chunk.known().filter(|row| past.contains(row.id)) {
                let place = places.next().await?.ok_or(DigestError::Damaged)?.try_get(0)?;
                name(&row, writer.push(row.digest, Some(place)).await?);
            }
        }
    }
    let rows_end = writer.flush().await?;
    Ok(NewIds { ids, ends: (version_end, rows_end) })
}

/// Digests rows of a relation that is being filled by what is in it, in the order of their ids; how many. Half of each digest
/// stands for the columns of the key.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn digest_anew(
    load: &Load<'_>,
    columns: &[Column],
    key: &[usize],
) -> Result<u32, DigestError> {
    let mut digests = RowDigests::new(columns.iter().zip((0..).map(Some))).by_key(key.to_vec());
    let mut writer = DigestWriter::new(load);
    let mut rows = load.texts(columns).await?;
    while let Some(row) = rows.next().await? {
        let cells: Vec<Option<&str>> =
            (0..columns.len()).map(|i| row.try_get(i)).collect::<Result<_, _>>()?;
        writer.push(digests.cells(|i| cells.get(i).copied().flatten()), None).await?;
    }
    Ok(writer.flush().await?)
}

struct DigestWriter<'a> {
    load: &'a Load<'a>,
    chunk: DigestChunk,
}

impl<'a> DigestWriter<'a> {
    fn new(load: &'a Load<'_>) -> Self {
        Self { load, chunk: DigestChunk::default() }
    }

    /// Writes the digest of the next row; its id.
    async fn push(&mut self, digest: Digest, place: Option<i64>) -> Result<u32, Error> {
        let id = self.chunk.end();
        self.chunk.digests.push(digest);
        if let Some(place) = place {
            self.chunk.places.get_or_insert_default().push(place);
        }
        if self.chunk.digests.len() == DigestChunk::FULL {
            self.flush().await?;
        }
        Ok(id)
    }

    /// Writes what waits; the id of the next row.
    async fn flush(&mut self) -> Result<u32, Error> {
        let end = self.chunk.end();
        if !self.chunk.digests.is_empty() {
            self.load.write_digests(&self.chunk).await?;
            self.chunk = DigestChunk { first_id: end, ..DigestChunk::default() };
        }
        Ok(end)
    }
}

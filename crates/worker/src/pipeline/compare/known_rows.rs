//! The rows of the version before, in the order of its file, by their digests.

use std::io;

use futures_util::{StreamExt, TryStreamExt};
use rowmill_core::{
    model::Extent,
    table::{self, Bitmap, DigestChunk, DigestError, Relations},
};
use tabular::diff::Known;
use tokio::sync::mpsc;

use crate::run_state::{JobError, RunContext};

/// Chunks of half a megabyte between the reading side and the comparing one.
const CHANNEL: usize = 2;

/// What is known of the version before.
#[derive(Debug)]
pub(super) struct KnownRows {
    /// Which rows it has.
    pub(super) bitmap: Bitmap,
    /// Rows that were added since they were loaded together, in order. They are few: a relation with many is given up.
    added: Vec<Known>,
}

impl KnownRows {
    /// `None` where that cannot be known.
    pub(super) async fn find(
        context: &RunContext,
        relations: &Relations<'_>,
        version: i32,
        extent: Extent,
    ) -> Result<Option<Self>, JobError> {
        let client = context.client().await?;
        let bitmap = match extent.is_whole {
            true => Bitmap::first(extent.rows_end.cast_unsigned()),
            false => table::read_bitmap(&**client, relations, version).await?,
        };
        let chunks = table::read_digests(&client, relations, extent.base_end..extent.rows_end).await?;
        let chunks: Vec<DigestChunk> = match chunks.try_collect().await {
            Ok(chunks) => chunks,
            Err(DigestError::Database(error)) => return Err(error.into()),
            Err(error @ DigestError::Damaged) => {
                tracing::warn!(%error, "The file is loaded as a whole");
                return Ok(None);
            }
        };
        let mut added: Vec<Known> =
            chunks.iter().flat_map(DigestChunk::known).filter(|row| bitmap.contains(row.id)).collect();
        added.sort_unstable_by_key(|row| row.order);
        Ok(Some(Self { bitmap, added }))
    }

    /// Sends the digests of the rows that were loaded together.
    pub(super) async fn send_base(
        context: &RunContext,
        relations: &Relations<'_>,
        extent: Extent,
        sender: mpsc::Sender<io::Result<DigestChunk>>,
    ) -> Result<(), JobError> {
        let client = context.client().await?;
        let mut chunks = Box::pin(table::read_digests(&client, relations, 0..extent.base_end).await?);
        while let Some(chunk) = chunks.next().await {
            // The other side ends early where it finds that this is no use; it says why.
            if sender.send(chunk.map_err(io::Error::other)).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn channel() -> (mpsc::Sender<io::Result<DigestChunk>>, mpsc::Receiver<io::Result<DigestChunk>>)
    {
        mpsc::channel(CHANNEL)
    }

    /// All of them in order, from the digests that [`send_base`](Self::send_base) sends; for a thread that may block.
    pub(super) fn in_order(
        &self,
        mut base: mpsc::Receiver<io::Result<DigestChunk>>,
    ) -> impl Iterator<Item = io::Result<Known>> {
        let chunks = std::iter::from_fn(move || base.blocking_recv());
        let mut base = chunks
            .flat_map(|chunk| {
                let (rows, error) = match chunk {
                    Ok(chunk) => (chunk.known().collect::<Vec<_>>(), None),
                    Err(error) => (Vec::new(), Some(Err(error))),
                };
                rows.into_iter().map(Ok).chain(error)
            })
            .filter(|row| row.as_ref().map_or(true, |row| self.bitmap.contains(row.id)))
            .peekable();
        let mut added = self.added.iter().peekable();
        std::iter::from_fn(move || match (base.peek(), added.peek()) {
            (Some(Ok(row)), Some(new)) if new.order < row.order => added.next().copied().map(Ok),
            (None, Some(_)) => added.next().copied().map(Ok),
            _ => base.next(),
        })
    }
}

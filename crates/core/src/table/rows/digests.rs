//! Digests of a relation's rows, which are written once: what a refresh compares a file with, instead of the rows
//! themselves.

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{SinkExt, Stream, StreamExt, TryStreamExt, stream};
use tokio_postgres::{Error, Row, Transaction, types::Type};

use super::{DigestChunk, Relations, digest_chunk::Stored};
use crate::table::copy::{HEADER, TRAILER};

/// Makes the relation for digests.
pub(in super::super) fn definition(relations: &Relations<'_>) -> String {
    // Beside the rest of a row instead of in a relation of their own (TOAST), which takes several times as long to write.
    // EXTERNAL: digests cannot be compressed, and trying costs.
    format!(
        "CREATE TABLE {0} (first_id integer PRIMARY KEY, count integer NOT NULL, data bytea NOT NULL)
            WITH (toast_tuple_target = 8160);
         ALTER TABLE {0} ALTER COLUMN data SET STORAGE EXTERNAL;",
        relations.digests()
    )
}

/// Writes a chunk.
///
/// # Errors
/// When Postgres refuses.
pub(in super::super) async fn write_digests(
    transaction: &Transaction<'_>,
    relations: &Relations<'_>,
    chunk: &DigestChunk,
) -> Result<(), Error> {
    let statement =
        format!("COPY {} (first_id, count, data) FROM STDIN (FORMAT binary)", relations.digests());
    let mut sink = Box::pin(transaction.copy_in(&statement).await?);
    sink.feed(encode(chunk)).await?;
    sink.close().await
}

fn encode(chunk: &DigestChunk) -> Bytes {
    let mut stream = BytesMut::with_capacity(chunk.digests.len() * 17 + 1_024);
    stream.put_slice(HEADER);
    for Stored { first_id, count, data } in chunk.stored() {
        stream.put_i16(3);
        for number in [first_id, count] {
            stream.put_i32(4);
            stream.put_i32(number);
        }
        stream.put_i32(i32::try_from(data.len()).expect("a part of a chunk has a bound"));
        stream.put_slice(&data);
    }
    stream.put_slice(TRAILER);
    stream.freeze()
}

/// Reads the chunks of the rows `ids`, in the order of the ids. An `Err` within is a chunk that is not as it was written.
///
/// # Errors
/// When Postgres refuses.
pub async fn read_digests(
    client: &tokio_postgres::Client,
    relations: &Relations<'_>,
    ids: std::ops::Range<i32>,
) -> Result<impl Stream<Item = Result<DigestChunk, DigestError>> + use<>, Error> {
    let statement = format!(
        "SELECT first_id, count, data FROM {} WHERE first_id >= $1 AND first_id < $2 ORDER BY first_id",
        relations.digests()
    );
    let rows = client.query_typed_raw(&statement, [(ids.start, Type::INT4), (ids.end, Type::INT4)]).await?;
    Ok(joined(rows.map_err(DigestError::from).map(|row| restore(&row?))))
}

fn restore(row: &Row) -> Result<DigestChunk, DigestError> {
    DigestChunk::restore((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)).ok_or(DigestError::Damaged)
}

/// Chunks that belong together as one.
fn joined(
    chunks: impl Stream<Item = Result<DigestChunk, DigestError>>,
) -> impl Stream<Item = Result<DigestChunk, DigestError>> {
    stream::try_unfold((Box::pin(chunks.fuse()), None), async |(mut chunks, waiting)| {
        let mut waiting: Option<DigestChunk> = waiting;
        while let Some(next) = chunks.try_next().await? {
            let Some(joined) = &mut waiting else {
                waiting = Some(next);
                continue;
            };
            if let Some(next) = joined.join(next) {
                return Ok(waiting.map(|joined| (joined, (chunks, Some(next)))));
            }
        }
        Ok(waiting.map(|joined| (joined, (chunks, None))))
    })
}

/// Why digests cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// They are not as they were written.
    #[error("stored digests of rows are damaged")]
    Damaged,
    /// Postgres refused.
    #[error("reading digests of rows failed")]
    Database(#[from] Error),
}

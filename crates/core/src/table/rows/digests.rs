//! Digests of a relation's rows, in chunks that are written once: what a refresh compares a file with, instead of the rows
//! themselves.

use futures_util::{Stream, StreamExt, TryStreamExt};
use tabular::diff::{Digest, Known};
use tokio_postgres::{
    Error, GenericClient, Row,
    types::{ToSql, Type},
};

use super::{Relations, place_in_file};

/// Bytes of a digest.
const DIGEST: usize = size_of::<u128>();

/// Digests of rows with successive ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestChunk {
    /// The id of the first row.
    pub first_id: u32,
    /// A digest a row.
    pub digests: Vec<Digest>,
    /// A place a row; `None` where the rows were loaded together and lie in the order of their ids.
    pub places: Option<Vec<i64>>,
}

impl DigestChunk {
    /// Rows of a chunk that is worth writing: half a megabyte.
    pub const FULL: usize = 32 << 10;

    /// The id behind the last row.
    pub fn end(&self) -> u32 {
        self.first_id + u32::try_from(self.digests.len()).unwrap_or(u32::MAX)
    }

    /// The rows as [`tabular::diff`] knows them.
    pub fn known(&self) -> impl Iterator<Item = Known> {
        (self.first_id..).zip(&self.digests).enumerate().map(|(i, (id, digest))| {
            let order = self.places.as_ref().map_or_else(|| place_in_file(id), |places| places[i]);
            Known { digest: *digest, id, order }
        })
    }

    /// Digests, then how far each place is from the one before it, in a number of seven bits a byte, the lowest first
    /// (LEB128): places ascend, so five bytes will do for most.
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.digests.len() * DIGEST);
        self.digests.iter().for_each(|digest| bytes.extend_from_slice(&digest.0.to_be_bytes()));
        let mut last = 0_i64;
        for place in self.places.iter().flatten() {
            let mut distance = place.wrapping_sub(last).cast_unsigned();
            last = *place;
            while distance > 0x7F {
                bytes.push(distance.to_le_bytes()[0] | 0x80);
                distance >>= 7;
            }
            bytes.push(distance.to_le_bytes()[0]);
        }
        bytes
    }

    /// `None` where the bytes are none that [`encode`](Self::encode) writes.
    fn decode(first_id: i32, count: i32, bytes: &[u8]) -> Option<Self> {
        let count = usize::try_from(count).ok()?;
        let (digests, places) = bytes.split_at_checked(count * DIGEST)?;
        let digests = digests.as_chunks().0.iter().map(|bytes| Digest(u128::from_be_bytes(*bytes))).collect();
        let places = decode_places(places)?;
        let places = if places.is_empty() { None } else { Some(places) };
        if places.as_ref().is_some_and(|places| places.len() != count) {
            return None;
        }
        Some(Self { first_id: u32::try_from(first_id).ok()?, digests, places })
    }
}

fn decode_places(bytes: &[u8]) -> Option<Vec<i64>> {
    let (mut places, mut last, mut distance, mut shift) = (Vec::new(), 0_i64, 0_u64, 0);
    for byte in bytes {
        distance |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 != 0 {
            shift += 7;
            continue;
        }
        last = last.wrapping_add(distance.cast_signed());
        places.push(last);
        (distance, shift) = (0, 0);
    }
    (shift == 0).then_some(places)
}

/// Makes the relation for digests.
pub(in super::super) fn definition(relations: &Relations<'_>) -> String {
    // EXTERNAL: digests cannot be compressed, and trying costs.
    format!(
        "CREATE TABLE {0} (first_id integer PRIMARY KEY, count integer NOT NULL, data bytea NOT NULL);
         ALTER TABLE {0} ALTER COLUMN data SET STORAGE EXTERNAL;",
        relations.digests()
    )
}

/// Writes a chunk.
///
/// # Errors
/// When Postgres refuses.
pub(in super::super) async fn write_digests(
    client: &impl GenericClient,
    relations: &Relations<'_>,
    chunk: &DigestChunk,
) -> Result<(), Error> {
    let statement =
        format!("INSERT INTO {} (first_id, count, data) VALUES ($1, $2, $3)", relations.digests());
    let first = chunk.first_id.cast_signed();
    let count = i32::try_from(chunk.digests.len()).unwrap_or(i32::MAX);
    let data = chunk.encode();
    let parameters: [(&(dyn ToSql + Sync), Type); 3] =
        [(&first, Type::INT4), (&count, Type::INT4), (&data, Type::BYTEA)];
    client.query_typed(&statement, &parameters).await.map(drop)
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
    let stream = client.query_typed_raw(&statement, [(ids.start, Type::INT4), (ids.end, Type::INT4)]).await?;
    Ok(stream.map_err(DigestError::from).map(|row| decode(&row?)))
}

fn decode(row: &Row) -> Result<DigestChunk, DigestError> {
    DigestChunk::decode(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?).ok_or(DigestError::Damaged)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_read_as_it_was_written() {
        let digests = vec![Digest(1), Digest(u128::MAX), Digest(7 << 90)];
        for places in [None, Some(vec![i64::MIN, -1, i64::MAX])] {
            let chunk = DigestChunk { first_id: 5, digests: digests.clone(), places };
            assert_eq!(DigestChunk::decode(5, 3, &chunk.encode()), Some(chunk.clone()));
            assert_eq!(DigestChunk::decode(5, 4, &chunk.encode()), None);
        }
    }
}

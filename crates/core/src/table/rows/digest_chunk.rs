//! Digests of successive rows, as they are stored.

use tabular::diff::{Digest, Known};

use super::place_in_file;

/// Bytes of a digest.
const DIGEST: usize = size_of::<u128>();

/// Bytes that a place takes at most: seven bits of it in each.
const PLACE: usize = 10;

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

/// What is stored of some rows of a chunk.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) first_id: i32,
    pub(super) count: i32,
    pub(super) data: Vec<u8>,
}

impl Stored {
    /// Bytes of `data` at most, so that a row of them fits a page of Postgres (8,192 bytes, less what page and row need),
    /// and fills it.
    const MOST: usize = 8_064;
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

    /// Takes in the chunk behind this one, unless both together are too many, or one says where its rows lie and the other
    /// does not: then it is handed back.
    pub(super) fn join(&mut self, next: Self) -> Option<Self> {
        let fits = next.first_id == self.end() && self.digests.len() + next.digests.len() <= Self::FULL;
        match (&mut self.places, &next.places) {
            (None, None) if fits => {}
            (Some(places), Some(others)) if fits => places.extend_from_slice(others),
            _ => return Some(next),
        }
        self.digests.extend_from_slice(&next.digests);
        None
    }

    /// As it is stored, some hundreds of rows at a time.
    pub(super) fn stored(&self) -> impl Iterator<Item = Stored> {
        let rows = Stored::MOST / (DIGEST + if self.places.is_some() { PLACE } else { 0 });
        self.digests.chunks(rows).enumerate().map(move |(n, digests)| {
            let from = n * rows;
            let places = self.places.as_ref().map(|places| &places[from..from + digests.len()]);
            Stored {
                first_id: (self.first_id + u32::try_from(from).unwrap_or(u32::MAX)).cast_signed(),
                count: i32::try_from(digests.len()).unwrap_or(i32::MAX),
                data: encode(digests, places.unwrap_or_default()),
            }
        })
    }

    /// `None` where it is not as it was [stored](Self::stored).
    pub(super) fn restore(stored: (i32, i32, &[u8])) -> Option<Self> {
        let (first_id, count, data) = stored;
        let count = usize::try_from(count).ok()?;
        let (digests, places) = data.split_at_checked(count * DIGEST)?;
        let digests = digests.as_chunks().0.iter().map(|bytes| Digest(u128::from_be_bytes(*bytes))).collect();
        let places = decode_places(places)?;
        let places = if places.is_empty() { None } else { Some(places) };
        if places.as_ref().is_some_and(|places| places.len() != count) {
            return None;
        }
        Some(Self { first_id: u32::try_from(first_id).ok()?, digests, places })
    }
}

/// Digests, then how far each place is from the one before it, in a number of seven bits a byte, the lowest first
/// (LEB128): places ascend, so five bytes will do for most.
fn encode(digests: &[Digest], places: &[i64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digests.len() * DIGEST);
    digests.iter().for_each(|digest| bytes.extend_from_slice(&digest.0.to_be_bytes()));
    let mut last = 0_i64;
    for place in places {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_restored_as_it_was_stored() {
        let digests: Vec<Digest> = (0..1_300_u128).map(|i| Digest(i << 90 | i)).collect();
        let places: Vec<i64> =
            (0..1_300).map(|i| if i % 2 == 0 { i64::MIN + i } else { i64::MAX - i }).collect();
        for places in [None, Some(places)] {
            let chunk = DigestChunk { first_id: 5, digests: digests.clone(), places };
            let mut restored: Option<DigestChunk> = None;
            for Stored { first_id, count, data } in chunk.stored() {
                assert!(data.len() <= Stored::MOST, "{}", data.len());
                assert_eq!(DigestChunk::restore((first_id, count + 1, &data)), None);
                let next = DigestChunk::restore((first_id, count, &data)).expect("it is as it was stored");
                match &mut restored {
                    Some(restored) => assert_eq!(restored.join(next), None),
                    none => *none = Some(next),
                }
            }
            assert_eq!(restored, Some(chunk));
        }
    }

    #[test]
    fn only_what_belongs_together_is_joined() {
        let chunk = |first_id, count: u128, places| DigestChunk {
            first_id,
            digests: (0..count).map(Digest).collect(),
            places,
        };
        let mut joined = chunk(5, 2, None);
        for other in
            [chunk(8, 1, None), chunk(7, 1, Some(vec![1])), chunk(7, DigestChunk::FULL as u128, None)]
        {
            assert_eq!(joined.join(other.clone()), Some(other));
        }
        assert_eq!(joined.join(chunk(7, 1, None)), None);
        assert_eq!(joined.end(), 8);
    }
}

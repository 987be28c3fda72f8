//! A loose row as it is kept, in memory and on disk.

use super::{Digest, Known};

/// A row of either side that has no counterpart yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record {
    pub digest: Digest,
    /// Old: its place. New: its number within the file.
    pub place: i64,
    /// Old: the id. New: the number of the gap in which it stands.
    pub tag: u32,
}

impl Record {
    /// Bytes on disk.
    pub(super) const BYTES: usize = 28;

    pub(super) fn old(row: &Known) -> Self {
        Self { digest: row.digest, place: row.order, tag: row.id }
    }

    pub(super) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..16].copy_from_slice(&self.digest.0.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.place.to_le_bytes());
        bytes[24..].copy_from_slice(&self.tag.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let (mut digest, mut place, mut tag) = ([0; 16], [0; 8], [0; 4]);
        digest.copy_from_slice(&bytes[..16]);
        place.copy_from_slice(&bytes[16..24]);
        tag.copy_from_slice(&bytes[24..]);
        Self {
            digest: Digest(u128::from_le_bytes(digest)),
            place: i64::from_le_bytes(place),
            tag: u32::from_le_bytes(tag),
        }
    }
}

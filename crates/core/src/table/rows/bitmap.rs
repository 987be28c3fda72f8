//! A set of rows, as one bit each.

/// Rows a segment of a bitmap covers. Its 8,000 bytes fit into one page of Postgres, where they lie uncompressed, so that
/// `get_bit` finds a bit without copying any.
pub(super) const SEGMENT: u32 = 64_000;

/// Bytes of a segment.
pub(super) const SEGMENT_BYTES: usize = SEGMENT as usize / 8;

/// The rows of a version, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bitmap {
    /// As Postgres counts: bit 0 is the lowest of byte 0 (`get_bit`, PostgreSQL documentation, "Binary String Functions").
    segments: Vec<Vec<u8>>,
}

impl Bitmap {
    /// The first `count` rows.
    pub fn first(count: u32) -> Self {
        let mut bitmap = Self::default();
        bitmap.grow(count);
        for segment in &mut bitmap.segments {
            segment.fill(u8::MAX);
        }
        if let Some(last) = bitmap.segments.last_mut()
            && !count.is_multiple_of(SEGMENT)
        {
            let bits = count % SEGMENT;
            let whole = bits as usize / 8;
            last[whole..].fill(0);
            if !bits.is_multiple_of(8) {
                last[whole] = (1 << (bits % 8)) - 1;
            }
        }
        bitmap
    }

    /// No row, with room for those with an id below `end`.
    pub(in super::super) fn reaching(end: u32) -> Self {
        let mut bitmap = Self::default();
        bitmap.grow(end);
        bitmap
    }

    /// The bits, as Postgres counts them, of the rows below `end` and perhaps of some more.
    pub(in super::super) fn to_bytes(&self, end: i32) -> Vec<u8> {
        let mut bytes = self.segments.concat();
        let length = bytes.len().max(end.unsigned_abs().div_ceil(8) as usize);
        bytes.resize(length, 0);
        bytes
    }

    /// The rows in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        static NONE: Bitmap = Bitmap { segments: Vec::new() };
        self.without(&NONE)
    }

    pub(super) fn of_segments(segments: Vec<Vec<u8>>) -> Self {
        Self { segments }
    }

    pub(super) fn segments(&self) -> &[Vec<u8>] {
        &self.segments
    }

    fn grow(&mut self, count: u32) {
        self.segments.resize(count.div_ceil(SEGMENT) as usize, vec![0; SEGMENT_BYTES]);
    }

    /// Whether the row is in the set.
    pub fn contains(&self, id: u32) -> bool {
        let (segment, byte, bit) = place(id);
        self.segments.get(segment).is_some_and(|segment| segment[byte] & bit != 0)
    }

    /// Adds a row.
    pub fn insert(&mut self, id: u32) {
        let (segment, byte, bit) = place(id);
        if segment >= self.segments.len() {
            self.grow(id + 1);
        }
        self.segments[segment][byte] |= bit;
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: u32) {
        let (segment, byte, bit) = place(id);
        if let Some(segment) = self.segments.get_mut(segment) {
            segment[byte] &= !bit;
        }
    }

    /// The rows in this set that are not in the other, in ascending order.
    pub fn without<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        self.segments.iter().zip(0..).flat_map(move |(segment, number)| {
            let theirs = other.segments.get(number as usize);
            segment.iter().zip(0..).flat_map(move |(byte, i)| {
                let only = byte & !theirs.map_or(0, |theirs| theirs[i as usize]);
                (0..8)
                    .filter(move |bit| only & (1 << bit) != 0)
                    .map(move |bit| number * SEGMENT + i * 8 + bit)
            })
        })
    }

    /// The number of rows.
    pub fn len(&self) -> u64 {
        self.segments.iter().flatten().map(|byte| u64::from(byte.count_ones())).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn place(id: u32) -> (usize, usize, u8) {
    let bit = id % SEGMENT;
    ((id / SEGMENT) as usize, bit as usize / 8, 1 << (bit % 8))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_is_a_set() {
        let ids = [0, 1, 7, 8, 63_999, 64_000, 64_001, 200_000];
        let mut bitmap = Bitmap::default();
        ids.iter().for_each(|id| bitmap.insert(*id));
        assert_eq!(bitmap.without(&Bitmap::default()).collect::<Vec<_>>(), ids);
        bitmap.remove(8);
        bitmap.remove(64_000);
        bitmap.remove(1_000_000);
        assert_eq!(bitmap.len(), 6);
        assert!(bitmap.contains(63_999) && !bitmap.contains(64_000) && !bitmap.contains(4_000_000));
    }

    #[test]
    fn the_first_rows_are_those() {
        for count in [0, 1, 7, 8, 9, 63_999, 64_000, 64_001, 128_000] {
            let bitmap = Bitmap::first(count);
            assert_eq!(bitmap.len(), u64::from(count));
            assert!(!bitmap.contains(count) && (count == 0 || bitmap.contains(count - 1)));
        }
    }

    #[test]
    fn what_only_one_has() {
        let (mut one, mut other) = (Bitmap::first(70_000), Bitmap::first(65_000));
        other.remove(3);
        one.remove(64_500);
        let only: BTreeSet<u32> = one.without(&other).collect();
        assert!(only.contains(&3) && only.contains(&65_000) && only.len() == 5001);
        assert_eq!(other.without(&one).collect::<Vec<_>>(), [64_500]);
    }
}

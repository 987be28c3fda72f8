//! 128 bits that stand for a row.

use twox_hash::XxHash3_128;

use crate::batch::Batch;

/// XXH3 (128 bits, seed 0, <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>) of a row's cells. Of rows that
/// differ, two have the same digest with a probability of 2⁻¹²⁸: among a billion rows compared with a billion others,
/// below 10⁻²⁰.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u128);

impl Digest {
    /// Of one row. `None` is NULL, which differs from an empty text.
    pub fn of<'a>(cells: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut digests = RowDigests::new(Vec::new());
        digests.digest(cells)
    }
}

/// Digests the rows of batches.
#[derive(Debug)]
pub struct RowDigests {
    columns: Vec<Option<usize>>,
    written: Vec<u8>,
}

impl RowDigests {
    /// For each column of the table its index in the file, `None` where the file has none for it: then every cell is
    /// NULL. So the order of a file's columns plays no part.
    pub fn new(columns: Vec<Option<usize>>) -> Self {
        Self { columns, written: Vec::new() }
    }

    /// The digest of row `row` of the batch.
    ///
    /// # Panics
    /// When there is no such row, or the batch is narrower than the columns say.
    pub fn row(&mut self, batch: &Batch, row: usize) -> Digest {
        let columns = std::mem::take(&mut self.columns);
        let digest = self.digest(columns.iter().map(|column| column.and_then(|i| batch.cell(row, i))));
        self.columns = columns;
        digest
    }

    /// Each cell is its length, then its bytes, so that no two rows are written alike.
    fn digest<'a>(&mut self, cells: impl IntoIterator<Item = Option<&'a str>>) -> Digest {
        self.written.clear();
        for cell in cells {
            let Some(text) = cell else {
                self.written.push(0);
                continue;
            };
            // 0 is NULL, so lengths are written plus one: a byte where that will do, else 255 and eight bytes.
            match u8::try_from(text.len() + 1) {
                Ok(length) if length < u8::MAX => self.written.push(length),
                _ => {
                    self.written.push(u8::MAX);
                    self.written.extend_from_slice(&(text.len() as u64).to_le_bytes());
                }
            }
            self.written.extend_from_slice(text.as_bytes());
        }
        Digest(XxHash3_128::oneshot(&self.written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_differ_are_written_differently() {
        let long = "x".repeat(254);
        let rows: [&[Option<&str>]; 9] = [
            &[],
            &[None],
            &[Some("")],
            &[None, None],
            &[Some("ab"), Some("c")],
            &[Some("a"), Some("bc")],
            &[Some("abc")],
            &[Some(&long)],
            &[Some(&long[1..]), Some("")],
        ];
        let digests: std::collections::HashSet<_> =
            rows.iter().map(|row| Digest::of(row.iter().copied())).collect();
        assert_eq!(digests.len(), rows.len());
    }

    #[test]
    fn the_digest_is_the_one_of_earlier_releases() {
        // Digests are stored, so they must never change.
        // Worked out by another implementation for the bytes 02 61 00 01.
        assert_eq!(
            Digest::of([Some("a"), None, Some("")]).0,
            3_289_338_038_103_849_228_809_905_434_355_646_228
        );
    }
}

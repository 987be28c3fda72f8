//! 128 bits that stand for a row.

use twox_hash::{XxHash3_64, XxHash3_128};

use crate::{
    batch::Batch,
    schema::{Column, ColumnType},
};

/// XXH3 (128 bits, seed 0, <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>) of a row's cells. Of rows that
/// differ, two have the same digest with a probability of 2⁻¹²⁸: among a billion rows compared with a billion others,
/// below 10⁻²⁰.
///
/// Where the table has a key, the upper half is XXH3 (64 bits, seed 0) of the key's cells, and the lower one of all cells.
/// Rows of one key that differ are then taken for equal with a probability of 2⁻⁶⁴. A row whose key has a NULL has none,
/// and is digested as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u128);

impl Digest {
    /// Of one row. `None` is NULL, which differs from an empty text.
    pub fn of<'a>(cells: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        digest(&mut Vec::new(), cells)
    }
}

/// Digests the rows of batches.
#[derive(Debug)]
pub struct RowDigests {
    columns: Vec<FileColumn>,
    /// Indexes into the columns of the table; empty where it has no key.
    key: Vec<usize>,
    written: Vec<u8>,
}

/// Where the cells of a column come from.
#[derive(Debug)]
struct FileColumn {
    /// The index in the file.
    index: Option<usize>,
    /// Texts that are NULL beside the empty one; `None` in a column of texts.
    nulls: Option<Vec<String>>,
}

impl FileColumn {
    #[inline]
    fn cell<'a>(&self, cell_at: &impl Fn(usize) -> Option<&'a str>) -> Option<&'a str> {
        let text = cell_at(self.index?)?;
        let is_null =
            self.nulls.as_ref().is_some_and(|nulls| text.is_empty() || nulls.iter().any(|null| null == text));
        (!is_null).then_some(text)
    }
}

impl RowDigests {
    /// For each column of the table its index in the file, `None` where the file has none for it: then every cell is
    /// NULL. So the order of a file's columns plays no part. However a file writes NULL, the digest is the same.
    pub fn new<'a>(columns: impl IntoIterator<Item = (&'a Column, Option<usize>)>) -> Self {
        let from = |(column, index): (&Column, _)| {
            let is_text = column.kind == ColumnType::Text;
            FileColumn { index, nulls: (!is_text).then(|| column.nulls.clone()) }
        };
        Self { columns: columns.into_iter().map(from).collect(), key: Vec::new(), written: Vec::new() }
    }

    /// Digests rows of a table whose key are the columns with these indexes.
    #[must_use]
    pub fn by_key(self, key: Vec<usize>) -> Self {
        Self { key, ..self }
    }

    /// The digest of row `row` of the batch.
    ///
    /// # Panics
    /// When there is no such row, or the batch is narrower than the columns say.
    pub fn row(&mut self, batch: &Batch, row: usize) -> Digest {
        self.cells(|i| batch.cell(row, i))
    }

    /// The digest of a row with these cells, by their index.
    #[inline]
    pub fn cells<'a>(&mut self, cell_at: impl Fn(usize) -> Option<&'a str>) -> Digest {
        let Self { columns, key, written } = self;
        let key_cell = |i: &usize| columns.get(*i).and_then(|from| from.cell(&cell_at));
        let is_keyed = !key.is_empty() && key.iter().all(|i| key_cell(i).is_some());
        if !is_keyed {
            return digest(written, columns.iter().map(|from| from.cell(&cell_at)));
        }
        write(written, key.iter().map(key_cell));
        let upper = XxHash3_64::oneshot(written);
        write(written, columns.iter().map(|from| from.cell(&cell_at)));
        Digest(u128::from(upper) << 64 | u128::from(XxHash3_64::oneshot(written)))
    }
}

fn digest<'a>(written: &mut Vec<u8>, cells: impl IntoIterator<Item = Option<&'a str>>) -> Digest {
    write(written, cells);
    Digest(XxHash3_128::oneshot(written))
}

/// Each cell is its length, then its bytes, so that no two rows are written alike; but for NULLs at the end, which are not
/// written: a column added to the table changes no row that has nothing in it.
fn write<'a>(written: &mut Vec<u8>, cells: impl IntoIterator<Item = Option<&'a str>>) {
    written.clear();
    let mut end = 0;
    for cell in cells {
        let Some(text) = cell else {
            written.push(0);
            continue;
        };
        // 0 is NULL, so lengths are written plus one: a byte where that will do, else 255 and eight bytes.
        match u8::try_from(text.len() + 1) {
            Ok(length) if length < u8::MAX => written.push(length),
            _ => {
                written.push(u8::MAX);
                written.extend_from_slice(&(text.len() as u64).to_le_bytes());
            }
        }
        written.extend_from_slice(text.as_bytes());
        end = written.len();
    }
    written.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_differ_are_written_differently() {
        let long = "x".repeat(254);
        let rows: [&[Option<&str>]; 9] = [
            &[],
            &[Some("")],
            &[None, Some("")],
            &[Some(""), Some("")],
            &[Some("ab"), Some("c")],
            &[Some("a"), Some("bc")],
            &[Some("abc")],
            &[Some(&long)],
            &[Some(&long[1..]), Some("")],
        ];
        let digests: std::collections::HashSet<_> =
            rows.iter().map(|row| Digest::of(row.iter().copied())).collect();
        assert_eq!(digests.len(), rows.len());
        assert_eq!(Digest::of([None, Some("a"), None, None]), Digest::of([None, Some("a")]));
    }

    #[test]
    fn a_key_is_half_of_the_digest() {
        let mut batch = Batch::new();
        batch.reset(3);
        for row in [["1", "a", "x"], ["1", "a", "y"], ["1", "b", "x"]] {
            row.iter().for_each(|cell| batch.push_written(|text| text.push_str(cell)));
            batch.end_row(1, 0);
        }
        let columns = |indexes: [Option<usize>; 3]| {
            indexes.map(|index| (Column::new("c", "c", ColumnType::Text), index))
        };
        let made = |columns: &[(Column, Option<usize>)]| {
            RowDigests::new(columns.iter().map(|(c, i)| (c, *i))).by_key(vec![1, 2])
        };
        let mut digests = made(&columns([Some(2), Some(0), Some(1)]));
        let found: Vec<u128> = (0..3).map(|row| digests.row(&batch, row).0).collect();
        assert!(found[0] >> 64 == found[1] >> 64 && found[0] != found[1]);
        assert!(found[0] >> 64 != found[2] >> 64);
        let mut without = made(&columns([Some(2), Some(0), None]));
        assert_eq!(without.row(&batch, 0), Digest::of([Some("x"), Some("1")]));
    }

    #[test]
    fn null_is_null_however_it_is_written() {
        let mut batch = Batch::new();
        batch.reset(2);
        for cell in ["", "n/a"] {
            batch.push_written(|text| text.push('1'));
            batch.push_written(|text| text.push_str(cell));
            batch.end_row(1, 0);
        }
        let of = |column: &Column| {
            let mut digests = RowDigests::new([(column, Some(0)), (column, Some(1))]);
            [digests.row(&batch, 0), digests.row(&batch, 1)]
        };
        let mut number = Column::new("c", "c", ColumnType::BIGINT);
        number.nulls.push("n/a".to_owned());
        assert_eq!(of(&number), [Digest::of([Some("1")]); 2]);
        let texts = [Some(""), Some("n/a")].map(|cell| Digest::of([Some("1"), cell]));
        assert_eq!(of(&Column::new("c", "c", ColumnType::Text)), texts);
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

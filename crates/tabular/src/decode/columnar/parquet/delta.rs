//! Lengths of delta-encoded texts, summed up before the library makes room for them
//! (<https://parquet.apache.org/docs/file-format/data-pages/encodings/>).
//!
//! A block of equal deltas takes no bits per value, and a text repeats the beginning of the one before it for next to
//! nothing, so a page of a few bytes may stand for any number of texts of any length.

use super::thrift::{Cursor, Fault};

/// Values of `DELTA_BINARY_PACKED` in order.
pub(super) struct Deltas<'a> {
    bytes: &'a [u8],
    /// The next byte of `bytes`.
    at: usize,
    /// Values, as declared.
    pub(super) count: u64,
    left: u64,
    block: u64,
    miniblocks: u64,
    last: i64,
    min_delta: i64,
    /// Where the bit widths of the block's miniblocks are.
    widths: usize,
    /// Values of the current block that are still to come.
    left_in_block: u64,
    /// The current miniblock: its bit width, where it starts, and values taken.
    width: u8,
    start: usize,
    taken: u64,
    first: bool,
}

impl<'a> Deltas<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(bytes);
        let (block, miniblocks, count) = (cursor.unsigned()?, cursor.unsigned()?, cursor.unsigned()?);
        let last = cursor.integer()?;
        let per_miniblock = block.checked_div(miniblocks).unwrap_or(0);
        if block == 0 || block % 128 != 0 || per_miniblock == 0 || per_miniblock % 32 != 0 {
            return Err(Fault::Invalid);
        }
        Ok(Self {
            bytes,
            at: cursor.position(),
            count,
            left: count,
            block,
            miniblocks,
            last,
            min_delta: 0,
            widths: 0,
            left_in_block: 0,
            width: 0,
            start: 0,
            taken: 0,
            first: true,
        })
    }

    /// The next value; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<i64>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        if self.first {
            self.first = false;
            return Ok(Some(self.last));
        }
        if self.left_in_block == 0 {
            self.open_block()?;
        }
        let per_miniblock = self.block / self.miniblocks;
        let in_block = self.block - self.left_in_block;
        if in_block.is_multiple_of(per_miniblock) {
            self.open_miniblock(in_block / per_miniblock)?;
        }
        let packed = self.packed()?;
        self.left_in_block -= 1;
        self.last = self.last.wrapping_add(self.min_delta).wrapping_add(packed as i64);
        Ok(Some(self.last))
    }

    fn open_block(&mut self) -> Result<(), Fault> {
        let mut cursor = Cursor::new(self.bytes.get(self.at..).ok_or(Fault::Incomplete)?);
        self.min_delta = cursor.integer()?;
        self.widths = self.at + cursor.position();
        let miniblocks = usize::try_from(self.miniblocks).map_err(|_| Fault::Invalid)?;
        self.at = self.widths.checked_add(miniblocks).ok_or(Fault::Invalid)?;
        self.left_in_block = self.block;
        Ok(())
    }

    fn open_miniblock(&mut self, index: u64) -> Result<(), Fault> {
        let index = usize::try_from(index).map_err(|_| Fault::Invalid)?;
        self.width = *self.bytes.get(self.widths + index).ok_or(Fault::Incomplete)?;
        if self.width > 64 {
            return Err(Fault::Invalid);
        }
        self.start = self.at;
        self.taken = 0;
        let bytes = (self.block / self.miniblocks) / 8 * u64::from(self.width);
        self.at =
            self.at.checked_add(usize::try_from(bytes).map_err(|_| Fault::Invalid)?).ok_or(Fault::Invalid)?;
        Ok(())
    }

    /// The next value of the miniblock, least significant bit first.
    fn packed(&mut self) -> Result<u64, Fault> {
        let from = self.taken * u64::from(self.width);
        self.taken += 1;
        let mut value = 0;
        for bit in 0..u64::from(self.width) {
            let byte = usize::try_from((from + bit) / 8).map_err(|_| Fault::Invalid)?;
            let byte = *self.bytes.get(self.start + byte).ok_or(Fault::Incomplete)?;
            value |= u64::from(byte >> ((from + bit) % 8) & 1) << bit;
        }
        Ok(value)
    }

    /// Where the bytes behind the last value start. Of the last block, miniblocks without values are not written.
    pub(super) fn end(mut self) -> Result<usize, Fault> {
        while self.next()?.is_some() {}
        Ok(self.at.min(self.bytes.len()))
    }
}

/// Bytes of the texts on a page of `DELTA_BYTE_ARRAY`: each is the beginning of the one before it, and a rest.
pub(super) fn text_bytes(page: &[u8]) -> Result<u64, Fault> {
    let mut prefixes = Deltas::open(page)?;
    let suffixes = page.get(Deltas::open(page)?.end()?..).ok_or(Fault::Incomplete)?;
    let mut suffixes = Deltas::open(suffixes)?;
    if prefixes.count != suffixes.count {
        return Err(Fault::Invalid);
    }
    let (mut total, mut before): (u64, i64) = (0, 0);
    while let (Some(prefix), Some(suffix)) = (prefixes.next()?, suffixes.next()?) {
        if prefix < 0 || suffix < 0 || prefix > before {
            return Err(Fault::Invalid);
        }
        before = prefix.checked_add(suffix).ok_or(Fault::Invalid)?;
        total = total.saturating_add(before.unsigned_abs());
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification: 7, 5, 3, 1, 2, 3, 4, 5.
    #[test]
    fn the_example_of_the_specification() {
        // Block of 128, four miniblocks, eight values, the first 7; least delta -2; deltas 0,0,0,3,3,3,3 in two bits.
        let mut page = vec![0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111, 0, 0, 0, 0, 0, 0];
        page.extend(*b"rest");
        let mut deltas = Deltas::open(&page).expect("valid");
        let mut values = vec![];
        while let Some(value) = deltas.next().expect("valid") {
            values.push(value);
        }
        assert_eq!(values, [7, 5, 3, 1, 2, 3, 4, 5]);
        assert_eq!(&page[Deltas::open(&page).and_then(Deltas::end).expect("valid")..], b"rest");
    }

    #[test]
    fn blocks_that_cannot_be() {
        for page in [[1, 1, 1, 0].as_slice(), &[0x80, 1, 0, 1, 0], &[0x80, 1, 8, 1, 0], &[0, 1, 1, 0]] {
            assert_eq!(Deltas::open(page).err(), Some(Fault::Invalid), "{page:?}");
        }
        assert_eq!(Deltas::open(&[0x80]).err(), Some(Fault::Incomplete));
    }
}

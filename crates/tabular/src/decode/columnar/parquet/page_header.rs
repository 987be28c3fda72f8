//! What the header of a page claims, read before anything is allocated for the page.
//!
//! Structures and numbers are those of
//! <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>.

use super::chunk::{Chunks, damaged};
use super::thrift::{Cursor, Fault, Kind};
use crate::error::Error;

/// Bytes of a header at first; most are far shorter.
const FIRST: usize = 256;

/// Bytes of a header at most. Statistics within it may repeat a long value.
const MAX: usize = 16 << 20;

/// The kinds of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    Data,
    /// Of no use, and read over.
    Index,
    Dictionary,
    /// Levels are not compressed, and a page starts with a row.
    DataV2,
}

/// The claims of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageHeader {
    /// Bytes of the header itself.
    pub(super) len: u64,
    pub(super) kind: PageKind,
    pub(super) uncompressed: usize,
    pub(super) compressed: usize,
    pub(super) checksum: Option<u32>,
    /// The numbers of the header for pages of this kind, by field.
    fields: [Option<i64>; FIELDS],
    /// Whether the values of a page of the second version are compressed.
    pub(super) is_compressed: bool,
}

/// One more than the highest number of a field that is a number.
const FIELDS: usize = 8;

impl PageHeader {
    /// Reads the header at `start`; it and its page end before `end`.
    pub(super) fn read(chunks: &Chunks, start: u64, end: u64) -> Result<Self, Error> {
        let invalid = || damaged(format!("the header of the page at byte {start} is not valid"));
        let available = usize::try_from(end.saturating_sub(start)).unwrap_or(MAX).min(MAX);
        let mut len = FIRST.min(available);
        loop {
            let mut bytes = vec![0; len];
            let filled = chunks.read_at(start, &mut bytes).map_err(Error::ReadFailed)?;
            match Self::parse(&bytes[..filled]) {
                Ok(header) if header.len + header.compressed as u64 <= end - start => return Ok(header),
                Err(Fault::Incomplete) if filled == len && len < available => len = (len * 16).min(available),
                Ok(_) | Err(_) => return Err(invalid()),
            }
        }
    }

    /// A number of the header for pages of this kind that cannot be negative; zero where it is left out.
    pub(super) fn number(&self, field: usize) -> Result<u32, Error> {
        let value = self.fields.get(field).copied().flatten().unwrap_or_default();
        u32::try_from(value).map_err(|_| damaged("the header of a page has a negative number".to_owned()))
    }

    /// Values of the page, nulls included.
    pub(super) fn values(&self) -> Result<u32, Error> {
        self.number(1)
    }

    fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(bytes);
        let (mut kind, mut uncompressed, mut compressed, mut checksum) = (None, None, None, None);
        let (mut fields, mut is_compressed) = ([None; FIELDS], true);
        let mut before = 0;
        while let Some((id, field)) = cursor.field(before)? {
            before = id;
            match (id, field) {
                (1, Kind::Integer) => kind = Some(cursor.integer()?),
                (2, Kind::Integer) => uncompressed = Some(size(&mut cursor)?),
                (3, Kind::Integer) => compressed = Some(size(&mut cursor)?),
                (4, Kind::Integer) => checksum = Some(cursor.integer()? as u32),
                (5 | 7 | 8, Kind::Struct) => (fields, is_compressed) = numbers(&mut cursor)?,
                _ => cursor.skip(field)?,
            }
        }
        let kind = match kind {
            Some(0) => PageKind::Data,
            Some(1) => PageKind::Index,
            Some(2) => PageKind::Dictionary,
            Some(3) => PageKind::DataV2,
            _ => return Err(Fault::Invalid),
        };
        let (uncompressed, compressed) =
            (uncompressed.ok_or(Fault::Invalid)?, compressed.ok_or(Fault::Invalid)?);
        let len = cursor.position() as u64;
        // Only an index has nothing to say about values.
        if fields[1].is_none() && kind != PageKind::Index {
            return Err(Fault::Invalid);
        }
        Ok(Self { len, kind, uncompressed, compressed, checksum, fields, is_compressed })
    }
}

/// The fields of a structure that are numbers, and the one of a page of the second version that is not: the seventh,
/// `is_compressed`.
fn numbers(cursor: &mut Cursor<'_>) -> Result<([Option<i64>; FIELDS], bool), Fault> {
    let (mut fields, mut is_compressed, mut before) = ([None; FIELDS], true, 0);
    while let Some((id, field)) = cursor.field(before)? {
        before = id;
        match (usize::try_from(id), field) {
            (Ok(id @ 0..FIELDS), Kind::Integer) => fields[id] = Some(cursor.integer()?),
            (Ok(7), Kind::Boolean(value)) => is_compressed = value,
            _ => cursor.skip(field)?,
        }
    }
    Ok((fields, is_compressed))
}

/// A number of 32 bits that is not negative.
fn size(cursor: &mut Cursor<'_>) -> Result<usize, Fault> {
    let size = i32::try_from(cursor.integer()?).map_err(|_| Fault::Invalid)?;
    usize::try_from(size).map_err(|_| Fault::Invalid)
}

//! What the file says about itself, looked at before the library reads it.

use super::FOUND;
use super::chunk::damaged;
use super::thrift::{Cursor, Fault, Kind};
use crate::error::Error;

/// Groups within groups at most. The library descends into them by recursion.
const MAX_DEPTH: usize = 64;

/// The last field of `ColumnMetaData` that tells where the pages are. Behind it come statistics and whatever newer
/// versions and vendors thought of, some of them under the same numbers.
const DICTIONARY_PAGE_OFFSET: i64 = 11;

/// The description without what reading does not need. Structures and numbers are those of
/// <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>.
///
/// # Errors
/// When it is not one, nests too deeply, or the columns are encrypted although the description is not.
pub(super) fn prepare(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut walk = Walk { cursor: Cursor::new(bytes), dropped: vec![], encrypted: false, depth: 0 };
    walk.file().map_err(|_| damaged("its footer is not valid".to_owned()))?;
    if walk.encrypted {
        return Err(Error::Encrypted { found: FOUND });
    }
    if walk.depth > MAX_DEPTH {
        return Err(damaged(format!("its columns are nested more than {MAX_DEPTH} levels deep")));
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for (start, end) in walk.dropped {
        kept.extend_from_slice(&bytes[from..start]);
        from = end;
    }
    kept.extend_from_slice(&bytes[from..]);
    Ok(kept)
}

struct Walk<'a> {
    cursor: Cursor<'a>,
    /// Where bytes start and end that are left out.
    dropped: Vec<(usize, usize)>,
    encrypted: bool,
    depth: usize,
}

impl Walk<'_> {
    /// `FileMetaData`
    fn file(&mut self) -> Result<(), Fault> {
        let mut before = 0;
        while let Some((id, kind)) = self.cursor.field(before)? {
            before = id;
            match (id, kind) {
                (2, Kind::List) => self.schema()?,
                (4, Kind::List) => self.each(Self::row_group)?,
                // `encryption_algorithm`
                (8, Kind::Struct) => {
                    self.encrypted = true;
                    self.cursor.skip(kind)?;
                }
                _ => self.cursor.skip(kind)?,
            }
        }
        Ok(())
    }

    fn each(&mut self, element: fn(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        (0..self.cursor.list()?).try_for_each(|_| element(self))
    }

    /// The elements of the schema in depth-first order, each with the number of its children.
    fn schema(&mut self) -> Result<(), Fault> {
        let mut open: Vec<i64> = vec![];
        for _ in 0..self.cursor.list()? {
            let children = self.schema_element()?;
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            if children > 0 {
                open.push(children);
                self.depth = self.depth.max(open.len());
                if self.depth > MAX_DEPTH {
                    open.clear();
                }
            }
        }
        Ok(())
    }

    fn schema_element(&mut self) -> Result<i64, Fault> {
        let (mut children, mut before) = (0, 0);
        while let Some((id, kind)) = self.cursor.field(before)? {
            before = id;
            match (id, kind) {
                (5, Kind::Integer) => children = self.cursor.integer()?,
                _ => self.cursor.skip(kind)?,
            }
        }
        Ok(children)
    }

    fn row_group(&mut self) -> Result<(), Fault> {
        let mut before = 0;
        while let Some((id, kind)) = self.cursor.field(before)? {
            before = id;
            match (id, kind) {
                (1, Kind::List) => self.each(Self::column_chunk)?,
                _ => self.cursor.skip(kind)?,
            }
        }
        Ok(())
    }

    fn column_chunk(&mut self) -> Result<(), Fault> {
        let mut before = 0;
        while let Some((id, kind)) = self.cursor.field(before)? {
            before = id;
            match (id, kind) {
                (3, Kind::Struct) => self.column_metadata()?,
                // `crypto_metadata`
                (8, Kind::Struct) => {
                    self.encrypted = true;
                    self.cursor.skip(kind)?;
                }
                _ => self.cursor.skip(kind)?,
            }
        }
        Ok(())
    }

    /// Leaves out everything from the first field that is not needed, unless one that is comes behind it.
    fn column_metadata(&mut self) -> Result<(), Fault> {
        let (mut before, mut surplus) = (0, None);
        loop {
            let start = self.cursor.position();
            let Some((id, kind)) = self.cursor.field(before)? else {
                self.dropped.extend(surplus.map(|surplus| (surplus, start)));
                return Ok(());
            };
            before = id;
            self.cursor.skip(kind)?;
            surplus = if id > DICTIONARY_PAGE_OFFSET { surplus.or(Some(start)) } else { None };
        }
    }
}

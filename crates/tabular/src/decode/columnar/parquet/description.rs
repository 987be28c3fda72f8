//! What the file says about itself, looked at before the library reads it.

use std::ops::Range;

use super::FOUND;
use super::chunk::damaged;
use super::thrift::{Cursor, Fault, Kind};
use crate::error::Error;

/// Groups within groups at most. The library descends into them by recursion.
const MAX_DEPTH: usize = 64;

/// The last field of `ColumnMetaData` that tells where the pages are. Behind it come statistics and whatever newer
/// versions and vendors thought of, some of them under the same numbers.
const DICTIONARY_PAGE_OFFSET: i64 = 11;

/// Headers of lists of structures in Thrift's compact protocol.
const LIST_OF_ONE: u8 = 0x1C;
const LIST_OF_NONE: u8 = 0x0C;

/// What stands behind the last field of a structure.
const END: u8 = 0;

/// What the file says about itself, without what reading does not need, and for the library with one row group at a time:
/// a large file has thousands of them, each of which describes every column. Structures and numbers are those of
/// <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>.
pub(super) struct Description {
    bytes: Vec<u8>,
    /// What is left out, in order.
    dropped: Vec<Range<usize>>,
    /// The list of row groups, with its header.
    list: Range<usize>,
    groups: Vec<Range<usize>>,
}

impl Description {
    /// # Errors
    /// When it is not one, nests too deeply, or the columns are encrypted although the description is not.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Error> {
        let (walk, list) = Walk::through(&bytes, Extent::All)?;
        let (dropped, groups) = (walk.dropped, walk.groups);
        Ok(Self { bytes, dropped, list, groups })
    }

    /// The description up to the row groups, as one without any: the schema is in it, and nothing behind it is looked at.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn heading(bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let (_, list) = Walk::through(bytes, Extent::Heading)?;
        Ok([&bytes[..list.start], &[LIST_OF_NONE, END]].concat())
    }

    /// The number of row groups.
    pub(super) fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The description with one row group, or with none.
    pub(super) fn with(&self, group: Option<usize>) -> Vec<u8> {
        let mut kept = Vec::new();
        self.copy(0..self.list.start, &mut kept);
        match group.and_then(|group| self.groups.get(group)) {
            Some(group) => {
                kept.push(LIST_OF_ONE);
                self.copy(group.clone(), &mut kept);
            }
            None => kept.push(LIST_OF_NONE),
        }
        self.copy(self.list.end..self.bytes.len(), &mut kept);
        kept
    }

    /// Appends these bytes without those that are left out.
    fn copy(&self, range: Range<usize>, into: &mut Vec<u8>) {
        let mut from = range.start;
        let first = self.dropped.partition_point(|dropped| dropped.start < range.start);
        for dropped in self.dropped[first..].iter().take_while(|dropped| dropped.end <= range.end) {
            into.extend_from_slice(&self.bytes[from..dropped.start]);
            from = dropped.end;
        }
        into.extend_from_slice(&self.bytes[from..range.end]);
    }
}

/// How far a description is looked through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    All,
    /// Up to the row groups.
    Heading,
}

struct Walk<'a> {
    cursor: Cursor<'a>,
    dropped: Vec<Range<usize>>,
    list: Option<Range<usize>>,
    groups: Vec<Range<usize>>,
    encrypted: bool,
    depth: usize,
}

impl<'a> Walk<'a> {
    /// A walk that has ended well, and where the list of row groups is; of a heading only its start is known.
    fn through(bytes: &'a [u8], extent: Extent) -> Result<(Self, Range<usize>), Error> {
        let invalid = || damaged("its footer is not valid".to_owned());
        let cursor = Cursor::new(bytes);
        let mut walk =
            Self { cursor, dropped: vec![], list: None, groups: vec![], encrypted: false, depth: 0 };
        walk.file(extent).map_err(|_| invalid())?;
        walk.check()?;
        let list = walk.list.clone().ok_or_else(invalid)?;
        Ok((walk, list))
    }

    fn check(&self) -> Result<(), Error> {
        if self.encrypted {
            return Err(Error::Encrypted { found: FOUND });
        }
        if self.depth > MAX_DEPTH {
            return Err(damaged(format!("its columns are nested more than {MAX_DEPTH} levels deep")));
        }
        Ok(())
    }

    /// `FileMetaData`
    fn file(&mut self, extent: Extent) -> Result<(), Fault> {
        let mut before = 0;
        while let Some((id, kind)) = self.cursor.field(before)? {
            before = id;
            match (id, kind) {
                (2, Kind::List) => self.schema()?,
                (4, Kind::List) if extent == Extent::Heading => {
                    let start = self.cursor.position();
                    self.list = Some(start..start);
                    return Ok(());
                }
                (4, Kind::List) if self.list.is_none() => self.row_groups()?,
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

    fn row_groups(&mut self) -> Result<(), Fault> {
        let list = self.cursor.position();
        for _ in 0..self.cursor.list()? {
            let start = self.cursor.position();
            self.row_group()?;
            self.groups.push(start..self.cursor.position());
        }
        self.list = Some(list..self.cursor.position());
        Ok(())
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
                self.dropped.extend(surplus.map(|surplus| surplus..start));
                return Ok(());
            };
            before = id;
            self.cursor.skip(kind)?;
            surplus = if id > DICTIONARY_PAGE_OFFSET { surplus.or(Some(start)) } else { None };
        }
    }
}

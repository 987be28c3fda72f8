//! What is found.

use super::Digest;

/// Which rows of both sides are the same row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Matching {
    /// Those whose cells are equal: a row that changed is one that is gone and one that is new.
    #[default]
    Content,
    /// Those whose digests agree in the half that stands for the key: see [`RowDigests::by_key`](super::RowDigests::by_key).
    Key,
    /// As by [`Key`](Self::Key), but what the file does not have stays: only rows that changed are listed as removed.
    Merge,
}

/// What a file adds to and takes from the version before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Rows on both sides, those included that moved.
    pub unchanged: u64,
    /// Rows on both sides that stand elsewhere among the others.
    pub moved: u64,
    /// Rows of the file that the version before has not.
    pub added: u64,
    /// Rows of the version before that the file has not.
    pub removed: u64,
    /// Rows on both sides that have the same key and other cells.
    pub changed: u64,
    /// The number of a row of the file that has the key of another; rows that stayed in step are not looked at.
    pub repeated: Option<u64>,
    /// Which rows; `None` where they are too many to be held in memory.
    pub lists: Option<Lists>,
}

/// Rows that are on one side alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// In the order of the file. Rows that changed are among them, as they are now.
    pub added: Vec<Added>,
    /// In the order of the version before. Rows that changed are among them, as they were.
    pub removed: Vec<Removed>,
}

/// A row of the file that the version before has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Its number within the file, from 0.
    pub number: u64,
    /// Of its cells.
    pub digest: Digest,
    /// The place of the row on both sides behind which it stands; `None` at the start.
    pub after: Option<i64>,
    /// The place of the row before which it stands; `None` at the end. There is no row between the two.
    pub before: Option<i64>,
    /// The place of the row with the same key; `None` where there is none.
    pub replaces: Option<i64>,
}

/// A row of the version before that the file has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// What the caller knows it by.
    pub id: u32,
    /// Its place in its version.
    pub order: i64,
}

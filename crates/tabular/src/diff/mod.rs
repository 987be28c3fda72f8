//! What a file adds to and takes from the version before it, found in one pass, in bounded memory, without a look at the
//! rows that stayed.
//!
//! Both sides are in the order of their files, and most rows stay where they are. So the digests of the version before
//! and those of the file are walked in step ([`Differ`]): where they differ, the nearest place at which they agree again
//! is sought. What was passed over on the way is *loose*; at the end the loose rows of both sides are joined by their
//! digests, which finds the rows that only moved, and, where the table has a key, those that changed. Rows that are equal
//! cannot be told apart, and need not be: the difference is one of multisets.
//!
//! ```
//! use std::io;
//! use tabular::diff::{Differ, Digest, Known, MEMORY, Matching};
//!
//! let digest = |text: &str| Digest::of([Some(text)]);
//! let before = ["a", "b", "c"].iter().zip(0..).map(|(text, id)| {
//!     Ok(Known { digest: digest(text), id, order: i64::from(id) * 100 })
//! });
//! let mut differ = Differ::new(before, Matching::Content, MEMORY, || Ok(Box::new(io::Cursor::new(Vec::new()))));
//! assert_eq!(differ.push(&[digest("a"), digest("B"), digest("c")])?, []);
//! assert_eq!(differ.flush()?, [1]);
//! let difference = differ.finish()?;
//! assert_eq!((difference.unchanged, difference.added, difference.removed), (2, 1, 1));
//! let lists = difference.lists.expect("they are short");
//! assert_eq!(lists.removed[0].id, 1);
//! assert_eq!((lists.added[0].number, lists.added[0].after, lists.added[0].before), (1, Some(0), Some(200)));
//! # Ok::<(), io::Error>(())
//! ```

mod differ;
mod difference;
mod digest;
mod join;
mod loose;
mod record;
mod spill;
mod window;

pub use differ::Differ;
pub use difference::{Added, Difference, Lists, Matching, Removed};
pub use digest::{Digest, RowDigests};

/// Bytes that the loose rows of a side may take before they go to disk, and each of the [`Lists`] at most.
pub const MEMORY: usize = 16 << 20;

/// A row of the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Of its cells.
    pub digest: Digest,
    /// What the caller knows it by.
    pub id: u32,
    /// Its place in its version: larger than that of the row before it.
    pub order: i64,
}

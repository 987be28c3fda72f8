//! How much memory a file may make a decoder hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;

/// Bytes. All pages, dictionaries and buffers that are held at one time, for a file of any kind. An ordinary row group is
/// far smaller as a whole (<https://parquet.apache.org/docs/file-format/configurations/> recommends 512 MiB to 1 GiB
/// on disk at most, and only one page of each column is held).
const MAX_HELD: u64 = 512 << 20;

/// What is held for one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Budget(Arc<State>);

#[derive(Debug, Default)]
struct State {
    held: AtomicU64,
    block: AtomicU64,
}

/// A part of the budget; given back when dropped.
#[derive(Debug)]
pub(super) struct Held {
    budget: Budget,
    bytes: u64,
}

impl Budget {
    /// The number of the block that is being read.
    pub(super) fn block(&self) -> u64 {
        self.0.block.load(Ordering::Relaxed)
    }

    /// Tells that the block before is no longer there.
    pub(super) fn next_block(&self) {
        self.0.block.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes this many bytes for something of the file that is about to be held.
    ///
    /// # Errors
    /// [`Error::TooMuchMemory`] when there are not so many left. `what` is one of the file's parts: `a page`.
    pub(super) fn hold(&self, bytes: u64, what: &'static str) -> Result<Held, Error> {
        let before = self.0.held.fetch_add(bytes, Ordering::Relaxed);
        let held = Held { budget: self.clone(), bytes };
        if before.saturating_add(bytes) > MAX_HELD {
            return Err(Error::TooMuchMemory { what, limit: MAX_HELD });
        }
        Ok(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.0.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_can_be_held_again() {
        let budget = Budget::default();
        let page = budget.hold(MAX_HELD - 1, "a page").expect("within the budget");
        let error = budget.hold(2, "a dictionary").expect_err("beyond");
        assert_eq!(error.to_string(), "Reading a dictionary of this file takes more than 512 MiB of memory.");
        drop(page);
        assert!(budget.hold(MAX_HELD, "a page").is_ok());
    }
}

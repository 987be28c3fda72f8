//! The next rows of the version before, and where among them a digest stands.

use std::collections::{HashMap, VecDeque};
use std::io;

use super::{Digest, Known};

/// Rows that are looked through when no place near by agrees: 4 MiB, and as much again for the places.
const FAR: usize = 1 << 17;

/// Rows that are read at a time.
const CHUNK: usize = 4096;

/// The rows from the first that is not dealt with yet.
pub(super) struct Window<I> {
    rows: VecDeque<Known>,
    rest: I,
    ended: bool,
    /// Rows dealt with.
    passed: u64,
    places: HashMap<Digest, u64>,
    /// Rows from the start whose places are known, those dealt with included.
    placed: u64,
}

impl<I: Iterator<Item = io::Result<Known>>> Window<I> {
    pub(super) fn new(rows: I) -> Self {
        Self {
            rows: VecDeque::with_capacity(2 * CHUNK),
            rest: rows,
            ended: false,
            passed: 0,
            places: HashMap::new(),
            placed: 0,
        }
    }

    /// Reads until `count` rows are there, or all that are left.
    #[inline]
    pub(super) fn fill(&mut self, count: usize) -> io::Result<()> {
        if self.rows.len() >= count || self.ended { Ok(()) } else { self.read(count.max(CHUNK)) }
    }

    fn read(&mut self, count: usize) -> io::Result<()> {
        while self.rows.len() < count {
            match self.rest.next() {
                Some(row) => self.rows.push_back(row?),
                None => {
                    self.ended = true;
                    break;
                }
            }
        }
        Ok(())
    }

    /// The `index`-th row, if it was read.
    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&Known> {
        self.rows.get(index)
    }

    /// Takes the first row.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Known> {
        self.passed += 1;
        self.rows.pop_front()
    }

    /// Makes [`place`](Self::place) know as many rows as are looked through.
    pub(super) fn look_far(&mut self) -> io::Result<()> {
        self.fill(FAR)?;
        let end = self.passed + self.rows.len() as u64;
        // Most of the places are behind: begin anew, so that they do not pile up.
        if self.placed < self.passed + self.rows.len() as u64 / 2 {
            self.places.clear();
            self.placed = self.passed;
        }
        for number in self.placed.max(self.passed)..end {
            let digest = self.rows[usize::try_from(number - self.passed).unwrap_or(usize::MAX)].digest;
            self.places.entry(digest).or_insert(number);
        }
        self.placed = self.placed.max(end);
        Ok(())
    }

    /// Where the digest stands, as far as was [looked](Self::look_far).
    pub(super) fn place(&self, digest: Digest) -> Option<usize> {
        let number = self.places.get(&digest)?.checked_sub(self.passed)?;
        usize::try_from(number).ok()
    }
}

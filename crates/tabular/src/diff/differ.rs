//! Walks both sides in step.

use std::io;

use super::loose::Loose;
use super::window::Window;
use super::{Difference, Digest, Known, Matching};
use crate::input::Scratch;

/// How far the nearest place of agreement is sought by comparing alone: rows passed over on both sides together. A few
/// changed, added or removed rows in a row are the rule, and then nothing needs to be hashed.
const NEAR: usize = 48;

/// Compares the rows of a file with those of the version before.
pub struct Differ<I> {
    old: Window<I>,
    /// Digests of the rows from [`first`](Self::first) on.
    new: Vec<Digest>,
    /// The number of the first of them.
    first: u64,
    /// The first of them that is not dealt with.
    at: usize,
    /// Whether there are no more to come.
    complete: bool,
    unchanged: u64,
    /// The place of the last row found on both sides.
    order: Option<i64>,
    loose: Loose,
    /// Numbers of rows found loose that the caller was not told of.
    untold: Vec<u64>,
}

impl<I: Iterator<Item = io::Result<Known>>> Differ<I> {
    /// `old` are the rows of the version before, in order. Loose rows of one side that take more than `memory` bytes go to
    /// a place that `scratch` makes.
    pub fn new(
        old: I,
        matching: Matching,
        memory: usize,
        scratch: impl Fn() -> io::Result<Box<dyn Scratch>> + Send + 'static,
    ) -> Self {
        Self {
            old: Window::new(old),
            new: Vec::new(),
            first: 0,
            at: 0,
            complete: false,
            unchanged: 0,
            order: None,
            loose: Loose::new(matching, memory, Box::new(scratch)),
            untold: Vec::new(),
        }
    }

    /// Takes the digests of the file's next rows. Deals with the rows of the pushes before, which have these to look ahead
    /// to, and returns the numbers (0-based, within the file) of those among them that may be new: their content is needed
    /// unless [`finish`](Self::finish) finds that they only moved. A few thousand rows a push are right.
    ///
    /// # Errors
    /// Those of the rows of the version before, and of the scratch place.
    pub fn push(&mut self, digests: &[Digest]) -> io::Result<Vec<u64>> {
        self.new.drain(..self.at);
        self.first += self.at as u64;
        self.at = 0;
        let until = self.new.len();
        self.new.extend_from_slice(digests);
        self.deal(until)
    }

    /// Says that there are no more rows, and deals with the rest as [`push`](Self::push) does.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn flush(&mut self) -> io::Result<Vec<u64>> {
        self.complete = true;
        self.deal(self.new.len())
    }

    /// The difference.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn finish(mut self) -> io::Result<Difference> {
        self.flush()?;
        loop {
            self.old.fill(1)?;
            let Some(row) = self.old.pop() else { break };
            self.loose.old(&row)?;
        }
        self.loose.join(self.unchanged)
    }

    fn deal(&mut self, until: usize) -> io::Result<Vec<u64>> {
        while self.at < until {
            self.old.fill(NEAR + 2)?;
            let Some(front) = self.old.get(0) else {
                self.set_loose(until - self.at)?;
                break;
            };
            if front.digest == self.new[self.at] {
                self.order = Some(front.order);
                self.loose.close_gap(front.order);
                self.old.pop();
                self.at += 1;
                self.unchanged += 1;
                continue;
            }
            match self.near() {
                Some((old, new)) => self.skip(old, new)?,
                None => {
                    self.old.look_far()?;
                    match self.far() {
                        Some((old, new)) => self.skip(old, new)?,
                        None => self.set_loose(until - self.at)?,
                    }
                }
            }
        }
        let told = self.first + until as u64;
        let later = self.untold.iter().position(|number| *number >= told).unwrap_or(self.untold.len());
        let rest = self.untold.split_off(later);
        Ok(std::mem::replace(&mut self.untold, rest))
    }

    /// How many rows of both sides to pass over until they agree; the fewest that will do.
    fn near(&self) -> Option<(usize, usize)> {
        for total in 1..=NEAR {
            // As many on either side first: rows that changed are the commonest difference.
            if total.is_multiple_of(2) && self.agree(total / 2, total / 2) {
                return Some((total / 2, total / 2));
            }
            let found =
                (0..=total).map(|old| (old, total - old)).find(|(old, new)| self.agree_twice(*old, *new));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// As [`near`](Self::near), for as many rows ahead as there are.
    fn far(&self) -> Option<(usize, usize)> {
        self.new[self.at..].iter().enumerate().find_map(|(new, digest)| {
            let old = self.old.place(*digest)?;
            self.agree_twice(old, new).then_some((old, new))
        })
    }

    #[inline]
    fn agree(&self, old: usize, new: usize) -> bool {
        match (self.old.get(old), self.new.get(self.at + new)) {
            (Some(old), Some(new)) => old.digest == *new,
            _ => false,
        }
    }

    /// Whether two rows in succession agree, or one that is the last on both sides: one alone may have moved.
    #[inline]
    fn agree_twice(&self, old: usize, new: usize) -> bool {
        self.agree(old, new)
            && (self.agree(old + 1, new + 1)
                || self.complete && self.at + new + 1 == self.new.len() && self.old.get(old + 1).is_none())
    }

    /// Passes over rows of both sides.
    fn skip(&mut self, old: usize, new: usize) -> io::Result<()> {
        self.set_loose(new)?;
        for _ in 0..old {
            let Some(row) = self.old.pop() else { break };
            self.loose.old(&row)?;
        }
        Ok(())
    }

    /// What the next rows of the file are is found out at the end.
    fn set_loose(&mut self, count: usize) -> io::Result<()> {
        self.loose.open_gap(self.order);
        for digest in &self.new[self.at..self.at + count] {
            let number = self.first + self.at as u64;
            self.loose.new_row(*digest, number)?;
            self.untold.push(number);
            self.at += 1;
        }
        Ok(())
    }
}

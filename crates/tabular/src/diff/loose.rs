//! Rows that were passed over while both sides were walked.

use std::io;

use super::difference::{Difference, Matching};
use super::join::Joined;
use super::record::Record;
use super::spill::{PARTS, Spill};
use super::{Digest, Known};
use crate::input::Scratch;

/// Collects the loose rows of both sides.
pub(super) struct Loose {
    matching: Matching,
    memory: usize,
    scratch: Box<dyn Fn() -> io::Result<Box<dyn Scratch>> + Send>,
    old: Side,
    new: Side,
    gaps: Vec<Gap>,
}

/// Where rows on both sides leave room for loose rows of the file between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    pub after: Option<i64>,
    pub before: Option<i64>,
    is_open: bool,
}

#[derive(Default)]
struct Side {
    records: Vec<Record>,
    spill: Option<Spill>,
}

impl Loose {
    pub(super) fn new(
        matching: Matching,
        memory: usize,
        scratch: Box<dyn Fn() -> io::Result<Box<dyn Scratch>> + Send>,
    ) -> Self {
        Self { matching, memory, scratch, old: Side::default(), new: Side::default(), gaps: Vec::new() }
    }

    /// A row of the version before has no counterpart so far.
    pub(super) fn old(&mut self, row: &Known) -> io::Result<()> {
        self.old.records.push(Record::old(row));
        if self.old.records.len() > self.most() { self.old.spill(&self.scratch) } else { Ok(()) }
    }

    /// A row of the file has no counterpart so far; it stands in the gap opened last.
    pub(super) fn new_row(&mut self, digest: Digest, number: u64) -> io::Result<()> {
        let place = i64::try_from(number).unwrap_or(i64::MAX);
        let tag = u32::try_from(self.gaps.len()).unwrap_or(u32::MAX);
        self.new.records.push(Record { digest, place, tag });
        if self.new.records.len() > self.most() { self.new.spill(&self.scratch) } else { Ok(()) }
    }

    /// Loose rows of the file follow the row on both sides whose place is `after`.
    pub(super) fn open_gap(&mut self, after: Option<i64>) {
        // One more than are allowed tells that there were too many.
        if !self.gaps.last().is_some_and(|gap| gap.is_open) && self.gaps.len() <= self.most() {
            self.gaps.push(Gap { after, before: None, is_open: true });
        }
    }

    /// A row on both sides was found, whose place is `before`.
    #[inline]
    pub(super) fn close_gap(&mut self, before: i64) {
        if let Some(gap) = self.gaps.last_mut().filter(|gap| gap.is_open) {
            (gap.before, gap.is_open) = (Some(before), false);
        }
    }

    /// Rows of one side that are held in memory.
    fn most(&self) -> usize {
        self.memory / size_of::<Record>()
    }

    /// Joins both sides; `in_step` rows beside them stand at the same place on both.
    pub(super) fn join(mut self, in_step: u64) -> io::Result<Difference> {
        let mut joined = Joined::new(self.matching, self.most(), self.gaps);
        if self.old.spill.is_none() && self.new.spill.is_none() {
            joined.add(self.old.records, self.new.records);
        } else {
            self.old.spill(&self.scratch)?;
            self.new.spill(&self.scratch)?;
            let (Some(mut old), Some(mut new)) = (self.old.spill, self.new.spill) else {
                return Err(io::Error::other("rows that were spilled are not there"));
            };
            for part in 0..PARTS {
                joined.add(old.read(part)?, new.read(part)?);
            }
        }
        Ok(joined.finish(in_step))
    }
}

impl Side {
    fn spill(&mut self, scratch: &impl Fn() -> io::Result<Box<dyn Scratch>>) -> io::Result<()> {
        let spill = match &mut self.spill {
            Some(spill) => spill,
            none => none.insert(Spill::new(scratch()?)),
        };
        spill.write(self.records.drain(..))
    }
}

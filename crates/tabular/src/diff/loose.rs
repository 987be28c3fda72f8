//! Rows that were passed over while both sides were walked: which of them are on both sides?

use std::io;

use super::record::Record;
use super::spill::{PARTS, Spill};
use super::{Digest, Known};
use crate::input::Scratch;

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
    /// Which rows; `None` where they are too many to be held in memory.
    pub lists: Option<Lists>,
}

/// Rows that are on one side alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// In the order of the file.
    pub added: Vec<Added>,
    /// In the order of the version before.
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
}

/// A row of the version before that the file has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// What the caller knows it by.
    pub id: u32,
    /// Its place in its version.
    pub order: i64,
}

/// Collects the loose rows of both sides.
pub(super) struct Loose {
    memory: usize,
    scratch: Box<dyn Fn() -> io::Result<Box<dyn Scratch>> + Send>,
    old: Side,
    new: Side,
    gaps: Vec<Gap>,
}

/// Where rows on both sides leave room for loose rows of the file between them.
#[derive(Debug, Clone, Copy)]
struct Gap {
    after: Option<i64>,
    before: Option<i64>,
    is_open: bool,
}

#[derive(Default)]
struct Side {
    records: Vec<Record>,
    spill: Option<Spill>,
}

impl Loose {
    pub(super) fn new(memory: usize, scratch: Box<dyn Fn() -> io::Result<Box<dyn Scratch>> + Send>) -> Self {
        Self { memory, scratch, old: Side::default(), new: Side::default(), gaps: Vec::new() }
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
        let most = self.most();
        let mut joined =
            Joined { most, too_many: self.gaps.len() > most, gaps: self.gaps, ..Joined::default() };
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

#[derive(Default)]
struct Joined {
    most: usize,
    gaps: Vec<Gap>,
    /// Places of rows of the version before that only moved: they stay where they are.
    stay: Vec<i64>,
    moved: u64,
    added: u64,
    removed: u64,
    lists: Lists,
    too_many: bool,
}

impl Joined {
    /// Merges both sides in the order of their digests. Of equal rows, the first of one side is the first of the other.
    fn add(&mut self, mut old: Vec<Record>, mut new: Vec<Record>) {
        old.sort_unstable();
        new.sort_unstable();
        let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
        loop {
            match (old.peek(), new.peek()) {
                (Some(before), Some(now)) if before.digest == now.digest => {
                    self.stay(before);
                    old.next();
                    new.next();
                }
                (Some(before), now) if now.is_none_or(|now| before.digest < now.digest) => {
                    self.remove(before);
                    old.next();
                }
                (_, Some(now)) => {
                    self.insert(now);
                    new.next();
                }
                (_, None) => break,
            }
        }
    }

    fn stay(&mut self, row: &Record) {
        self.moved += 1;
        // One more than are allowed tells that there were too many.
        if self.stay.len() <= self.most {
            self.stay.push(row.place);
        }
    }

    fn remove(&mut self, row: &Record) {
        self.removed += 1;
        if self.has_room() {
            self.lists.removed.push(Removed { id: row.tag, order: row.place });
        }
    }

    fn insert(&mut self, row: &Record) {
        self.added += 1;
        if self.has_room() {
            // Gaps are numbered from 1, as they were when the row was kept.
            let gap = usize::try_from(row.tag).ok().and_then(|tag| self.gaps.get(tag.checked_sub(1)?));
            let (after, before) = gap.map_or((None, None), |gap| (gap.after, gap.before));
            let number = row.place.unsigned_abs();
            self.lists.added.push(Added { number, digest: row.digest, after, before });
        }
    }

    fn has_room(&mut self) -> bool {
        if self.lists.added.len().max(self.lists.removed.len()) >= self.most {
            self.too_many = true;
            self.lists = Lists::default();
        }
        !self.too_many
    }

    /// Where a row that moved away stays within a gap, the gap ends before it: its place is taken.
    fn make_way(&mut self) {
        self.stay.sort_unstable();
        for row in &mut self.lists.added {
            let next = self.stay.partition_point(|place| row.after.is_some_and(|after| *place <= after));
            if let Some(place) = self.stay.get(next)
                && row.before.is_none_or(|before| *place < before)
            {
                row.before = Some(*place);
            }
        }
    }

    fn finish(mut self, in_step: u64) -> Difference {
        self.too_many |= self.stay.len() > self.most && !self.lists.added.is_empty();
        self.make_way();
        self.lists.added.sort_unstable_by_key(|row| row.number);
        self.lists.removed.sort_unstable_by_key(|row| row.order);
        Difference {
            unchanged: in_step + self.moved,
            moved: self.moved,
            added: self.added,
            removed: self.removed,
            lists: (!self.too_many).then_some(self.lists),
        }
    }
}

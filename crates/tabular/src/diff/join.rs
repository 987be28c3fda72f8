//! Which loose rows are on both sides?

use super::difference::{Added, Difference, Lists, Matching, Removed};
use super::loose::Gap;
use super::record::Record;

pub(super) struct Joined {
    matching: Matching,
    /// Rows of a list at most.
    most: usize,
    gaps: Vec<Gap>,
    /// Rows on both sides, which stay where they are in the version before: number within the file, and place.
    stay: Vec<(u64, i64)>,
    moved: u64,
    added: u64,
    removed: u64,
    changed: u64,
    repeated: Option<u64>,
    lists: Lists,
    too_many: bool,
}

impl Joined {
    pub(super) fn new(matching: Matching, most: usize, gaps: Vec<Gap>) -> Self {
        Self {
            matching,
            most,
            too_many: gaps.len() > most,
            gaps,
            stay: Vec::new(),
            moved: 0,
            added: 0,
            removed: 0,
            changed: 0,
            repeated: None,
            lists: Lists::default(),
        }
    }

    /// Joins rows of both sides: all that there are of whatever digest or key is among them.
    pub(super) fn add(&mut self, mut old: Vec<Record>, mut new: Vec<Record>) {
        old.sort_unstable();
        new.sort_unstable();
        let (mut old, mut new) = (&old[..], &new[..]);
        while let Some(group) =
            [old.first(), new.first()].into_iter().flatten().map(|row| self.group(row)).min()
        {
            let count = |rows: &[Record]| rows.iter().take_while(|row| self.group(row) == group).count();
            let (before, now);
            (before, old) = old.split_at(count(old));
            (now, new) = new.split_at(count(new));
            self.join(before, now);
        }
    }

    /// Equal for rows that may be the same row.
    fn group(&self, row: &Record) -> u128 {
        match self.matching {
            Matching::Content => row.digest.0,
            Matching::Key | Matching::Merge => row.digest.0 >> 64,
        }
    }

    /// Joins a group in the order of its digests. Of equal rows, the first of one side is the first of the other.
    fn join(&mut self, mut old: &[Record], mut new: &[Record]) {
        let is_by_key = self.matching != Matching::Content;
        if is_by_key && new.len() > 1 {
            let first = new.iter().map(|row| row.place.unsigned_abs()).min();
            self.repeated = [self.repeated, first].into_iter().flatten().min();
        }
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        loop {
            match (old.split_first(), new.split_first()) {
                (Some((before, old_rest)), Some((now, new_rest))) if before.digest == now.digest => {
                    self.stay(before, now);
                    (old, new) = (old_rest, new_rest);
                }
                (Some((before, rest)), now) if now.is_none_or(|(now, _)| before.digest < now.digest) => {
                    gone.push(before);
                    old = rest;
                }
                (_, Some((now, rest))) => {
                    come.push(now);
                    new = rest;
                }
                (_, None) => break,
            }
        }
        let pairs = if is_by_key { gone.len().min(come.len()) } else { 0 };
        self.changed += pairs as u64;
        for (i, row) in gone.iter().enumerate() {
            self.remove(row, i < pairs);
        }
        for (i, row) in come.iter().enumerate() {
            self.insert(row, gone.get(i).filter(|_| i < pairs).map(|row| row.place));
        }
    }

    fn stay(&mut self, before: &Record, now: &Record) {
        self.moved += 1;
        // One more than are allowed tells that there were too many.
        if self.stay.len() <= self.most {
            self.stay.push((now.place.unsigned_abs(), before.place));
        }
    }

    fn remove(&mut self, row: &Record, is_changed: bool) {
        self.removed += u64::from(!is_changed);
        if (is_changed || self.matching != Matching::Merge) && self.has_room() {
            self.lists.removed.push(Removed { id: row.tag, order: row.place });
        }
    }

    fn insert(&mut self, row: &Record, replaces: Option<i64>) {
        self.added += u64::from(replaces.is_none());
        if self.has_room() {
            // Gaps are numbered from 1, as they were when the row was kept.
            let gap = usize::try_from(row.tag).ok().and_then(|tag| self.gaps.get(tag.checked_sub(1)?));
            let (after, before) = gap.map_or((None, None), |gap| (gap.after, gap.before));
            let number = row.place.unsigned_abs();
            self.lists.added.push(Added { number, digest: row.digest, after, before, replaces });
        }
    }

    fn has_room(&mut self) -> bool {
        if self.lists.added.len().max(self.lists.removed.len()) >= self.most {
            self.too_many = true;
            self.lists = Lists::default();
        }
        !self.too_many
    }

    /// Rows that stay part a gap, since their places are taken: a new row stands behind those that the file has before it,
    /// and before the next.
    fn make_way(&mut self) {
        self.stay.sort_unstable();
        let mut places: Vec<i64> = self.stay.iter().map(|(_, place)| *place).collect();
        places.sort_unstable();
        let mut stay = self.stay.iter().peekable();
        let (mut gap, mut last) = ((None, None), None);
        for row in &mut self.lists.added {
            if gap != (row.after, row.before) {
                (gap, last) = ((row.after, row.before), None);
            }
            let (start, end) = gap;
            let is_within =
                |place: i64| start.is_none_or(|start| start < place) && end.is_none_or(|end| place < end);
            while let Some((_, place)) = stay.next_if(|(number, _)| *number < row.number) {
                if is_within(*place) {
                    last = last.max(Some(*place));
                }
            }
            row.after = last.or(row.after);
            let next = places.partition_point(|place| row.after.is_some_and(|after| *place <= after));
            if let Some(place) = places.get(next).filter(|place| is_within(**place)) {
                row.before = Some(*place);
            }
        }
    }

    pub(super) fn finish(mut self, in_step: u64) -> Difference {
        self.lists.added.sort_unstable_by_key(|row| row.number);
        // Merged rows find their places by themselves.
        if self.matching != Matching::Merge {
            self.too_many |= self.stay.len() > self.most && !self.lists.added.is_empty();
            self.make_way();
        }
        self.lists.removed.sort_unstable_by_key(|row| row.order);
        Difference {
            unchanged: in_step + self.moved,
            moved: self.moved,
            added: self.added,
            removed: self.removed,
            changed: self.changed,
            repeated: self.repeated,
            lists: (!self.too_many).then_some(self.lists),
        }
    }
}

//! Versions in different relations, or of different columns: both are walked in step, by digests of their rows.

use std::io;

use deadpool_postgres::Client;
use tabular::diff::{Differ, Difference, Digest, Known, Matching};
use tokio::sync::mpsc;

use super::{ComparedColumn, Comparison, Fault, Loose, MOST_LISTED, Placed, pieces::Pieces};
use crate::table::rows::Snapshot;

/// Rows that are compared at a time.
const PUSH: usize = 4096;

/// Compares by the digests that are stored with the rows.
pub(super) async fn by_digests(
    client: &Client,
    from: &Snapshot<'_>,
    to: &Snapshot<'_>,
) -> Result<Loose, Fault> {
    let (Some(before), Some(now)) = (from.extent, to.extent) else { return Err(Fault::Damaged) };
    let old = Pieces::stored(client, from, before).await?;
    let new = Pieces::stored(client, to, now).await?;
    compare(client, old, new).await
}

/// Compares by what is in the rows.
pub(super) async fn by_rows(
    client: &Client,
    comparison: &Comparison<'_>,
    columns: &[ComparedColumn],
) -> Result<Loose, Fault> {
    let old = Pieces::read(&comparison.from, columns);
    let new = Pieces::read(&comparison.to, columns);
    compare(client, old, new).await
}

/// One connection serves both sides: whichever the walking thread waits for gets its next rows.
async fn compare(client: &Client, mut old: Pieces<'_>, mut new: Pieces<'_>) -> Result<Loose, Fault> {
    let (old_sender, old_rows) = mpsc::channel(1);
    let (new_sender, new_rows) = mpsc::channel(1);
    let walking = tokio::task::spawn_blocking(move || walk(old_rows, new_rows));
    let (mut old_sender, mut new_sender) = (Some(old_sender), Some(new_sender));
    loop {
        let (rows, permit, sender) = tokio::select! {
            permit = reserve(old_sender.as_ref()), if old_sender.is_some() => (&mut old, permit, true),
            permit = reserve(new_sender.as_ref()), if new_sender.is_some() => (&mut new, permit, false),
            else => break,
        };
        // A walk that ended early says why.
        let known = if permit.is_some() { rows.next(client).await? } else { Vec::new() };
        match permit.filter(|_| !known.is_empty()) {
            Some(permit) => drop(permit.send(known)),
            None if sender => old_sender = None,
            None => new_sender = None,
        }
    }
    walking.await.map_err(|_| Fault::Damaged)?
}

type Rows = Vec<Known>;

async fn reserve(sender: Option<&mpsc::Sender<Rows>>) -> Option<mpsc::OwnedPermit<Rows>> {
    sender?.clone().reserve_owned().await.ok()
}

fn walk(mut old: mpsc::Receiver<Rows>, mut new: mpsc::Receiver<Rows>) -> Result<Loose, Fault> {
    let known = std::iter::from_fn(move || old.blocking_recv()).flatten().map(Ok);
    let none = || Err(io::Error::from(io::ErrorKind::QuotaExceeded));
    let mut walk = Walk {
        differ: Differ::new(known, Matching::Content, MOST_LISTED * size_of::<Known>(), none),
        loose: Vec::new(),
        pushed: Vec::new(),
        first: 0,
    };
    while let Some(rows) = new.blocking_recv() {
        for rows in rows.chunks(PUSH) {
            walk.push(rows)?;
        }
    }
    walk.finish()
}

struct Walk<I> {
    differ: Differ<I>,
    /// Rows of the second version that may be new: number and place.
    loose: Vec<(u64, i64)>,
    /// Places of the rows that were pushed last.
    pushed: Vec<i64>,
    /// The number of the first of them.
    first: u64,
}

impl<I: Iterator<Item = io::Result<Known>>> Walk<I> {
    fn push(&mut self, rows: &[Known]) -> Result<(), Fault> {
        let digests: Vec<Digest> = rows.iter().map(|known| known.digest).collect();
        let dealt_with = self.differ.push(&digests).map_err(too_many)?;
        self.keep(&dealt_with);
        self.first += self.pushed.len() as u64;
        self.pushed = rows.iter().map(|known| known.order).collect();
        Ok(())
    }

    /// What is dealt with was pushed last.
    fn keep(&mut self, numbers: &[u64]) {
        let place = |number: &u64| {
            let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
            Some((*number, *self.pushed.get(index)?))
        };
        self.loose.extend(numbers.iter().filter_map(place));
    }

    fn finish(mut self) -> Result<Loose, Fault> {
        let dealt_with = self.differ.flush().map_err(too_many)?;
        self.keep(&dealt_with);
        let Difference { lists, .. } = self.differ.finish().map_err(too_many)?;
        let lists = lists.ok_or(Fault::TooMany)?;
        let place = |number| {
            let found = self.loose.binary_search_by_key(&number, |(number, _)| *number);
            found.map(|i| self.loose[i].1).map_err(|_| Fault::Damaged)
        };
        let removed = lists.removed.iter();
        let removed = removed.map(|row| Placed { order: (row.order, false, 0), place: row.order });
        let added = lists.added.iter().map(|row| {
            let order = (row.before.unwrap_or(i64::MAX), true, row.number);
            Ok(Placed { order, place: place(row.number)? })
        });
        Ok(Loose { removed: removed.collect(), added: added.collect::<Result<_, Fault>>()? })
    }
}

/// Nothing else can fail: rows come from memory, and there is no room on disk by intention.
fn too_many(_: io::Error) -> Fault {
    Fault::TooMany
}

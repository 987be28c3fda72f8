//! Versions that share a relation: rows that one has and the other has not, by their bitmaps.

use std::iter::Peekable;

use deadpool_postgres::Client;
use futures_util::TryStreamExt;
use tabular::diff::{Digest, Known};

use super::{Fault, Loose, MOST_LISTED, Placed};
use crate::{
    model::Extent,
    table::rows::{Bitmap, Snapshot, place_in_file, read_added, read_bitmap, read_digests},
};

/// Compares two versions of one relation.
pub(super) async fn compare(client: &Client, from: &Snapshot<'_>, to: &Snapshot<'_>) -> Result<Loose, Fault> {
    let (Some(before), Some(now)) = (from.extent, to.extent) else { return Err(Fault::Damaged) };
    let old = read_bitmap(&***client, &from.relations, from.version).await?;
    let new = read_bitmap(&***client, &to.relations, to.version).await?;
    let (mut removed, mut added) = (only(&old, &new)?, only(&new, &old)?);

    let base_end = now.base_end.cast_unsigned();
    let has_later = |ids: &[u32]| ids.last().is_some_and(|id| *id >= base_end);
    let later = if has_later(&removed) || has_later(&added) {
        let rows_end = before.rows_end.max(now.rows_end);
        let extent = Extent { rows_end, has_past: before.has_past || now.has_past, ..now };
        read_added(client, &to.relations, extent).await?
    } else {
        Vec::new()
    };
    let rows = Rows { base_end, later };
    // A version has no row that is equal to one that the version before it lost: the two would be the same row.
    if from.version.abs_diff(to.version) > 1 && !removed.is_empty() && !added.is_empty() {
        let digests = rows.digests(client, to, now, [&removed, &added]).await?;
        [removed, added] = unequal(digests);
    }
    Ok(Loose { removed: rows.placed(&removed, false)?, added: rows.placed(&added, true)? })
}

/// The rows that only one version has.
fn only(one: &Bitmap, other: &Bitmap) -> Result<Vec<u32>, Fault> {
    let ids: Vec<u32> = one.without(other).take(MOST_LISTED + 1).collect();
    if ids.len() > MOST_LISTED { Err(Fault::TooMany) } else { Ok(ids) }
}

/// What is known of a relation's rows.
struct Rows {
    base_end: u32,
    /// In the order of their ids.
    later: Vec<Known>,
}

impl Rows {
    fn placed(&self, ids: &[u32], is_added: bool) -> Result<Vec<Placed>, Fault> {
        let place = |id: &u32| match *id < self.base_end {
            true => Ok(place_in_file(*id)),
            false => self.later(*id).map(|known| known.order),
        };
        ids.iter().map(|id| place(id).map(|place| Placed { order: (place, is_added, 0), place })).collect()
    }

    fn later(&self, id: u32) -> Result<&Known, Fault> {
        let found = self.later.binary_search_by_key(&id, |known| known.id);
        found.map(|i| &self.later[i]).map_err(|_| Fault::Damaged)
    }

    /// The digests of both lists of rows, each in ascending order.
    async fn digests(
        &self,
        client: &Client,
        snapshot: &Snapshot<'_>,
        extent: Extent,
        ids: [&[u32]; 2],
    ) -> Result<[Vec<(Digest, u32)>; 2], Fault> {
        let mut found = [Vec::new(), Vec::new()];
        let base = ids.map(|ids| &ids[..ids.partition_point(|id| *id < self.base_end)]);
        if base.iter().any(|ids| !ids.is_empty()) {
            let mut wanted = base.map(|ids| ids.iter().copied().peekable());
            let chunks = read_digests(client, &snapshot.relations, 0..extent.base_end).await?;
            let mut chunks = Box::pin(chunks);
            while let Some(chunk) = chunks.try_next().await? {
                for (wanted, found) in wanted.iter_mut().zip(&mut found) {
                    pick(wanted, chunk.first_id, &chunk.digests, found);
                }
            }
            if wanted.iter_mut().any(|wanted| wanted.peek().is_some()) {
                return Err(Fault::Damaged);
            }
        }
        for (ids, (base, found)) in ids.iter().zip(base.iter().zip(&mut found)) {
            for id in &ids[base.len()..] {
                found.push((self.later(*id)?.digest, *id));
            }
            found.sort_unstable();
        }
        Ok(found)
    }
}

/// The digests of those ids that are in a chunk.
fn pick(
    wanted: &mut Peekable<impl Iterator<Item = u32>>,
    first_id: u32,
    digests: &[Digest],
    found: &mut Vec<(Digest, u32)>,
) {
    let index = |id: u32| usize::try_from(id.checked_sub(first_id)?).ok();
    while let Some((id, digest)) =
        wanted.peek().and_then(|id| Some((*id, *index(*id).and_then(|i| digests.get(i))?)))
    {
        found.push((digest, id));
        wanted.next();
    }
}

/// Leaves out rows that both lists have: lost by one version, and had again by a later one.
fn unequal([removed, added]: [Vec<(Digest, u32)>; 2]) -> [Vec<u32>; 2] {
    let (mut old, mut new) = (removed.into_iter().peekable(), added.into_iter().peekable());
    let mut rest = [Vec::new(), Vec::new()];
    loop {
        match (old.peek(), new.peek()) {
            (Some((before, _)), Some((now, _))) if before == now => {
                old.next();
                new.next();
            }
            (Some((before, id)), now) if now.is_none_or(|(now, _)| before < now) => {
                rest[0].push(*id);
                old.next();
            }
            (_, Some((_, id))) => {
                rest[1].push(*id);
                new.next();
            }
            (_, None) => return rest,
        }
    }
}

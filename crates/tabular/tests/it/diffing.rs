//! Differences of two versions, against the plainest way of finding them.

use std::collections::HashMap;
use std::io;

use proptest::prelude::*;
use tabular::diff::{Differ, Difference, Digest, Known, Lists, MEMORY, Matching};

fn digest(value: u32) -> Digest {
    Digest::of([Some(value.to_string().as_str())])
}

/// Rows of the version before, a thousand places apart.
fn known(rows: &[u32]) -> impl Iterator<Item = io::Result<Known>> {
    rows.iter()
        .zip(0..)
        .map(|(value, id)| Ok(Known { digest: digest(*value), id, order: i64::from(id) * 1000 }))
}

fn difference(old: &[u32], new: &[u32], push: usize, memory: usize) -> (Difference, Vec<u64>) {
    let mut differ =
        Differ::new(known(old), Matching::Content, memory, || Ok(Box::new(tempfile::tempfile()?)));
    let mut told = Vec::new();
    for rows in new.chunks(push) {
        let digests: Vec<Digest> = rows.iter().map(|value| digest(*value)).collect();
        told.extend(differ.push(&digests).expect("memory does not fail"));
    }
    told.extend(differ.flush().expect("memory does not fail"));
    (differ.finish().expect("memory does not fail"), told)
}

/// Keys and values: the digest of a row is both.
fn by_key(old: &[(u32, u32)], new: &[(u32, u32)], matching: Matching, memory: usize) -> Difference {
    let digest =
        |row: &(u32, u32)| Digest(digest(row.0).0 >> 64 << 64 | u128::from(row.1) << 32 | u128::from(row.0));
    let known =
        (0..).zip(old).map(|(id, row)| Ok(Known { digest: digest(row), id, order: i64::from(id) * 1000 }));
    let mut differ = Differ::new(known, matching, memory, || Ok(Box::new(tempfile::tempfile()?)));
    for rows in new.chunks(50) {
        differ.push(&rows.iter().map(digest).collect::<Vec<_>>()).expect("memory does not fail");
    }
    differ.finish().expect("memory does not fail")
}

/// Values under distinct keys, in whatever order.
fn keyed() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::hash_map(0..300_u32, 0..3_u32, 0..250).prop_map(|rows| rows.into_iter().collect())
}

fn lists(difference: &Difference) -> &Lists {
    difference.lists.as_ref().expect("they are short")
}

/// The rows after the difference is applied: each added row behind and before those it names.
fn apply(old: &[u32], new: &[u32], lists: &Lists) -> Vec<u32> {
    let gone: Vec<u32> = lists.removed.iter().map(|row| row.id).collect();
    let mut rows: Vec<(i64, u64, u32)> = (0..)
        .zip(old)
        .filter(|(id, _)| !gone.contains(id))
        .map(|(id, value)| (i64::from(id) * 1000, 0, *value))
        .collect();
    for row in &lists.added {
        let place = row.after.map_or(-1, |after| after);
        assert!(row.before.is_none_or(|before| place < before), "{row:?}");
        // Its place may be any between the two.
        let stays = |id: &u32| !gone.contains(id) && row.before.is_none_or(|b| i64::from(*id) * 1000 < b);
        let between = (0..).take(old.len()).find(|id| i64::from(*id) * 1000 > place && stays(id));
        assert_eq!(between, None, "{row:?}");
        rows.push((place, row.number + 1, new[usize::try_from(row.number).expect("small")]));
    }
    rows.sort_unstable();
    rows.into_iter().map(|(_, _, value)| value).collect()
}

fn counts(rows: &[u32]) -> HashMap<u32, u64> {
    let mut counts = HashMap::new();
    rows.iter().for_each(|value| *counts.entry(*value).or_default() += 1);
    counts
}

fn shared(old: &[u32], new: &[u32]) -> u64 {
    let new = counts(new);
    counts(old).iter().map(|(value, count)| (*count).min(new.get(value).copied().unwrap_or_default())).sum()
}

/// A file, and what became of it: values changed, rows put in, taken out.
fn edited() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    let edits = prop::collection::vec((0..400_usize, 0..4_u8, 0..60_usize, 0..500_u32), 0..12);
    (prop::collection::vec(0..500_u32, 0..400), edits).prop_map(|(old, edits)| {
        let mut new = old.clone();
        for (at, edit, count, value) in edits {
            let at = at.min(new.len());
            let end = (at + count).min(new.len());
            match edit {
                0 => new[at..end].iter_mut().for_each(|row| *row += 1000),
                1 => drop(new.splice(at..at, (0..count).map(|i| value + 2000 + i as u32))),
                2 => drop(new.drain(at..end)),
                _ => drop(new.splice(at..at, std::iter::repeat_n(value, count / 10))),
            }
        }
        (old, new)
    })
}

proptest! {
    #[test]
    fn it_is_the_difference_of_multisets(
        (old, new) in edited(), push in 1..200_usize, memory in prop_oneof![Just(MEMORY), 1000..5000_usize],
    ) {
        let (found, told) = difference(&old, &new, push, memory);
        let same = shared(&old, &new);
        prop_assert_eq!(found.unchanged, same);
        prop_assert_eq!((found.added, found.removed), (new.len() as u64 - same, old.len() as u64 - same));
        if let Some(lists) = &found.lists {
            let mut made = apply(&old, &new, lists);
            prop_assert!(lists.added.iter().all(|row| told.contains(&row.number)));
            prop_assert!(told.is_sorted());
            if found.moved == 0 {
                prop_assert_eq!(&made, &new);
            }
            made.sort_unstable();
            let mut wanted = new.clone();
            wanted.sort_unstable();
            prop_assert_eq!(made, wanted);
        } else {
            prop_assert!(memory < MEMORY);
        }
    }

    #[test]
    fn rows_of_one_key_are_one_row(
        old in keyed(), new in keyed(), memory in prop_oneof![Just(MEMORY), 500..3000_usize],
    ) {
        let before: HashMap<u32, u32> = old.iter().copied().collect();
        let now: HashMap<u32, u32> = new.iter().copied().collect();
        let kept = || before.iter().filter_map(|(key, value)| Some((value, now.get(key)?)));
        let unchanged = kept().filter(|(a, b)| a == b).count() as u64;
        let changed = kept().count() as u64 - unchanged;
        let found = by_key(&old, &new, Matching::Key, memory);
        prop_assert_eq!((found.unchanged, found.changed, found.repeated), (unchanged, changed, None));
        prop_assert_eq!(found.added, new.len() as u64 - unchanged - changed);
        prop_assert_eq!(found.removed, old.len() as u64 - unchanged - changed);
        if let Some(lists) = found.lists {
            prop_assert_eq!(lists.removed.len() as u64, found.removed + changed);
            for row in &lists.added {
                let (key, value) = new[usize::try_from(row.number).expect("small")];
                let was = row.replaces.map(|place| old[usize::try_from(place / 1000).expect("small")]);
                prop_assert_eq!(was.map(|(key, _)| key), before.contains_key(&key).then_some(key));
                prop_assert!(was.is_none_or(|was| was.1 != value));
            }
        }
        let merged = by_key(&old, &new, Matching::Merge, MEMORY);
        prop_assert_eq!((merged.added, merged.changed), (found.added, changed));
        prop_assert_eq!(merged.lists.expect("few").removed.len() as u64, changed);
    }

    #[test]
    fn a_shuffled_file_is_the_same(old in prop::collection::vec(0..300_u32, 0..400), seed in any::<u64>()) {
        let mut new = old.clone();
        let mut state = seed;
        for i in (1..new.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            new.swap(i, (state >> 33) as usize % (i + 1));
        }
        for memory in [MEMORY, 1000] {
            let (found, _) = difference(&old, &new, 64, memory);
            prop_assert_eq!((found.added, found.removed, found.unchanged), (0, 0, old.len() as u64));
        }
    }
}

#[test]
fn rows_put_in_and_taken_out_far_apart_keep_the_rest_in_step() {
    let old: Vec<u32> = (0..300_000).collect();
    let mut new: Vec<u32> = (1_000_000..1_050_000).chain(0..100_000).chain(150_000..300_000).collect();
    new.extend(2_000_000..2_000_010);
    let (found, told) = difference(&old, &new, 4096, MEMORY);
    assert_eq!((found.added, found.removed, found.moved), (50_010, 50_000, 0));
    assert_eq!(told.len(), 50_010);
    let lists = lists(&found);
    assert_eq!((lists.added[0].after, lists.added[0].before), (None, Some(0)));
    assert_eq!((lists.added[50_000].after, lists.added[50_000].before), (Some(299_999_000), None));
    assert_eq!((lists.removed[0].id, lists.removed[49_999].id), (100_000, 149_999));
}

#[test]
fn a_changed_row_stands_where_it_stood() {
    let (found, told) = difference(&[1, 2, 3, 4], &[1, 20, 3, 40], 2, MEMORY);
    assert_eq!(told, [1, 3]);
    assert_eq!(lists(&found).added[0].after, Some(0));
    assert_eq!(lists(&found).added[0].before, Some(2000));
    assert_eq!((lists(&found).added[1].after, lists(&found).added[1].before), (Some(2000), None));
}

#[test]
fn a_new_row_keeps_clear_of_rows_that_moved_away() {
    // 2 is passed over before it is known that it only moved: it stays at its place.
    let (found, _) = difference(&[1, 2, 3, 4, 5], &[1, 30, 40, 2, 5], 5, MEMORY);
    assert_eq!((found.moved, found.added), (1, 2));
    assert_eq!((lists(&found).added[0].after, lists(&found).added[0].before), (Some(0), Some(1000)));
    // And behind it where it stands behind it.
    let (old, new) = ([1, 2, 3, 4, 5], [1, 30, 2, 40, 5]);
    let (found, _) = difference(&old, &new, 5, MEMORY);
    assert_eq!((found.moved, found.added), (1, 2));
    assert_eq!(apply(&old, &new, lists(&found)), new);
}

#[test]
fn a_key_that_stands_twice_is_told() {
    let found = by_key(&[(1, 0), (2, 0)], &[(1, 0), (2, 1), (2, 2), (3, 0)], Matching::Merge, MEMORY);
    assert_eq!((found.repeated, found.changed, found.added), (Some(1), 1, 2));
}

#[test]
fn what_does_not_fit_into_memory_is_counted() {
    let (found, _) = difference(&(0..1000).collect::<Vec<_>>(), &(1000..2000).collect::<Vec<_>>(), 100, 4800);
    assert_eq!((found.added, found.removed, found.unchanged, found.lists), (1000, 1000, 0, None));
}

#[test]
fn a_version_before_that_cannot_be_read_is_an_error() {
    let old = [Err(io::Error::other("gone"))].into_iter();
    let mut differ =
        Differ::new(old, Matching::Content, MEMORY, || Ok(Box::new(io::Cursor::new(Vec::new()))));
    assert!(differ.push(&[digest(1)]).and_then(|_| differ.flush()).is_err());
}

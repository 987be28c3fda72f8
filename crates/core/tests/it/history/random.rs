//! For any past, what a difference says has become of a version is the other version.

use std::collections::BTreeMap;

use rowmill_core::{
    model::ChangeKind,
    table::history::{ChangeFilter, ChangedRow},
};
use tabular::{Column, ColumnType};

use super::past::{Past, Row};
use crate::world::column;

/// splitmix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((bits ^ (bits >> 31)) % end as u64).unwrap()
    }

    /// Of few, so that rows come back, are there twice, and are empty.
    fn cell(&mut self, kind: &ColumnType) -> Option<String> {
        let number = self.below(6);
        match kind {
            _ if number == 0 => None,
            ColumnType::Text => Some(["", "a", "A", "ä", "b,\"c"][number - 1].to_owned()),
            _ => Some(number.to_string()),
        }
    }

    fn row(&mut self, columns: &[Column], key: &mut u32) -> Row {
        *key += 1;
        let cells = columns[1..].iter().map(|column| self.cell(&column.kind));
        std::iter::once(Some(key.to_string())).chain(cells).collect()
    }
}

/// Rows by what they are and by how many there are of each.
type Multiset = BTreeMap<Row, i32>;

fn multiset(rows: impl IntoIterator<Item = Row>) -> Multiset {
    let mut set = Multiset::new();
    rows.into_iter().for_each(|row| *set.entry(row).or_default() += 1);
    set
}

/// The rows of a version in the columns of a difference.
fn rows_in(past: &Past, number: i32, names: &[String]) -> Multiset {
    let made = &past.versions[usize::try_from(number).unwrap() - 1];
    let index = |name: &String| made.columns.iter().position(|column| column.name == *name);
    let indexes: Vec<Option<usize>> = names.iter().map(index).collect();
    multiset(made.rows.iter().map(|row| indexes.iter().map(|i| i.and_then(|i| row[i].clone())).collect()))
}

fn apply(set: &mut Multiset, changes: &[ChangedRow]) {
    for change in changes {
        let is_as_its_kind = match change.kind {
            ChangeKind::Added => change.old.is_none() && change.new.is_some(),
            ChangeKind::Removed => change.old.is_some() && change.new.is_none(),
            ChangeKind::Changed => change.old.is_some() && change.new.is_some(),
        };
        assert!(is_as_its_kind, "{change:?}");
        if let (Some(old), Some(new)) = (&change.old, &change.new) {
            let differs: Vec<bool> = old.iter().zip(new).map(|(a, b)| a != b).collect();
            assert_eq!(differs, change.differs);
            assert!(differs.contains(&true), "{change:?}");
        }
        if let Some(old) = &change.old {
            *set.get_mut(old).unwrap_or_else(|| panic!("{old:?} was not there")) -= 1;
        }
        if let Some(new) = &change.new {
            *set.entry(new.clone()).or_default() += 1;
        }
    }
    set.retain(|_, count| *count != 0);
}

#[tokio::test]
async fn a_difference_applied_to_one_version_gives_the_other() {
    for seed in 1..=6 {
        let random = &mut Random(seed);
        let (mut past, mut key) = (Past::new().await, 0);
        let mut columns = vec![
            column("id", ColumnType::BIGINT),
            column("n", ColumnType::BIGINT),
            column("t", ColumnType::Text),
        ];
        let has_key = seed % 2 == 0;
        let mut rows: Vec<Row> = (0..30).map(|_| random.row(&columns, &mut key)).collect();
        past.load(&columns, rows.clone()).await;
        for _ in 0..5 {
            for _ in 0..random.below(8) {
                let at = random.below(rows.len() + 1);
                match random.below(5) {
                    0 => rows.insert(at, random.row(&columns, &mut key)),
                    1 if at < rows.len() && rows.len() > 10 => drop(rows.remove(at)),
                    2 if at < rows.len() && !has_key => rows.push(rows[at].clone()),
                    3 if at + 1 < rows.len() => rows.swap(at, at + 1),
                    _ if at < rows.len() => {
                        let i = 1 + random.below(columns.len() - 1);
                        rows[at][i] = random.cell(&columns[i].kind);
                    }
                    _ => {}
                }
            }
            match random.below(4) {
                0 => {
                    let name = format!("c{}", columns.len());
                    columns.push(column(&name, ColumnType::Text));
                    rows.iter_mut().for_each(|row| row.push(random.cell(&ColumnType::Text)));
                    past.load(&columns, rows.clone()).await;
                }
                1 => past.load(&columns, rows.clone()).await,
                _ => past.refresh(rows.clone()).await,
            }
        }
        let keys: &[&str] = if has_key { &["id"] } else { &[] };
        for (from, to) in (1..=6).flat_map(|from| (1..=6).map(move |to| (from, to))) {
            let between = past.between(from, to, keys).await;
            let difference = between.difference();
            let names: Vec<String> = difference.columns.iter().map(|column| column.name.clone()).collect();
            let changes = between.changes(ChangeFilter::default(), 7).await;
            let count = |kind| changes.iter().filter(|change| change.kind == kind).count() as u64;
            assert_eq!(difference.counts.added, count(ChangeKind::Added));
            assert_eq!(difference.counts.removed, count(ChangeKind::Removed));
            assert_eq!(difference.counts.changed.unwrap_or(0), count(ChangeKind::Changed));

            let (before, after) = (rows_in(&past, from, &names), rows_in(&past, to, &names));
            // Nothing is said to be added that was there, so the difference is the smallest there is.
            let more: i32 =
                after.iter().map(|(row, count)| (count - before.get(row).unwrap_or(&0)).max(0)).sum();
            let new = count(ChangeKind::Added) + count(ChangeKind::Changed);
            assert_eq!(new, u64::try_from(more).unwrap(), "seed {seed}, {from} to {to}");
            let mut applied = before;
            apply(&mut applied, &changes);
            assert_eq!(applied, after, "seed {seed}, {from} to {to}");
        }
    }
}

//! Which removed row has become which added one: that of the same key.

use std::collections::HashMap;

use deadpool_postgres::Client;
use futures_util::TryStreamExt;
use tabular::diff::Digest;
use tokio_postgres::types::Type;

use super::{Change, Comparison, Loose, Placed, Side, cells};
use crate::table::query::{QueryError, at_places, classify, row};

/// Rows that are looked up at a time.
const PIECE: usize = 1 << 14;

/// All changes in order. A row that changed stands where it was.
pub(super) async fn pair(
    client: &Client,
    comparison: &Comparison<'_>,
    key: &[&str],
    loose: Loose,
) -> Result<Vec<Change>, QueryError> {
    let Loose { removed, added } = loose;
    let pairs = if key.is_empty() || removed.is_empty() || added.is_empty() {
        HashMap::new()
    } else {
        let old = keys(client, &comparison.from, key, &removed).await?;
        let new = keys(client, &comparison.to, key, &added).await?;
        join(old, new)
    };
    let stays: std::collections::HashSet<i64> = pairs.values().copied().collect();
    let removed = removed.into_iter().filter(|row| !stays.contains(&row.place));
    let mut changes: Vec<(Placed, Change)> = removed.map(|row| (row, Change::Removed(row.place))).collect();
    changes.extend(added.into_iter().map(|row| match pairs.get(&row.place) {
        Some(from) => {
            let stood = Placed { order: (*from, true, 0), place: row.place };
            (stood, Change::Changed { from: *from, to: row.place })
        }
        None => (row, Change::Added(row.place)),
    }));
    changes.sort_unstable_by_key(|(row, _)| *row);
    Ok(changes.into_iter().map(|(_, change)| change).collect())
}

/// The key of each row, and its place.
async fn keys(
    client: &Client,
    side: &Side<'_>,
    key: &[&str],
    rows: &[Placed],
) -> Result<Vec<(Digest, i64)>, QueryError> {
    let items = format!("{}{}", row(), cells::comparable(side.columns, key.iter().copied()));
    let mut keys = Vec::with_capacity(rows.len());
    for rows in rows.chunks(PIECE) {
        let statement = at_places(&side.snapshot, &items, "true", rows.len());
        let places: Vec<i64> = rows.iter().map(|row| row.place).collect();
        let found =
            client.query_typed_raw(&statement, [(&places, Type::INT8_ARRAY)]).await.map_err(classify)?;
        let mut found = Box::pin(found);
        while let Some(row) = found.try_next().await.map_err(classify)? {
            let cells = (1..row.len()).map(|i| row.try_get(i)).collect::<Result<Vec<Option<&str>>, _>>()?;
            keys.push((Digest::of(cells), row.try_get(0)?));
        }
    }
    keys.sort_unstable();
    Ok(keys)
}

/// The old place of each new one. Of rows of equal keys, the first of one version is the first of the other.
fn join(old: Vec<(Digest, i64)>, new: Vec<(Digest, i64)>) -> HashMap<i64, i64> {
    let mut old = old.into_iter().peekable();
    let mut pairs = HashMap::new();
    for (key, to) in new {
        while old.next_if(|(before, _)| *before < key).is_some() {}
        if let Some((_, from)) = old.next_if(|(before, _)| *before == key) {
            pairs.insert(to, from);
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_equal_keys_are_paired_in_order() {
        let keyed = |rows: &[(u128, i64)]| rows.iter().map(|(key, place)| (Digest(*key), *place)).collect();
        let pairs =
            join(keyed(&[(1, 10), (2, 20), (2, 21), (4, 40)]), keyed(&[(2, 5), (3, 6), (4, 7), (4, 8)]));
        assert_eq!(pairs, HashMap::from([(5, 20), (7, 40)]));
    }
}

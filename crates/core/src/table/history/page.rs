//! Changes as they are shown: a page of them, with the rows.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    time::{Duration, Instant},
};

use deadpool_postgres::Client;
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

use super::{Change, Comparison, Difference, Side, cells, columns::find};
use crate::{
    model::ChangeKind,
    table::query::{QueryError, TIMEOUT_MS, at_places, classify, row},
};

/// Changes that are looked through at a time where a filter has to look at rows.
const PIECE: usize = 4096;

/// Which changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeFilter<'a> {
    /// Of this kind only.
    pub kind: Option<ChangeKind>,
    /// Rows that changed in this column.
    pub column: Option<&'a str>,
    /// Rows that have this text in a cell, before or after; upper and lower case are the same.
    pub text: Option<&'a str>,
}

/// Where a page begins. Positions are those among the changes of the kind that is asked for, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeSeek {
    /// At this position or behind it.
    From(usize),
    /// Ends before this position.
    Before(usize),
}

/// Which changes to read.
#[derive(Debug, Clone, Copy)]
pub struct ChangeQuery<'a> {
    /// Of what.
    pub comparison: Comparison<'a>,
    /// Which of them.
    pub filter: ChangeFilter<'a>,
    /// Where to begin.
    pub seek: ChangeSeek,
    /// Changes at most.
    pub limit: usize,
}

/// A page of changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangePage {
    /// In order.
    pub rows: Vec<ChangedRow>,
    /// The page before ends before this position; `None` on the first.
    pub before: Option<usize>,
    /// The page behind begins at this position; `None` on the last.
    pub after: Option<usize>,
}

/// A row that only one version has, or that has other values in the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// Among the changes of the kind that is asked for, from 0.
    pub position: usize,
    /// What has become of it.
    pub kind: ChangeKind,
    /// What it was: a cell for each of the difference's columns, as on a page of rows. `None` for an added row.
    pub old: Option<Vec<Option<String>>>,
    /// What it is. `None` for a removed row.
    pub new: Option<Vec<Option<String>>>,
    /// For each of the columns, whether the value is another; nowhere but in a changed row.
    pub differs: Vec<bool>,
}

impl Change {
    /// Its kind.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Added(_) => ChangeKind::Added,
            Self::Removed(_) => ChangeKind::Removed,
            Self::Changed { .. } => ChangeKind::Changed,
        }
    }

    fn old_place(&self) -> Option<i64> {
        match self {
            Self::Removed(from) | Self::Changed { from, .. } => Some(*from),
            Self::Added(_) => None,
        }
    }

    fn new_place(&self) -> Option<i64> {
        match self {
            Self::Added(to) | Self::Changed { to, .. } => Some(*to),
            Self::Removed(_) => None,
        }
    }
}

/// Reads a page of a difference's changes; an empty one where they are not listed.
///
/// # Errors
/// When a version is gone, filtering takes too long, or Postgres refuses.
pub async fn page(
    client: &Client,
    query: &ChangeQuery<'_>,
    difference: &Difference,
) -> Result<ChangePage, QueryError> {
    let of_kind = difference.changes.iter().flatten().copied();
    let changes: Vec<Change> =
        of_kind.filter(|change| query.filter.kind.is_none_or(|kind| change.kind() == kind)).collect();
    let forward = matches!(query.seek, ChangeSeek::From(_));
    let found = find_positions(client, query, &changes).await?;
    let has_more = found.len() > query.limit;
    let mut shown: Vec<usize> = found.into_iter().take(query.limit).collect();
    if !forward {
        shown.reverse();
    }
    let is_first = matches!(query.seek, ChangeSeek::From(0));
    let (before, after) = match (shown.first(), shown.last()) {
        (Some(first), Some(last)) if forward => ((!is_first).then_some(*first), has_more.then_some(last + 1)),
        (Some(first), Some(last)) => (has_more.then_some(*first), Some(last + 1)),
        _ => (None, None),
    };
    let before = before.filter(|first| *first > 0);
    let after = after.filter(|next| *next < changes.len());

    let listed: Vec<Change> = shown.iter().map(|position| changes[*position]).collect();
    let old =
        rows(client, &query.comparison.from, difference, listed.iter().filter_map(Change::old_place)).await?;
    let new =
        rows(client, &query.comparison.to, difference, listed.iter().filter_map(Change::new_place)).await?;
    let rows = shown.iter().zip(&listed).map(|(position, change)| {
        let old = change.old_place().map(|place| old.get(&place).ok_or(QueryError::Gone)).transpose()?;
        let new = change.new_place().map(|place| new.get(&place).ok_or(QueryError::Gone)).transpose()?;
        let differs = match (old, new) {
            (Some(old), Some(new)) => old.differs(new),
            _ => vec![false; difference.columns.len()],
        };
        Ok(ChangedRow {
            position: *position,
            kind: change.kind(),
            old: old.map(|row| row.shown.clone()),
            new: new.map(|row| row.shown.clone()),
            differs,
        })
    });
    Ok(ChangePage { rows: rows.collect::<Result<_, QueryError>>()?, before, after })
}

/// Positions of the changes that are asked for and of one more, in the direction of the page.
async fn find_positions(
    client: &Client,
    query: &ChangeQuery<'_>,
    changes: &[Change],
) -> Result<Vec<usize>, QueryError> {
    let deadline = Instant::now() + Duration::from_millis(u64::from(TIMEOUT_MS));
    let filter = &query.filter;
    let looks_at_rows = filter.column.is_some() || filter.text.is_some();
    let piece = if looks_at_rows { PIECE } else { query.limit + 1 };
    let mut found = Vec::new();
    let mut rest: Range<usize> = match query.seek {
        ChangeSeek::From(position) => position.min(changes.len())..changes.len(),
        ChangeSeek::Before(position) => 0..position.min(changes.len()),
    };
    while found.len() <= query.limit && !rest.is_empty() {
        let (positions, others): (Range<usize>, _) = match query.seek {
            ChangeSeek::From(_) => {
                let end = (rest.start + piece).min(rest.end);
                (rest.start..end, end..rest.end)
            }
            ChangeSeek::Before(_) => {
                let start = rest.end.saturating_sub(piece);
                (start..rest.end, rest.start..start)
            }
        };
        rest = others;
        let fits = fitting(client, query, &changes[positions.clone()]).await?;
        let fitting = positions.zip(fits).filter(|(_, fits)| *fits).map(|(position, _)| position);
        match query.seek {
            ChangeSeek::From(_) => found.extend(fitting),
            ChangeSeek::Before(_) => found.extend(fitting.collect::<Vec<_>>().into_iter().rev()),
        }
        if Instant::now() > deadline {
            return Err(QueryError::TooCostly);
        }
    }
    found.truncate(query.limit + 1);
    Ok(found)
}

/// For each change, whether it passes the filter.
async fn fitting(
    client: &Client,
    query: &ChangeQuery<'_>,
    changes: &[Change],
) -> Result<Vec<bool>, QueryError> {
    let mut fits = vec![true; changes.len()];
    let Comparison { from, to, .. } = &query.comparison;
    if let Some(column) = query.filter.column {
        let changed = || changes.iter().filter(|change| change.kind() == ChangeKind::Changed);
        let old = values(client, from, column, changed().filter_map(Change::old_place)).await?;
        let new = values(client, to, column, changed().filter_map(Change::new_place)).await?;
        for (fits, change) in fits.iter_mut().zip(changes) {
            *fits = match change {
                Change::Changed { from, to } => old.get(from) != new.get(to),
                _ => false,
            };
        }
    }
    if let Some(text) = query.filter.text {
        let left = |place: fn(&Change) -> Option<i64>| {
            changes.iter().zip(&fits).filter(|(_, fits)| **fits).filter_map(move |(change, _)| place(change))
        };
        let old = containing(client, from, text, left(Change::old_place)).await?;
        let new = containing(client, to, text, left(Change::new_place)).await?;
        for (fits, change) in fits.iter_mut().zip(changes) {
            *fits = *fits
                && (change.old_place().is_some_and(|place| old.contains(&place))
                    || change.new_place().is_some_and(|place| new.contains(&place)));
        }
    }
    Ok(fits)
}

/// A row as it is shown, and what tells its long cells from others.
#[derive(Debug)]
struct Cells {
    shown: Vec<Option<String>>,
    long: Vec<Option<String>>,
}

impl Cells {
    fn differs(&self, other: &Self) -> Vec<bool> {
        let shown = self.shown.iter().zip(&other.shown).map(|(a, b)| a != b);
        shown.zip(self.long.iter().zip(&other.long)).map(|(shown, (a, b))| shown || a != b).collect()
    }
}

/// The rows at these places.
async fn rows(
    client: &Client,
    side: &Side<'_>,
    difference: &Difference,
    places: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Cells>, QueryError> {
    let items = cells::shown(side.columns);
    let found = look_up(client, side, &items, "true", places, None).await?;
    let index = |name: &str| side.columns.iter().position(|column| column.name == name);
    let columns: Vec<Option<usize>> = difference.columns.iter().map(|column| index(&column.name)).collect();
    let cells = |row: &Row| {
        let long: Vec<Option<String>> = row.try_get(side.columns.len() + 1)?;
        let shown = columns.iter().map(|index| index.map_or(Ok(None), |i| row.try_get(i + 1)));
        Ok::<_, tokio_postgres::Error>(Cells {
            shown: shown.collect::<Result<_, _>>()?,
            // That a column is missing is told by the columns.
            long: columns.iter().map(|index| index.and_then(|i| long.get(i).cloned().flatten())).collect(),
        })
    };
    found.iter().map(|row| Ok((row.try_get(0)?, cells(row)?))).collect()
}

/// What the rows at these places have in a column.
async fn values(
    client: &Client,
    side: &Side<'_>,
    column: &str,
    places: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, QueryError> {
    if find(side.columns, column).is_none() {
        return Ok(HashMap::new());
    }
    let items = cells::comparable(side.columns, std::iter::once(column));
    let found = look_up(client, side, &items, "true", places, None).await?;
    let values = found.iter().map(|row| Ok((row.try_get(0)?, row.try_get::<_, Option<String>>(1)?)));
    let values: Vec<(i64, Option<String>)> = values.collect::<Result<_, tokio_postgres::Error>>()?;
    Ok(values.into_iter().filter_map(|(place, value)| Some((place, value?))).collect())
}

/// Those of the places where a cell has the text in it.
async fn containing(
    client: &Client,
    side: &Side<'_>,
    text: &str,
    places: impl Iterator<Item = i64>,
) -> Result<HashSet<i64>, QueryError> {
    let condition = cells::contains(side.columns);
    let found = look_up(client, side, "", &condition, places, Some(cells::pattern(text))).await?;
    Ok(found.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

async fn look_up(
    client: &Client,
    side: &Side<'_>,
    items: &str,
    condition: &str,
    places: impl Iterator<Item = i64>,
    pattern: Option<String>,
) -> Result<Vec<Row>, QueryError> {
    let places: Vec<i64> = places.collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let statement = at_places(&side.snapshot, &format!("{}{items}", row()), condition, places.len());
    let mut parameters: Vec<(&(dyn ToSql + Sync), Type)> = vec![(&places, Type::INT8_ARRAY)];
    if pattern.is_some() {
        parameters.push((&pattern, Type::TEXT));
    }
    client.query_typed(&statement, &parameters).await.map_err(classify)
}

//! What two versions of a table have not in common.
//!
//! Versions that share a relation are compared by their bitmaps ([`within`]), others by the digests of their rows, walked
//! in step ([`across`]); no row is read that both have. Where their columns differ, digests say nothing, and the rows
//! themselves are read. What was found are places; the rows at them are read a page at a time ([`page`]).

mod across;
mod cells;
mod columns;
mod count;
mod page;
mod pair;
mod pieces;
mod within;

use deadpool_postgres::Client;
use tabular::Column;

use super::{
    query::QueryError,
    rows::{DigestError, Snapshot},
};
use crate::model::RowChanges;

pub use columns::{ComparedColumn, ValueType};
pub use page::{ChangeFilter, ChangePage, ChangeQuery, ChangeSeek, ChangedRow, page};

/// Rows of either version that may be listed: what a comparison keeps of each is some 32 bytes. Beyond, changes are counted
/// and not listed.
pub const MOST_LISTED: usize = 1 << 18;

/// One of two versions that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its rows.
    pub snapshot: Snapshot<'a>,
    /// Its columns.
    pub columns: &'a [Column],
    /// Names of those by which its digests are made; empty without a key.
    pub key: &'a [String],
}

/// Two versions of a table.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'a> {
    /// The version that is taken as it is. Any, not only an older one.
    pub from: Side<'a>,
    /// What has become of it.
    pub to: Side<'a>,
    /// Names of the columns whose values tell rows apart; empty where there are none.
    pub key: &'a [String],
}

/// What has become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is at this place in the one version, and was not in the other.
    Added(i64),
    /// It was at this place.
    Removed(i64),
    /// A row of the same key has other values.
    Changed {
        /// Where it was.
        from: i64,
        /// Where it is.
        to: i64,
    },
}

/// The difference of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The columns of both.
    pub columns: Vec<ComparedColumn>,
    /// Of all rows. `changed` is `None` where nothing tells which row has become which.
    pub counts: RowChanges,
    /// In the order of the file; `None` where there are more than [`MOST_LISTED`].
    pub changes: Option<Vec<Change>>,
}

/// Compares two versions.
///
/// # Errors
/// When one of them is gone, counting takes too long, or Postgres refuses.
pub async fn compare(client: &mut Client, comparison: &Comparison<'_>) -> Result<Difference, QueryError> {
    let columns = columns::compared(comparison.from.columns, comparison.to.columns);
    let found = match find(client, comparison, &columns).await {
        Err(Fault::Damaged) => {
            tracing::warn!(
                "Stored digests of rows are damaged or missing: versions are compared by their rows"
            );
            across::by_rows(client, comparison, &columns).await
        }
        found => found,
    };
    let key = columns::key(comparison, &columns);
    let changes = match found {
        Ok(loose) => pair::pair(client, comparison, &key, loose).await?,
        Err(Fault::TooMany) => {
            let counts = count::count(client, comparison, &columns, &key).await?;
            return Ok(Difference { columns, counts, changes: None });
        }
        Err(Fault::Damaged) => return Err(QueryError::Gone),
        Err(Fault::Query(error)) => return Err(error),
    };
    let count = |is: fn(&Change) -> bool| changes.iter().filter(|change| is(change)).count() as u64;
    let counts = RowChanges {
        added: count(|change| matches!(change, Change::Added(_))),
        removed: count(|change| matches!(change, Change::Removed(_))),
        changed: (!key.is_empty()).then(|| count(|change| matches!(change, Change::Changed { .. }))),
    };
    Ok(Difference { columns, counts, changes: Some(changes) })
}

async fn find(
    client: &Client,
    comparison: &Comparison<'_>,
    columns: &[ComparedColumn],
) -> Result<Loose, Fault> {
    let (from, to) = (comparison.from.snapshot, comparison.to.snapshot);
    let have_digests = from.extent.is_some() && to.extent.is_some();
    let are_alike = columns::are_written_alike(comparison.from.columns, comparison.to.columns)
        && comparison.from.key == comparison.to.key;
    if !have_digests || !are_alike {
        return across::by_rows(client, comparison, columns).await;
    }
    if from.relations.rows == to.relations.rows {
        within::compare(client, &from, &to).await
    } else {
        across::by_digests(client, &from, &to).await
    }
}

/// Rows of one version alone, each with what it is ordered by.
#[derive(Debug, Default)]
struct Loose {
    removed: Vec<Placed>,
    added: Vec<Placed>,
}

/// A row in the order of both versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    /// Among the rows of the version that is taken as it is. Those removed stand before those added.
    order: (i64, bool, u64),
    /// In its own version.
    place: i64,
}

/// Why two versions cannot be compared this way.
#[derive(Debug)]
enum Fault {
    /// Differences are too many to be listed.
    TooMany,
    /// What is known of the rows is not what was written.
    Damaged,
    Query(QueryError),
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Query(super::query::classify(error))
    }
}

impl From<DigestError> for Fault {
    fn from(error: DigestError) -> Self {
        match error {
            DigestError::Damaged => Self::Damaged,
            DigestError::Database(error) => error.into(),
        }
    }
}

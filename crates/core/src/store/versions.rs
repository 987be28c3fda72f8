//! `rowmill.versions`: published states.

use std::time::Duration;

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tabular::Column;
use tokio_postgres::{Error, Row, types::Json};

use super::sources::Fingerprint;
use crate::model::{Extent, RowChanges, RunId, TableId, WorkspaceId};

macro_rules! columns {
    () => {
        "table_id, number, run_id, columns, row_count, relation, base_end, added_from, rows_end, is_whole,
            has_past, key_columns, rows_added, rows_removed, rows_changed, sha256, etag, last_modified, bytes, published_at"
    };
}

const INSERT: &str = "INSERT INTO rowmill.versions
    (table_id, number, run_id, columns, row_count, relation, sha256, etag, last_modified, bytes,
     base_end, rows_end, is_whole, rows_added, rows_removed, rows_changed, key_columns, added_from)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
const SUPERSEDE: &str = "UPDATE rowmill.versions SET superseded_at = now() WHERE table_id = $1 AND number < $2 AND superseded_at IS NULL";
const FIND: &str =
    concat!("SELECT ", columns!(), " FROM rowmill.versions WHERE table_id = $1 AND number = $2");
const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.versions WHERE table_id = $1 AND number < $2
        ORDER BY number DESC LIMIT $3"
);
const AS_OF: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.versions WHERE table_id = $1 AND published_at <= $2
        ORDER BY number DESC LIMIT 1"
);
const CURRENT_OF_WORKSPACE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.versions WHERE (table_id, number) IN (SELECT id, current_version FROM rowmill.tables
        WHERE workspace_id = $1 ORDER BY name LIMIT $2)"
);
// Readers that looked a relation up just before it was superseded have ten minutes to finish.
const FORGET: &str = "UPDATE rowmill.versions SET relation = NULL WHERE (table_id, number) IN (
        SELECT v.table_id, v.number FROM rowmill.versions v JOIN rowmill.tables t ON t.id = v.table_id
        WHERE v.relation IS NOT NULL
          AND v.superseded_at < now() - greatest(interval '10 minutes', make_interval(secs => $2))
          AND v.number <= t.current_version - $1
        ORDER BY v.superseded_at LIMIT $3)";

/// Seconds: three centuries. Postgres has no intervals beyond some thousand times that.
const LONGEST_AGE: f64 = 1e10;

const IN_RELATION: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM rowmill.versions WHERE table_id = $1 AND relation = $2 ORDER BY number"
);
const MOVE: &str = "UPDATE rowmill.versions SET relation = $3, base_end = $4::integer, added_from = $5::integer, rows_end = $5::integer,
        is_whole = (number = $6::integer), has_past = (number <> $6 AND $5::integer > $4::integer)
    WHERE table_id = $1 AND relation = $2";

pub(super) const ALL: &[&str] =
    &[INSERT, SUPERSEDE, FIND, LIST, AS_OF, CURRENT_OF_WORKSPACE, FORGET, IN_RELATION, MOVE];

/// One published state of a table.
#[derive(Debug, Clone)]
pub struct Version {
    /// Of which table.
    pub table: TableId,
    /// 1, 2, 3, …
    pub number: i32,
    /// The run that made it.
    pub run: RunId,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Its rows.
    pub row_count: i64,
    /// Where its rows are; `None` once retention gave them up.
    pub relation: Option<String>,
    /// Which of the relation's rows it has; `None` for a version of an earlier release, which has all.
    pub extent: Option<Extent>,
    /// Names of the columns by which the digests of its rows are made; empty without a key.
    pub key: Vec<String>,
    /// Against the version before, where that was found out.
    pub changes: Option<RowChanges>,
    /// What tells its bytes from others.
    pub fingerprint: Fingerprint,
    /// When readers first saw it.
    pub published_at: Timestamp,
}

/// A version about to be published.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    /// Of which table.
    pub table: TableId,
    /// The one after the current.
    pub number: i32,
    /// The run that makes it.
    pub run: RunId,
    /// Its columns in order.
    pub columns: &'a [Column],
    /// Its rows.
    pub row_count: i64,
    /// Where its rows are.
    pub relation: &'a str,
    /// Which of the relation's rows it has.
    pub extent: Extent,
    /// Names of the columns by which the digests of its rows are made; empty without a key.
    pub key: &'a [String],
    /// Against the version before, where that was found out.
    pub changes: Option<RowChanges>,
    /// What tells its bytes from others.
    pub fingerprint: &'a Fingerprint,
}

fn from_row(row: &Row) -> Result<Version, Error> {
    Ok(Version {
        table: TableId(row.try_get("table_id")?),
        number: row.try_get("number")?,
        run: RunId(row.try_get("run_id")?),
        columns: row.try_get::<_, Json<Vec<Column>>>("columns")?.0,
        row_count: row.try_get("row_count")?,
        relation: row.try_get("relation")?,
        extent: extent(row)?,
        key: row.try_get("key_columns")?,
        changes: changes(row)?,
        fingerprint: Fingerprint {
            etag: row.try_get("etag")?,
            last_modified: row.try_get("last_modified")?,
            sha256: row.try_get("sha256")?,
            bytes: row.try_get("bytes")?,
        },
        published_at: row.try_get("published_at")?,
    })
}

fn extent(row: &Row) -> Result<Option<Extent>, Error> {
    let (base_end, rows_end) = (row.try_get("base_end")?, row.try_get("rows_end")?);
    let (Some(base_end), Some(rows_end)) = (base_end, rows_end) else { return Ok(None) };
    Ok(Some(Extent {
        base_end,
        added_from: row.try_get::<_, Option<i32>>("added_from")?.unwrap_or(base_end),
        rows_end,
        is_whole: row.try_get::<_, Option<bool>>("is_whole")?.unwrap_or(false),
        has_past: row.try_get("has_past")?,
    }))
}

fn changes(row: &Row) -> Result<Option<RowChanges>, Error> {
    let count = |name| Ok::<_, Error>(row.try_get::<_, Option<i64>>(name)?.map(i64::unsigned_abs));
    let (added, removed) = (count("rows_added")?, count("rows_removed")?);
    let (Some(added), Some(removed)) = (added, removed) else { return Ok(None) };
    Ok(Some(RowChanges { added, removed, changed: count("rows_changed")? }))
}

/// Adds a version and marks the ones before it superseded.
///
/// # Errors
/// When Postgres refuses, as it does for a number that exists.
pub async fn insert(client: &impl GenericClient, new: &NewVersion<'_>) -> Result<(), Error> {
    let Fingerprint { etag, last_modified, sha256, bytes } = new.fingerprint;
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    client
        .execute(
            INSERT,
            &[
                &new.table.0,
                &new.number,
                &new.run.0,
                &Json(new.columns),
                &new.row_count,
                &new.relation,
                sha256,
                etag,
                last_modified,
                bytes,
                &new.extent.base_end,
                &new.extent.rows_end,
                &new.extent.is_whole,
                &new.changes.map(|changes| count(changes.added)),
                &new.changes.map(|changes| count(changes.removed)),
                &new.changes.and_then(|changes| changes.changed).map(count),
                &new.key,
                &new.extent.added_from,
            ],
        )
        .await?;
    client.execute(SUPERSEDE, &[&new.table.0, &new.number]).await.map(drop)
}

/// A version by number.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(
    client: &impl GenericClient,
    table: TableId,
    number: i32,
) -> Result<Option<Version>, Error> {
    let statement = client.prepare_cached(FIND).await?;
    client.query_opt(&statement, &[&table.0, &number]).await?.as_ref().map(from_row).transpose()
}

/// At most `limit` versions of a table before number `before` (`None`: from the newest), newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(
    client: &impl GenericClient,
    table: TableId,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Version>, Error> {
    let before = before.unwrap_or(i32::MAX);
    client.query(LIST, &[&table.0, &before, &limit]).await?.iter().map(from_row).collect()
}

/// The version that readers saw at a time; `None` before the first.
///
/// # Errors
/// When Postgres refuses.
pub async fn as_of(
    client: &impl GenericClient,
    table: TableId,
    time: Timestamp,
) -> Result<Option<Version>, Error> {
    client.query_opt(AS_OF, &[&table.0, &time]).await?.as_ref().map(from_row).transpose()
}

/// The current versions of at most `limit` tables of a workspace, the first by name, in no order.
///
/// # Errors
/// When Postgres refuses.
pub async fn current_of_workspace(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<Version>, Error> {
    client.query(CURRENT_OF_WORKSPACE, &[&workspace.0, &limit]).await?.iter().map(from_row).collect()
}

/// Gives up the rows of at most `limit` versions; how many. The newest `keep` versions of a table keep theirs, and so does
/// each that readers saw less than `age` ago: then every time since can be looked at. A relation that no version has rows
/// in is swept like any other orphan.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget(client: &impl GenericClient, keep: i32, age: Duration, limit: i64) -> Result<u64, Error> {
    client.execute(FORGET, &[&keep, &age.as_secs_f64().min(LONGEST_AGE), &limit]).await
}

/// The versions that have their rows in a relation, oldest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn in_relation(
    client: &impl GenericClient,
    table: TableId,
    relation: &str,
) -> Result<Vec<Version>, Error> {
    client.query(IN_RELATION, &[&table.0, &relation]).await?.iter().map(from_row).collect()
}

/// Where the rows of a relation's versions are from now on.
#[derive(Debug, Clone, Copy)]
pub struct Move<'a> {
    /// Of which table.
    pub table: TableId,
    /// Where they were.
    pub from: &'a str,
    /// Where they are.
    pub to: &'a str,
    /// Of the newest version's rows, the end.
    pub base_end: i32,
    /// Of all rows, the end.
    pub rows_end: i32,
    /// The newest version, which has all rows but those that are past.
    pub newest: i32,
}

/// Says where the rows of versions are from now on.
///
/// # Errors
/// When Postgres refuses.
pub async fn move_rows(client: &impl GenericClient, to: &Move<'_>) -> Result<(), Error> {
    let Move { table, from, to, base_end, rows_end, newest } = to;
    client.execute(MOVE, &[&table.0, from, to, base_end, rows_end, newest]).await.map(drop)
}

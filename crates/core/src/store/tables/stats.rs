//! Figures for the ops page.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tokio_postgres::{Error, types::Json};

use crate::model::{RunFailure, RunId};

// Tables whose newest ended refresh failed within a week, with the failures since the last that went well.
pub(super) const FAILING: &str = "SELECT w.slug, t.name, f.id AS run_id, f.failure, f.finished_at,
        (SELECT count(*) FROM rowmill.runs b WHERE b.table_id = t.id AND b.state = 'failed' AND b.id > COALESCE(
            (SELECT max(g.id) FROM rowmill.runs g WHERE g.table_id = t.id AND g.state IN ('published', 'unchanged')), 0)
        ) AS times
    FROM (SELECT DISTINCT ON (table_id) table_id, id, failure, finished_at FROM rowmill.runs
        WHERE state = 'failed' AND kind = 'refresh' AND finished_at > now() - interval '7 days'
        ORDER BY table_id, id DESC) f
    JOIN rowmill.tables t ON t.id = f.table_id
    JOIN rowmill.workspaces w ON w.id = t.workspace_id
    WHERE NOT EXISTS (SELECT FROM rowmill.runs o
        WHERE o.table_id = f.table_id AND o.id > f.id AND o.state IN ('published', 'unchanged'))
    ORDER BY f.finished_at DESC LIMIT $1";
pub(super) const LARGEST: &str = "SELECT w.slug, t.name, v.row_count,
        COALESCE(pg_total_relation_size(to_regclass(format('%I.%I', 'rowmill_w' || t.workspace_id, v.relation))), 0) AS bytes
    FROM rowmill.versions v JOIN rowmill.tables t ON t.id = v.table_id AND t.current_version = v.number
    JOIN rowmill.workspaces w ON w.id = t.workspace_id
    ORDER BY v.row_count DESC LIMIT $1";

/// A table whose newest ended refresh failed, for the ops page.
#[derive(Debug, Clone)]
pub struct FailingTable {
    /// Slug of its workspace.
    pub workspace: String,
    /// Name.
    pub name: String,
    /// The run that failed.
    pub run: RunId,
    /// Why.
    pub failure: Option<RunFailure>,
    /// When.
    pub finished_at: Timestamp,
    /// Refreshes that failed since the last that went well.
    pub times: i64,
}

/// A table by its size, for the ops page.
#[derive(Debug, Clone)]
pub struct TableSize {
    /// Slug of its workspace.
    pub workspace: String,
    /// Name.
    pub name: String,
    /// Rows of the current version.
    pub row_count: i64,
    /// Bytes on disk of the current version, indexes included.
    pub bytes: i64,
}

/// Tables whose newest ended refresh failed within a week, the latest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn failing(client: &impl GenericClient, limit: i64) -> Result<Vec<FailingTable>, Error> {
    let rows = client.query(FAILING, &[&limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(FailingTable {
                workspace: row.try_get("slug")?,
                name: row.try_get("name")?,
                run: RunId(row.try_get("run_id")?),
                failure: row.try_get::<_, Option<Json<RunFailure>>>("failure")?.map(|json| json.0),
                finished_at: row.try_get("finished_at")?,
                times: row.try_get("times")?,
            })
        })
        .collect()
}

/// The tables with most rows.
///
/// # Errors
/// When Postgres refuses.
pub async fn largest(client: &impl GenericClient, limit: i64) -> Result<Vec<TableSize>, Error> {
    let rows = client.query(LARGEST, &[&limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(TableSize {
                workspace: row.try_get("slug")?,
                name: row.try_get("name")?,
                row_count: row.try_get("row_count")?,
                bytes: row.try_get("bytes")?,
            })
        })
        .collect()
}

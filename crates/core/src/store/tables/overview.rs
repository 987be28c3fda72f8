//! Tables as the home page lists them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tokio_postgres::{Error, Row, types::Json};

use super::{Table, from_row, parsed};
use crate::model::{RunFailure, RunId, RunState, SourceKind, WorkspaceId};

macro_rules! overview {
    () => {
        concat!("SELECT ", columns!(), ", s.kind, s.url, u.file_name, s.schedule, s.time_zone, s.next_due_at, v.row_count, v.published_at,
            r.id AS run_id, r.state AS run_state, r.failure AS run_failure, r.finished_at AS run_finished_at,
            ok.finished_at AS in_step_at
        FROM rowmill.tables t
        JOIN rowmill.sources s ON s.id = t.source_id
        LEFT JOIN rowmill.uploads u ON u.id = s.upload_id
        LEFT JOIN rowmill.versions v ON v.table_id = t.id AND v.number = t.current_version
        LEFT JOIN LATERAL (SELECT id, state, failure, finished_at FROM rowmill.runs
            WHERE table_id = t.id ORDER BY id DESC LIMIT 1) r ON true
        LEFT JOIN LATERAL (SELECT finished_at FROM rowmill.runs
            WHERE table_id = t.id AND state IN ('published', 'unchanged') ORDER BY id DESC LIMIT 1) ok ON true")
    };
}

// Of an address only the host is searched: the rest may hold a secret that not every member may see.
pub(super) const OVERVIEW: &str = concat!(
    overview!(),
    " WHERE t.workspace_id = $1 AND ($2 = '' OR strpos(lower(concat_ws(' ', t.name, t.title,
        split_part(s.url, '/', 3), u.file_name)), lower($2)) > 0)
      ORDER BY t.title, t.id LIMIT $3"
);
pub(super) const FIND_OVERVIEW: &str = concat!(overview!(), " WHERE t.workspace_id = $1 AND t.name = $2");

/// A table as the home page lists it.
#[derive(Debug, Clone)]
pub struct TableOverview {
    /// The table.
    pub table: Table,
    /// URL or upload.
    pub source_kind: SourceKind,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// The name of its file, if it was uploaded.
    pub file_name: Option<String>,
    /// Its schedule, if it has one.
    pub schedule: Option<String>,
    /// The schedule's zone.
    pub time_zone: String,
    /// Its next slot.
    pub next_due_at: Option<Timestamp>,
    /// Rows of the current version.
    pub row_count: Option<i64>,
    /// When the current version was published.
    pub published_at: Option<Timestamp>,
    /// Its newest run.
    pub last_run: Option<LastRun>,
    /// When it was last known to be in step with its source.
    pub in_step_at: Option<Timestamp>,
}

/// The newest run of a table.
#[derive(Debug, Clone)]
pub struct LastRun {
    /// Id.
    pub id: RunId,
    /// Where it stands.
    pub state: RunState,
    /// Why it failed.
    pub failure: Option<RunFailure>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

fn last_run(row: &Row) -> Result<Option<LastRun>, Error> {
    let Some(id) = row.try_get::<_, Option<i64>>("run_id")? else { return Ok(None) };
    Ok(Some(LastRun {
        id: RunId(id),
        state: parsed(row, "run_state")?,
        failure: row.try_get::<_, Option<Json<RunFailure>>>("run_failure")?.map(|json| json.0),
        finished_at: row.try_get("run_finished_at")?,
    }))
}

fn overview_from_row(row: &Row) -> Result<TableOverview, Error> {
    Ok(TableOverview {
        table: from_row(row)?,
        source_kind: parsed(row, "kind")?,
        url: row.try_get("url")?,
        file_name: row.try_get("file_name")?,
        schedule: row.try_get("schedule")?,
        time_zone: row.try_get("time_zone")?,
        next_due_at: row.try_get("next_due_at")?,
        row_count: row.try_get("row_count")?,
        published_at: row.try_get("published_at")?,
        last_run: last_run(row)?,
        in_step_at: row.try_get("in_step_at")?,
    })
}

/// The tables of a workspace whose name, title, host or file name contains `search` (any case; empty: all), by title.
///
/// # Errors
/// When Postgres refuses.
pub async fn overview(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    search: &str,
    limit: i64,
) -> Result<Vec<TableOverview>, Error> {
    let rows = client.query(OVERVIEW, &[&workspace.0, &search, &limit]).await?;
    rows.iter().map(overview_from_row).collect()
}

/// One table by name, as the home page lists it.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_overview(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    name: &str,
) -> Result<Option<TableOverview>, Error> {
    client.query_opt(FIND_OVERVIEW, &[&workspace.0, &name]).await?.as_ref().map(overview_from_row).transpose()
}

//! `rowmill.tables`: published relations.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tokio_postgres::{Error, Row, types::Json};

mod rules;

pub use rules::set_rules;

use super::parsed;
use crate::model::{
    RunFailure, RunId, RunState, SourceId, SourceKind, TableId, TableName, TableRules, WorkspaceId,
};

macro_rules! columns {
    () => {
        "t.id, t.workspace_id, t.source_id, t.name, t.title, t.current_version, t.load_mode, t.key_columns, t.drift,
         t.max_lost_percent, t.max_rejected_percent, t.checks"
    };
}

macro_rules! select {
    ($where:literal) => {
        concat!("SELECT ", columns!(), " FROM rowmill.tables t WHERE ", $where)
    };
}

const INSERT: &str =
    "INSERT INTO rowmill.tables (workspace_id, source_id, name, title) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING id";
const FIND: &str = select!("t.id = $1");
const FIND_BY_NAME: &str = select!("t.workspace_id = $1 AND t.name = $2");
const FIND_BY_SOURCE: &str = select!("t.source_id = $1");
const LOCK: &str = select!("t.id = $1 FOR UPDATE");
const SET_TITLE: &str = "UPDATE rowmill.tables SET title = $2 WHERE id = $1";
const SET_VERSION: &str = "UPDATE rowmill.tables SET current_version = $2 WHERE id = $1";
const DELETE: &str = "DELETE FROM rowmill.tables WHERE id = $1";
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
const OVERVIEW: &str = concat!(
    overview!(),
    " WHERE t.workspace_id = $1 AND ($2 = '' OR strpos(lower(concat_ws(' ', t.name, t.title,
        split_part(s.url, '/', 3), u.file_name)), lower($2)) > 0)
      ORDER BY t.title, t.id LIMIT $3"
);
const FIND_OVERVIEW: &str = concat!(overview!(), " WHERE t.workspace_id = $1 AND t.name = $2");
// Tables whose newest ended refresh failed within a week, with the failures since the last that went well.
const FAILING: &str = "SELECT w.slug, t.name, f.id AS run_id, f.failure, f.finished_at,
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
const LARGEST: &str = "SELECT w.slug, t.name, v.row_count,
        COALESCE(pg_total_relation_size(to_regclass(format('%I.%I', 'rowmill_w' || t.workspace_id, v.relation))), 0) AS bytes
    FROM rowmill.versions v JOIN rowmill.tables t ON t.id = v.table_id AND t.current_version = v.number
    JOIN rowmill.workspaces w ON w.id = t.workspace_id
    ORDER BY v.row_count DESC LIMIT $1";

pub(super) const ALL: &[&str] = &[
    INSERT,
    FIND,
    FIND_BY_NAME,
    FIND_BY_SOURCE,
    LOCK,
    SET_TITLE,
    SET_VERSION,
    DELETE,
    rules::SET,
    OVERVIEW,
    FIND_OVERVIEW,
    FAILING,
    LARGEST,
];

/// A published relation.
#[derive(Debug, Clone)]
pub struct Table {
    /// Id.
    pub id: TableId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// What it keeps up with.
    pub source: SourceId,
    /// Second part of its address, and the name of its view.
    pub name: String,
    /// As people call it.
    pub title: String,
    /// 0 until the first publication.
    pub current_version: i32,
    /// What a person decided about it.
    pub rules: TableRules,
}

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

fn from_row(row: &Row) -> Result<Table, Error> {
    Ok(Table {
        id: TableId(row.try_get("id")?),
        workspace: WorkspaceId(row.try_get("workspace_id")?),
        source: SourceId(row.try_get("source_id")?),
        name: row.try_get("name")?,
        title: row.try_get("title")?,
        current_version: row.try_get("current_version")?,
        rules: rules::from_row(row)?,
    })
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

/// Adds a table; `None` when the name is taken or the source has a table already.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    source: SourceId,
    name: &TableName,
    title: &str,
) -> Result<Option<TableId>, Error> {
    let row = client.query_opt(INSERT, &[&workspace.0, &source.0, &name.as_str(), &title]).await?;
    row.map(|row| row.try_get("id").map(TableId)).transpose()
}

/// A table by id.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, id: TableId) -> Result<Option<Table>, Error> {
    client.query_opt(FIND, &[&id.0]).await?.as_ref().map(from_row).transpose()
}

/// A table by name.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_by_name(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    name: &str,
) -> Result<Option<Table>, Error> {
    client.query_opt(FIND_BY_NAME, &[&workspace.0, &name]).await?.as_ref().map(from_row).transpose()
}

/// The table of a source; `None` for a draft.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_by_source(client: &impl GenericClient, source: SourceId) -> Result<Option<Table>, Error> {
    client.query_opt(FIND_BY_SOURCE, &[&source.0]).await?.as_ref().map(from_row).transpose()
}

/// A table by id, locked until the transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock(client: &impl GenericClient, id: TableId) -> Result<Option<Table>, Error> {
    client.query_opt(LOCK, &[&id.0]).await?.as_ref().map(from_row).transpose()
}

/// Sets the title.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_title(client: &impl GenericClient, id: TableId, title: &str) -> Result<(), Error> {
    client.execute(SET_TITLE, &[&id.0, &title]).await.map(drop)
}

/// Moves the table to a version that was just inserted.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_version(client: &impl GenericClient, id: TableId, version: i32) -> Result<(), Error> {
    client.execute(SET_VERSION, &[&id.0, &version]).await.map(drop)
}

/// Forgets a table, with its runs and versions. The caller drops its relations.
///
/// # Errors
/// When Postgres refuses.
pub async fn delete(client: &impl GenericClient, id: TableId) -> Result<(), Error> {
    client.execute(DELETE, &[&id.0]).await.map(drop)
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

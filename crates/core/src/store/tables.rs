//! `rowmill.tables`: published relations. `overview` holds them as the home page lists them, `rules` what a person decided
//! about each, `stats` figures for the ops page.

macro_rules! columns {
    () => {
        "t.id, t.workspace_id, t.source_id, t.name, t.title, t.current_version, t.load_mode, t.key_columns, t.drift,
         t.max_lost_percent, t.max_rejected_percent, t.checks, t.is_public"
    };
}

mod overview;
mod rules;
mod stats;

pub use overview::{LastRun, TableOverview, find_overview, overview};
pub use rules::set_rules;
pub use stats::{FailingTable, TableSize, failing, largest};

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, Row};

use super::{parsed, workspaces::Workspace};
use crate::model::{SourceId, TableId, TableName, TableRules, WorkspaceId};

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
const LIST: &str = select!("t.workspace_id = $1 ORDER BY t.name LIMIT $2");
const FIND_BY_ADDRESS: &str = concat!(
    "SELECT w.slug AS workspace_slug, w.title AS workspace_title, ",
    columns!(),
    " FROM rowmill.workspaces w JOIN rowmill.tables t ON t.workspace_id = w.id WHERE w.slug = $1 AND t.name = $2"
);
const LIST_PUBLIC: &str = select!("t.workspace_id = $1 AND t.is_public ORDER BY t.name LIMIT $2");
const SET_PUBLIC: &str = "UPDATE rowmill.tables SET is_public = $2 WHERE id = $1";
const FIND_BY_SOURCE: &str = select!("t.source_id = $1");
const LOCK: &str = select!("t.id = $1 FOR UPDATE");
const SET_TITLE: &str = "UPDATE rowmill.tables SET title = $2 WHERE id = $1";
const SET_VERSION: &str = "UPDATE rowmill.tables SET current_version = $2 WHERE id = $1";
const DELETE: &str = "DELETE FROM rowmill.tables WHERE id = $1";

pub(super) const ALL: &[&str] = &[
    INSERT,
    FIND,
    FIND_BY_NAME,
    LIST,
    FIND_BY_ADDRESS,
    LIST_PUBLIC,
    SET_PUBLIC,
    FIND_BY_SOURCE,
    LOCK,
    SET_TITLE,
    SET_VERSION,
    DELETE,
    rules::SET,
    overview::OVERVIEW,
    overview::FIND_OVERVIEW,
    stats::FAILING,
    stats::LARGEST,
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
    /// Whether anybody may read it.
    pub is_public: bool,
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
        is_public: row.try_get("is_public")?,
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

/// A table by its address, and its workspace.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_by_address(
    client: &impl GenericClient,
    workspace: &str,
    name: &str,
) -> Result<Option<(Workspace, Table)>, Error> {
    let statement = client.prepare_cached(FIND_BY_ADDRESS).await?;
    let Some(row) = client.query_opt(&statement, &[&workspace, &name]).await? else { return Ok(None) };
    let table = from_row(&row)?;
    let (slug, title) = (row.try_get("workspace_slug")?, row.try_get("workspace_title")?);
    Ok(Some((Workspace { id: table.workspace, slug, title }, table)))
}

/// At most `limit` tables of a workspace, by name.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<Table>, Error> {
    client.query(LIST, &[&workspace.0, &limit]).await?.iter().map(from_row).collect()
}

/// At most `limit` tables of a workspace that anybody may read, by name.
///
/// # Errors
/// When Postgres refuses.
pub async fn list_public(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<Table>, Error> {
    client.query(LIST_PUBLIC, &[&workspace.0, &limit]).await?.iter().map(from_row).collect()
}

/// Opens the table to anybody who reads, or closes it.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_public(client: &impl GenericClient, id: TableId, is_public: bool) -> Result<(), Error> {
    client.execute(SET_PUBLIC, &[&id.0, &is_public]).await.map(drop)
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

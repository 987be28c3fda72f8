//! `rowmill.workspaces`.

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, Row};

use crate::model::{WorkspaceId, WorkspaceSlug};

const INSERT: &str =
    "INSERT INTO rowmill.workspaces (slug, title) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING RETURNING id";
const FIND: &str = "SELECT id, slug, title FROM rowmill.workspaces WHERE id = $1";
const FIND_BY_SLUG: &str = "SELECT id, slug, title FROM rowmill.workspaces WHERE slug = $1";

pub(super) const ALL: &[&str] = &[INSERT, FIND, FIND_BY_SLUG];

/// A tenant.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Id.
    pub id: WorkspaceId,
    /// First part of its addresses, and its Postgres schema.
    pub slug: String,
    /// As people call it.
    pub title: String,
}

fn from_row(row: &Row) -> Result<Workspace, Error> {
    Ok(Workspace {
        id: WorkspaceId(row.try_get("id")?),
        slug: row.try_get("slug")?,
        title: row.try_get("title")?,
    })
}

/// Adds a workspace; `None` when the slug is taken. The caller makes its schemas in the same transaction.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(
    client: &impl GenericClient,
    slug: &WorkspaceSlug,
    title: &str,
) -> Result<Option<WorkspaceId>, Error> {
    let row = client.query_opt(INSERT, &[&slug.as_str(), &title]).await?;
    row.map(|row| row.try_get("id").map(WorkspaceId)).transpose()
}

/// A workspace by id.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, id: WorkspaceId) -> Result<Option<Workspace>, Error> {
    client.query_opt(FIND, &[&id.0]).await?.as_ref().map(from_row).transpose()
}

/// A workspace by slug.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_by_slug(client: &impl GenericClient, slug: &str) -> Result<Option<Workspace>, Error> {
    client.query_opt(FIND_BY_SLUG, &[&slug]).await?.as_ref().map(from_row).transpose()
}

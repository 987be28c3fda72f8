//! `rowmill.members`: who may do what in which workspace.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tokio_postgres::Error;

use super::{parsed, workspaces::Workspace};
use crate::model::{Role, UserId, WorkspaceId};

const UPSERT: &str = "INSERT INTO rowmill.members (workspace_id, user_id, role) VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = EXCLUDED.role";
const ADD: &str = "INSERT INTO rowmill.members (workspace_id, user_id, role) VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id, user_id) DO NOTHING";
const DELETE: &str = "DELETE FROM rowmill.members WHERE workspace_id = $1 AND user_id = $2";
const ROLE: &str = "SELECT role FROM rowmill.members WHERE workspace_id = $1 AND user_id = $2";
// Rows are locked so that two owners cannot demote each other at once.
const OWNERS: &str = "SELECT user_id FROM rowmill.members WHERE workspace_id = $1 AND role = 'owner' ORDER BY user_id FOR UPDATE";
const LIST: &str = "SELECT m.user_id, m.role, m.created_at, u.name, u.email FROM rowmill.members m
    JOIN rowmill.users u ON u.id = m.user_id WHERE m.workspace_id = $1 ORDER BY u.name, u.id";
const WORKSPACES: &str = "SELECT w.id, w.slug, w.title, m.role FROM rowmill.members m
    JOIN rowmill.workspaces w ON w.id = m.workspace_id WHERE m.user_id = $1 ORDER BY w.title, w.id";

// What comes with Rowmill before there is anybody to own it.
const ADOPT: &str = "INSERT INTO rowmill.members (workspace_id, user_id, role)
    SELECT w.id, $1, 'owner' FROM rowmill.workspaces w
    WHERE NOT EXISTS (SELECT FROM rowmill.members m WHERE m.workspace_id = w.id)";

pub(super) const ALL: &[&str] = &[UPSERT, ADD, ADOPT, DELETE, ROLE, OWNERS, LIST, WORKSPACES];

/// A member, as listed.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// As people call them.
    pub name: String,
    /// Lower case.
    pub email: String,
    /// Since when.
    pub joined_at: Timestamp,
}

/// Makes somebody a member in this role, or changes their role.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_role(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<(), Error> {
    client.execute(UPSERT, &[&workspace.0, &user.0, &role.as_str()]).await.map(drop)
}

/// Makes somebody a member unless they are one already; a present role stays.
///
/// # Errors
/// When Postgres refuses.
pub async fn add(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<(), Error> {
    client.execute(ADD, &[&workspace.0, &user.0, &role.as_str()]).await.map(drop)
}

/// Makes somebody the owner of every workspace that has no member at all: the sample, when the first administrator comes.
///
/// # Errors
/// When Postgres refuses.
pub async fn adopt(client: &impl GenericClient, user: UserId) -> Result<u64, Error> {
    client.execute(ADOPT, &[&user.0]).await
}

/// Removes a member; whether there was one.
///
/// # Errors
/// When Postgres refuses.
pub async fn remove(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<bool, Error> {
    Ok(client.execute(DELETE, &[&workspace.0, &user.0]).await? > 0)
}

/// The role of somebody; `None` when they are not a member.
///
/// # Errors
/// When Postgres refuses.
pub async fn role(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Role>, Error> {
    let row = client.query_opt(ROLE, &[&workspace.0, &user.0]).await?;
    row.as_ref().map(|row| parsed(row, "role")).transpose()
}

/// The owners, locked until the transaction ends.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_owners(client: &impl GenericClient, workspace: WorkspaceId) -> Result<Vec<UserId>, Error> {
    let rows = client.query(OWNERS, &[&workspace.0]).await?;
    rows.iter().map(|row| row.try_get("user_id").map(UserId)).collect()
}

/// The members of a workspace by name.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(client: &impl GenericClient, workspace: WorkspaceId) -> Result<Vec<Member>, Error> {
    let rows = client.query(LIST, &[&workspace.0]).await?;
    rows.iter()
        .map(|row| {
            Ok(Member {
                user: UserId(row.try_get("user_id")?),
                role: parsed(row, "role")?,
                name: row.try_get("name")?,
                email: row.try_get("email")?,
                joined_at: row.try_get("created_at")?,
            })
        })
        .collect()
}

/// The workspaces of a person, with their role in each.
///
/// # Errors
/// When Postgres refuses.
pub async fn workspaces_of(
    client: &impl GenericClient,
    user: UserId,
) -> Result<Vec<(Workspace, Role)>, Error> {
    let rows = client.query(WORKSPACES, &[&user.0]).await?;
    rows.iter()
        .map(|row| {
            let workspace = Workspace {
                id: WorkspaceId(row.try_get("id")?),
                slug: row.try_get("slug")?,
                title: row.try_get("title")?,
            };
            Ok((workspace, parsed(row, "role")?))
        })
        .collect()
}

//! `rowmill.links`: one-time links. Only the SHA-256 of a token is stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use rand::Rng;
use sha2::{Digest, Sha256};
use tokio_postgres::{Error, Row};

use super::parsed;
use crate::model::{Role, WorkspaceId};

const DROP_FIRST: &str =
    "DELETE FROM rowmill.links WHERE purpose = 'first_administrator' AND used_at IS NULL";
const DROP_INVITATION: &str =
    "DELETE FROM rowmill.links WHERE workspace_id = $1 AND email = lower($2) AND used_at IS NULL";
const INSERT_FIRST: &str = "INSERT INTO rowmill.links (token_hash, purpose, expires_at)
    VALUES ($1, 'first_administrator', now() + $2 * interval '1 second')";
const INSERT_INVITATION: &str =
    "INSERT INTO rowmill.links (token_hash, purpose, workspace_id, role, email, expires_at)
    VALUES ($1, 'invitation', $2, $3, lower($4), now() + $5 * interval '1 second')";
const OPEN: &str = "SELECT id, email, role, expires_at FROM rowmill.links
    WHERE workspace_id = $1 AND used_at IS NULL AND expires_at > now() ORDER BY expires_at, id";
const WITHDRAW: &str = "DELETE FROM rowmill.links WHERE workspace_id = $1 AND id = $2 AND used_at IS NULL";
const FIND: &str = "SELECT purpose, workspace_id, role FROM rowmill.links
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()";
const USE: &str = "UPDATE rowmill.links SET used_at = now()
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING purpose, workspace_id, role";
const PRUNE: &str = "DELETE FROM rowmill.links WHERE expires_at < now() - interval '7 days'";

pub(super) const ALL: &[&str] =
    &[DROP_FIRST, DROP_INVITATION, INSERT_FIRST, INSERT_INVITATION, OPEN, WITHDRAW, FIND, USE, PRUNE];

/// Seconds a link to the first administrator's page is good for.
pub const FIRST_ADMINISTRATOR_SECONDS: i64 = 3600;
/// Seconds an invitation is good for.
pub const INVITATION_SECONDS: i64 = 3600;

/// A fresh token of 256 random bits, URL-safe, and its hash. The token is shown once and never stored.
pub fn new_token() -> (String, [u8; 32]) {
    let mut random = [0; 32];
    rand::rng().fill_bytes(&mut random);
    let token = URL_SAFE_NO_PAD.encode(random);
    let hash = hash(token.as_bytes());
    (token, hash)
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What a link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Makes the first administrator, and their workspace.
    FirstAdministrator,
    /// Makes somebody a member.
    Invitation {
        /// Of which workspace.
        workspace: WorkspaceId,
        /// In which role.
        role: Role,
    },
}

fn from_row(row: &Row) -> Result<Purpose, Error> {
    match row.try_get::<_, Option<i64>>("workspace_id")? {
        None => Ok(Purpose::FirstAdministrator),
        Some(workspace) => {
            Ok(Purpose::Invitation { workspace: WorkspaceId(workspace), role: parsed(row, "role")? })
        }
    }
}

/// An invitation nobody has taken up yet.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Id; tells nothing about the token.
    pub id: i64,
    /// Whom it was made for, in lower case.
    pub email: String,
    /// What they will be able to do.
    pub role: Role,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Stores a link for the first administrator. Ends the one before it.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert_first_administrator(client: &impl GenericClient, token_hash: &[u8]) -> Result<(), Error> {
    client.execute(DROP_FIRST, &[]).await?;
    client.execute(INSERT_FIRST, &[&token_hash, &seconds(FIRST_ADMINISTRATOR_SECONDS)]).await.map(drop)
}

/// Stores an invitation for somebody. Ends the one before it that the workspace made for the same address.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert_invitation(
    client: &impl GenericClient,
    token_hash: &[u8],
    workspace: WorkspaceId,
    role: Role,
    email: &str,
) -> Result<(), Error> {
    client.execute(DROP_INVITATION, &[&workspace.0, &email]).await?;
    let seconds = seconds(INVITATION_SECONDS);
    client
        .execute(INSERT_INVITATION, &[&token_hash, &workspace.0, &role.as_str(), &email, &seconds])
        .await
        .map(drop)
}

#[expect(clippy::cast_precision_loss, reason = "an hour of seconds is exact in a double")]
fn seconds(count: i64) -> f64 {
    count as f64
}

/// The invitations of a workspace that can still be taken up, the next to end first.
///
/// # Errors
/// When Postgres refuses.
pub async fn open_invitations(
    client: &impl GenericClient,
    workspace: WorkspaceId,
) -> Result<Vec<Invitation>, Error> {
    let rows = client.query(OPEN, &[&workspace.0]).await?;
    rows.iter()
        .map(|row| {
            Ok(Invitation {
                id: row.try_get("id")?,
                email: row.try_get("email")?,
                role: parsed(row, "role")?,
                expires_at: row.try_get("expires_at")?,
            })
        })
        .collect()
}

/// Ends an invitation of this workspace; whether there was one.
///
/// # Errors
/// When Postgres refuses.
pub async fn withdraw(client: &impl GenericClient, workspace: WorkspaceId, id: i64) -> Result<bool, Error> {
    Ok(client.execute(WITHDRAW, &[&workspace.0, &id]).await? == 1)
}

/// What an unused link is good for.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, token_hash: &[u8]) -> Result<Option<Purpose>, Error> {
    client.query_opt(FIND, &[&token_hash]).await?.as_ref().map(from_row).transpose()
}

/// Uses a link up. `None` when it was used already or is too old; of two at once, one gets it.
///
/// # Errors
/// When Postgres refuses.
pub async fn take(client: &impl GenericClient, token_hash: &[u8]) -> Result<Option<Purpose>, Error> {
    client.query_opt(USE, &[&token_hash]).await?.as_ref().map(from_row).transpose()
}

/// Forgets links that ended a week ago; how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn prune(client: &impl GenericClient) -> Result<u64, Error> {
    client.execute(PRUNE, &[]).await
}

//! `rowmill.links`: one-time links. Only the SHA-256 of a token is stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use deadpool_postgres::GenericClient;
use rand::Rng;
use sha2::{Digest, Sha256};
use tokio_postgres::{Error, Row};

use super::parsed;
use crate::model::{Role, WorkspaceId};

const DROP_FIRST: &str =
    "DELETE FROM rowmill.links WHERE purpose = 'first_administrator' AND used_at IS NULL";
const INSERT: &str = "INSERT INTO rowmill.links (token_hash, purpose, workspace_id, role, expires_at)
    VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second')";
const FIND: &str = "SELECT purpose, workspace_id, role FROM rowmill.links
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()";
const USE: &str = "UPDATE rowmill.links SET used_at = now()
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING purpose, workspace_id, role";
const PRUNE: &str = "DELETE FROM rowmill.links WHERE expires_at < now() - interval '7 days'";

pub(super) const ALL: &[&str] = &[DROP_FIRST, INSERT, FIND, USE, PRUNE];

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

/// Stores a link. A new link for the first administrator ends the one before it.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(client: &impl GenericClient, token_hash: &[u8], purpose: Purpose) -> Result<(), Error> {
    let (name, workspace, role, seconds) = match purpose {
        Purpose::FirstAdministrator => {
            client.execute(DROP_FIRST, &[]).await?;
            ("first_administrator", None, None, FIRST_ADMINISTRATOR_SECONDS)
        }
        Purpose::Invitation { workspace, role } => {
            ("invitation", Some(workspace.0), Some(role.as_str()), INVITATION_SECONDS)
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "an hour of seconds is exact in a double")]
    let seconds = seconds as f64;
    client.execute(INSERT, &[&token_hash, &name, &workspace, &role, &seconds]).await.map(drop)
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

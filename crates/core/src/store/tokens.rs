//! `rowmill.tokens`: with what programs show who they are. Only the SHA-256 of a token is stored.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tokio_postgres::{Error, Row};

use super::parsed;
use crate::model::{Scope, TableId, Token, UserId, WorkspaceId};

const INSERT: &str =
    "INSERT INTO rowmill.tokens (workspace_id, user_id, hash, ending, name, scope, table_id, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LIST: &str =
    "SELECT k.id, k.name, k.ending, k.scope, k.created_at, k.expires_at, k.last_used_at, u.name AS maker, t.name AS table_name
    FROM rowmill.tokens k JOIN rowmill.users u ON u.id = k.user_id LEFT JOIN rowmill.tables t ON t.id = k.table_id
    WHERE k.workspace_id = $1 ORDER BY k.id DESC";
const REVOKE: &str = "DELETE FROM rowmill.tokens WHERE workspace_id = $1 AND id = $2";
const FIND: &str = "SELECT id, workspace_id, scope, table_id,
        last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS is_news
    FROM rowmill.tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())";
// Of many requests at once, one writes; none waits for another.
const NOTE_USE: &str = "UPDATE rowmill.tokens SET last_used_at = now() WHERE id =
    (SELECT id FROM rowmill.tokens WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
     FOR UPDATE SKIP LOCKED)";
const PRUNE: &str = "DELETE FROM rowmill.tokens WHERE expires_at < now() - interval '30 days'";

pub(super) const ALL: &[&str] = &[INSERT, LIST, REVOKE, FIND, NOTE_USE, PRUNE];

/// A token to be stored.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Of which workspace.
    pub workspace: WorkspaceId,
    /// Who makes it.
    pub user: UserId,
    /// What it is for, in their words.
    pub name: &'a str,
    /// What it is good for.
    pub scope: Scope,
    /// The one table it is good for; `None`: all of them.
    pub table: Option<TableId>,
    /// When it ends; `None`: not by itself.
    pub expires_at: Option<Timestamp>,
}

/// A token, as listed.
#[derive(Debug, Clone)]
pub struct ListedToken {
    /// Id; tells nothing about the token.
    pub id: i64,
    /// What it is for, in words of who made it.
    pub name: String,
    /// Its last characters.
    pub ending: String,
    /// What it is good for.
    pub scope: Scope,
    /// Name of the one table it is good for; `None`: all of them.
    pub table: Option<String>,
    /// Who made it.
    pub maker: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, or ended.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The token's id.
    pub token: i64,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// What.
    pub scope: Scope,
    /// In which table; `None`: in all of them.
    pub table: Option<TableId>,
    /// Whether its last use was noted a minute ago or longer: then [`note_use`] is due.
    pub is_news: bool,
}

/// Stores a token.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(client: &impl GenericClient, token: &Token, new: &NewToken<'_>) -> Result<(), Error> {
    let (hash, expires_at) = (token.hash(), new.expires_at);
    client
        .execute(
            INSERT,
            &[
                &new.workspace.0,
                &new.user.0,
                &hash.as_slice(),
                &token.ending(),
                &new.name,
                &new.scope.as_str(),
                &new.table.map(|table| table.0),
                &expires_at,
            ],
        )
        .await
        .map(drop)
}

/// The tokens of a workspace, the newest first.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(client: &impl GenericClient, workspace: WorkspaceId) -> Result<Vec<ListedToken>, Error> {
    client.query(LIST, &[&workspace.0]).await?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<ListedToken, Error> {
    Ok(ListedToken {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        ending: row.try_get("ending")?,
        scope: parsed(row, "scope")?,
        table: row.try_get("table_name")?,
        maker: row.try_get("maker")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        last_used_at: row.try_get("last_used_at")?,
    })
}

/// Ends a token of this workspace; whether there was one.
///
/// # Errors
/// When Postgres refuses.
pub async fn revoke(client: &impl GenericClient, workspace: WorkspaceId, id: i64) -> Result<bool, Error> {
    Ok(client.execute(REVOKE, &[&workspace.0, &id]).await? == 1)
}

/// What a token allows now; `None` where it was never given out, or has ended.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, token: &Token) -> Result<Option<Grant>, Error> {
    let statement = client.prepare_cached(FIND).await?;
    let Some(row) = client.query_opt(&statement, &[&token.hash().as_slice()]).await? else { return Ok(None) };
    Ok(Some(Grant {
        token: row.try_get("id")?,
        workspace: WorkspaceId(row.try_get("workspace_id")?),
        scope: parsed(&row, "scope")?,
        table: row.try_get::<_, Option<i64>>("table_id")?.map(TableId),
        is_news: row.try_get("is_news")?,
    }))
}

/// Notes that a token is used.
///
/// # Errors
/// When Postgres refuses.
pub async fn note_use(client: &impl GenericClient, token: i64) -> Result<(), Error> {
    client.execute(NOTE_USE, &[&token]).await.map(drop)
}

/// Forgets tokens that ended a month ago; how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn prune(client: &impl GenericClient) -> Result<u64, Error> {
    client.execute(PRUNE, &[]).await
}

//! `rowmill.uploads` and their chunks: files on their way from a web process to a worker.

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, Row};

use crate::model::{UploadId, WorkspaceId};

const INSERT: &str = "INSERT INTO rowmill.uploads (workspace_id, file_name) VALUES ($1, $2) RETURNING id";
const ADD_CHUNK: &str = "INSERT INTO rowmill.upload_chunks (upload_id, number, content) VALUES ($1, $2, $3)";
const COMPLETE: &str =
    "UPDATE rowmill.uploads SET completed_at = now(), bytes = $2, sha256 = $3 WHERE id = $1";
const DELETE: &str = "DELETE FROM rowmill.uploads WHERE id = $1";
const FIND: &str = "SELECT id, workspace_id, file_name, bytes, sha256 FROM rowmill.uploads WHERE id = $1 AND completed_at IS NOT NULL";
const CHUNK: &str = "SELECT content FROM rowmill.upload_chunks WHERE upload_id = $1 AND number = $2";
// Cut-off uploads an hour after their last sign, and complete ones no source refers to any more.
const PRUNE: &str = "DELETE FROM rowmill.uploads WHERE id IN (
    SELECT u.id FROM rowmill.uploads u
    WHERE u.created_at < now() - interval '6 hours'
      AND NOT EXISTS (SELECT FROM rowmill.sources s WHERE s.upload_id = u.id)
    LIMIT $1)";

pub(super) const ALL: &[&str] = &[INSERT, ADD_CHUNK, COMPLETE, DELETE, FIND, CHUNK, PRUNE];

/// Bytes of every chunk but the last.
pub const CHUNK_BYTES: usize = 1 << 20;

/// A complete upload.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// As the person's machine calls it; text only, never a path.
    pub file_name: String,
    /// Bytes.
    pub bytes: i64,
    /// Of all bytes.
    pub sha256: Vec<u8>,
}

fn from_row(row: &Row) -> Result<Upload, Error> {
    Ok(Upload {
        id: UploadId(row.try_get("id")?),
        workspace: WorkspaceId(row.try_get("workspace_id")?),
        file_name: row.try_get("file_name")?,
        bytes: row.try_get("bytes")?,
        sha256: row.try_get("sha256")?,
    })
}

/// Begins an upload.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    file_name: &str,
) -> Result<UploadId, Error> {
    client.query_one(INSERT, &[&workspace.0, &file_name]).await?.try_get("id").map(UploadId)
}

/// Stores chunk `number`, counted from 0.
///
/// # Errors
/// When Postgres refuses.
pub async fn add_chunk(
    client: &impl GenericClient,
    upload: UploadId,
    number: i32,
    content: &[u8],
) -> Result<(), Error> {
    client.execute(ADD_CHUNK, &[&upload.0, &number, &content]).await.map(drop)
}

/// Ends an upload: all bytes are there.
///
/// # Errors
/// When Postgres refuses.
pub async fn complete(
    client: &impl GenericClient,
    upload: UploadId,
    bytes: i64,
    sha256: &[u8],
) -> Result<(), Error> {
    client.execute(COMPLETE, &[&upload.0, &bytes, &sha256]).await.map(drop)
}

/// Throws an upload away, chunks included.
///
/// # Errors
/// When Postgres refuses.
pub async fn delete(client: &impl GenericClient, upload: UploadId) -> Result<(), Error> {
    client.execute(DELETE, &[&upload.0]).await.map(drop)
}

/// A complete upload.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, upload: UploadId) -> Result<Option<Upload>, Error> {
    client.query_opt(FIND, &[&upload.0]).await?.as_ref().map(from_row).transpose()
}

/// Chunk `number`, counted from 0; `None` past the last.
///
/// # Errors
/// When Postgres refuses.
pub async fn chunk(
    client: &impl GenericClient,
    upload: UploadId,
    number: i32,
) -> Result<Option<Vec<u8>>, Error> {
    let row = client.query_opt(CHUNK, &[&upload.0, &number]).await?;
    row.map(|row| row.try_get("content")).transpose()
}

/// Throws away at most `limit` uploads that nothing refers to; how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn prune(client: &impl GenericClient, limit: i64) -> Result<u64, Error> {
    client.execute(PRUNE, &[&limit]).await
}

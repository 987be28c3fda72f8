//! `rowmill.sources`: where bytes come from. A source without a table is a draft.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use tabular::Overrides;
use tokio_postgres::{Error, Row, types::Json};
use url::Url;

use super::parsed;
use crate::model::{RunState, SourceId, SourceKind, TableId, UploadId, UserId, WorkspaceId};

macro_rules! columns {
    () => {
        "s.id, s.workspace_id, s.kind, s.url, s.upload_id, s.overrides, s.schedule, s.time_zone, s.next_due_at, s.etag,
         s.last_modified, s.sha256, s.bytes, s.created_at"
    };
}

const INSERT_URL: &str = "INSERT INTO rowmill.sources (workspace_id, kind, url, created_by)
    VALUES ($1, 'url', $2, $3) RETURNING id";
const INSERT_UPLOAD: &str = "INSERT INTO rowmill.sources (workspace_id, kind, upload_id, created_by)
    VALUES ($1, 'upload', $2, $3) RETURNING id";
const FIND: &str = concat!("SELECT ", columns!(), " FROM rowmill.sources s WHERE s.id = $1");
const SET_OVERRIDES: &str = "UPDATE rowmill.sources SET overrides = $2 WHERE id = $1";
const SET_UPLOAD: &str = "UPDATE rowmill.sources SET upload_id = $2 WHERE id = $1 AND kind = 'upload'";
// Validators of the old address mean nothing at the new one; the digest still tells whether the content changed.
const SET_URL: &str = "UPDATE rowmill.sources SET url = $2, etag = NULL, last_modified = NULL
    WHERE id = $1 AND kind = 'url' AND url <> $2";
const SET_SCHEDULE: &str =
    "UPDATE rowmill.sources SET schedule = $2, time_zone = $3, next_due_at = $4 WHERE id = $1";
// The size stays: it tells the lane of the next run.
const FORGET_FINGERPRINT: &str =
    "UPDATE rowmill.sources SET etag = NULL, last_modified = NULL, sha256 = NULL WHERE id = $1";
const SET_FINGERPRINT: &str =
    "UPDATE rowmill.sources SET etag = $2, last_modified = $3, sha256 = $4, bytes = $5 WHERE id = $1";
// Due, bound to a table, and not busy: a source whose run is still active stays due, and its slots are merged into one.
const LOCK_DUE: &str = concat!(
    "SELECT ",
    columns!(),
    ", t.id AS table_id FROM rowmill.sources s JOIN rowmill.tables t ON t.source_id = s.id
     WHERE s.next_due_at <= now() AND s.schedule IS NOT NULL
       AND NOT EXISTS (SELECT FROM rowmill.runs r
            WHERE r.table_id = t.id AND r.kind = 'refresh' AND r.state IN ('queued', 'running'))
     ORDER BY s.next_due_at LIMIT $1 FOR UPDATE OF s SKIP LOCKED"
);
const SET_NEXT_DUE: &str = "UPDATE rowmill.sources SET next_due_at = $2 WHERE id = $1";
const DRAFTS: &str = "SELECT s.id, s.url, u.file_name, r.state, s.created_at
    FROM rowmill.sources s
    LEFT JOIN rowmill.tables t ON t.source_id = s.id
    LEFT JOIN rowmill.uploads u ON u.id = s.upload_id
    JOIN LATERAL (SELECT state FROM rowmill.runs WHERE source_id = s.id ORDER BY id DESC LIMIT 1) r ON true
    WHERE s.workspace_id = $1 AND t.id IS NULL ORDER BY s.id DESC LIMIT $2";
const PRUNE_DRAFTS: &str = "DELETE FROM rowmill.sources WHERE id IN (
    SELECT s.id FROM rowmill.sources s LEFT JOIN rowmill.tables t ON t.source_id = s.id
    WHERE t.id IS NULL AND s.created_at < now() - interval '7 days' LIMIT $1)";
const DELETE: &str = "DELETE FROM rowmill.sources WHERE id = $1";
const NOW: &str = "SELECT now() AS now";

pub(super) const ALL: &[&str] = &[
    INSERT_URL,
    INSERT_UPLOAD,
    FIND,
    SET_OVERRIDES,
    SET_UPLOAD,
    SET_URL,
    SET_SCHEDULE,
    SET_FINGERPRINT,
    FORGET_FINGERPRINT,
    LOCK_DUE,
    SET_NEXT_DUE,
    DRAFTS,
    PRUNE_DRAFTS,
    DELETE,
    NOW,
];

/// Where bytes come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Id.
    pub id: SourceId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// URL or upload.
    pub kind: SourceKind,
    /// The address; `None` for uploads.
    pub url: Option<String>,
    /// The file; `None` for addresses.
    pub upload: Option<UploadId>,
    /// What the person set by hand about the format.
    pub overrides: Overrides,
    /// Cron or a name such as `@hourly`; `None` refreshes by hand only.
    pub schedule: Option<String>,
    /// IANA name.
    pub time_zone: String,
    /// When the next slot falls due.
    pub next_due_at: Option<Timestamp>,
    /// Validators and digest of the bytes behind the current version.
    pub fingerprint: Fingerprint,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// As the server sent it.
    pub etag: Option<String>,
    /// As the server sent it.
    pub last_modified: Option<String>,
    /// Of the bytes as received.
    pub sha256: Option<Vec<u8>>,
    /// Bytes as received.
    pub bytes: Option<i64>,
}

/// A source without a table, as the home page lists it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Id.
    pub id: SourceId,
    /// Its address; `None` for uploads.
    pub url: Option<String>,
    /// The name of its file; `None` for addresses.
    pub file_name: Option<String>,
    /// Where its newest run stands.
    pub state: RunState,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A source that fell due, locked by this transaction.
#[derive(Debug, Clone)]
pub struct DueSource {
    /// The source.
    pub source: Source,
    /// Its table.
    pub table: TableId,
}

impl Source {
    /// The host the bytes come from, for the cap on runs per host; `None` for uploads.
    pub fn host(&self) -> Option<String> {
        Url::parse(self.url.as_deref()?).ok()?.host_str().map(str::to_owned)
    }
}

fn from_row(row: &Row) -> Result<Source, Error> {
    Ok(Source {
        id: SourceId(row.try_get("id")?),
        workspace: WorkspaceId(row.try_get("workspace_id")?),
        kind: parsed(row, "kind")?,
        url: row.try_get("url")?,
        upload: row.try_get::<_, Option<i64>>("upload_id")?.map(UploadId),
        overrides: row.try_get::<_, Json<Overrides>>("overrides")?.0,
        schedule: row.try_get("schedule")?,
        time_zone: row.try_get("time_zone")?,
        next_due_at: row.try_get("next_due_at")?,
        fingerprint: Fingerprint {
            etag: row.try_get("etag")?,
            last_modified: row.try_get("last_modified")?,
            sha256: row.try_get("sha256")?,
            bytes: row.try_get("bytes")?,
        },
        created_at: row.try_get("created_at")?,
    })
}

/// Adds a source with an address.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert_url(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    url: &str,
    by: Option<UserId>,
) -> Result<SourceId, Error> {
    let by = by.map(|user| user.0);
    client.query_one(INSERT_URL, &[&workspace.0, &url, &by]).await?.try_get("id").map(SourceId)
}

/// Adds a source with a file.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert_upload(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    upload: UploadId,
    by: Option<UserId>,
) -> Result<SourceId, Error> {
    let by = by.map(|user| user.0);
    client.query_one(INSERT_UPLOAD, &[&workspace.0, &upload.0, &by]).await?.try_get("id").map(SourceId)
}

/// A source by id.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, id: SourceId) -> Result<Option<Source>, Error> {
    client.query_opt(FIND, &[&id.0]).await?.as_ref().map(from_row).transpose()
}

/// Sets what the person decided about the format.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_overrides(
    client: &impl GenericClient,
    id: SourceId,
    overrides: &Overrides,
) -> Result<(), Error> {
    client.execute(SET_OVERRIDES, &[&id.0, &Json(overrides)]).await.map(drop)
}

/// Puts a newer file in place of the one before.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_upload(client: &impl GenericClient, id: SourceId, upload: UploadId) -> Result<(), Error> {
    client.execute(SET_UPLOAD, &[&id.0, &upload.0]).await.map(drop)
}

/// Sets another address; whether it differs from the one before.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_url(client: &impl GenericClient, id: SourceId, url: &str) -> Result<bool, Error> {
    Ok(client.execute(SET_URL, &[&id.0, &url]).await? == 1)
}

/// Sets the schedule and its next slot; `None` refreshes by hand only.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_schedule(
    client: &impl GenericClient,
    id: SourceId,
    schedule: Option<&str>,
    time_zone: &str,
    next_due_at: Option<Timestamp>,
) -> Result<(), Error> {
    client.execute(SET_SCHEDULE, &[&id.0, &schedule, &time_zone, &next_due_at]).await.map(drop)
}

/// Remembers what tells the published bytes from others.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_fingerprint(
    client: &impl GenericClient,
    id: SourceId,
    fingerprint: &Fingerprint,
) -> Result<(), Error> {
    let Fingerprint { etag, last_modified, sha256, bytes } = fingerprint;
    client.execute(SET_FINGERPRINT, &[&id.0, etag, last_modified, sha256, bytes]).await.map(drop)
}

/// Forgets what tells the published bytes from others, so that the next run reads the file even if it is the same.
///
/// # Errors
/// When Postgres refuses.
pub async fn forget_fingerprint(client: &impl GenericClient, id: SourceId) -> Result<(), Error> {
    client.execute(FORGET_FINGERPRINT, &[&id.0]).await.map(drop)
}

/// Locks at most `limit` sources that fell due, skipping those another clock holds.
///
/// # Errors
/// When Postgres refuses.
pub async fn lock_due(client: &impl GenericClient, limit: i64) -> Result<Vec<DueSource>, Error> {
    let rows = client.query(LOCK_DUE, &[&limit]).await?;
    rows.iter()
        .map(|row| Ok(DueSource { source: from_row(row)?, table: TableId(row.try_get("table_id")?) }))
        .collect()
}

/// Moves a source to its next slot.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_next_due(
    client: &impl GenericClient,
    id: SourceId,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    client.execute(SET_NEXT_DUE, &[&id.0, &at]).await.map(drop)
}

/// The newest drafts of a workspace.
///
/// # Errors
/// When Postgres refuses.
pub async fn drafts(
    client: &impl GenericClient,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<Draft>, Error> {
    let rows = client.query(DRAFTS, &[&workspace.0, &limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Draft {
                id: SourceId(row.try_get("id")?),
                url: row.try_get("url")?,
                file_name: row.try_get("file_name")?,
                state: parsed(row, "state")?,
                created_at: row.try_get("created_at")?,
            })
        })
        .collect()
}

/// Forgets at most `limit` drafts a week old; how many.
///
/// # Errors
/// When Postgres refuses.
pub async fn prune_drafts(client: &impl GenericClient, limit: i64) -> Result<u64, Error> {
    client.execute(PRUNE_DRAFTS, &[&limit]).await
}

/// Forgets a source, with its runs.
///
/// # Errors
/// When Postgres refuses, as it does while a table depends on it.
pub async fn delete(client: &impl GenericClient, id: SourceId) -> Result<(), Error> {
    client.execute(DELETE, &[&id.0]).await.map(drop)
}

/// Postgres' clock: schedules and leases are measured on it, since processes may disagree.
///
/// # Errors
/// When Postgres refuses.
pub async fn now(client: &impl GenericClient) -> Result<Timestamp, Error> {
    client.query_one(NOW, &[]).await?.try_get("now")
}

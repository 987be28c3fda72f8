//! Takes a file off the network and puts it into Postgres, a chunk at a time. A connection is held only while a chunk
//! is written: a slow sender costs memory for one chunk and nothing else.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{HttpRequest, http::header, web};
use bytes::{Bytes, BytesMut};
use deadpool_postgres::GenericClient;
use futures_util::StreamExt;
use rowmill_core::{
    model::{UploadId, WorkspaceId},
    store::uploads::{self, CHUNK_BYTES},
};
use sha2::{Digest, Sha256};

use super::file_name;
use crate::{csrf, error::Failure, state::App};

/// Bytes of the part that holds the token.
const TOKEN_BYTES: usize = 512;
/// Bytes that the parts around a file may add to the body.
const AROUND_BYTES: u64 = 64 * 1024;

/// A file that arrived whole. Thrown away again when it is dropped before [`Received::keep`].
pub(super) struct Received {
    upload: Pending,
    bytes: u64,
    sha256: Vec<u8>,
}

/// Why no file arrived.
pub(super) enum Stopped {
    /// The form was sent without one.
    NoFile,
    /// It has no byte.
    Empty,
    /// It is larger than this installation takes.
    TooLarge,
    /// The sender went away.
    CutOff {
        /// Bytes until then.
        received: u64,
    },
    /// Something else, which is not about the file.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Receives the file of a form: the part `csrf` first, then `file`.
pub(super) async fn file(
    request: &HttpRequest,
    app: &web::Data<App>,
    workspace: WorkspaceId,
    mut parts: Multipart,
) -> Result<Received, Stopped> {
    let mut first = next(&mut parts, "csrf").await?.ok_or_else(Failure::forbidden)?;
    let token = first.bytes(TOKEN_BYTES).await.map_err(|_| Failure::forbidden())?.map_err(malformed)?;
    csrf::verify(request, std::str::from_utf8(&token).unwrap_or_default()).await?;
    drop(first);

    let limit = app.config.upload_max_bytes;
    // Said early, it spares the sender the way; unsaid, the limit holds while the file streams.
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > limit.saturating_add(AROUND_BYTES)) {
        return Err(Stopped::TooLarge);
    }
    let field = next(&mut parts, "file").await?.ok_or(Stopped::NoFile)?;
    let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
    let name = name.filter(|name| !name.is_empty()).map(file_name::clean);
    // A browser sends a nameless empty part when nothing was chosen.
    let is_chosen = name.is_some();
    let name = name.unwrap_or_else(|| file_name::clean(""));
    match body(app, workspace, &name, field, limit).await {
        Err(Stopped::Empty) if !is_chosen => Err(Stopped::NoFile),
        other => other,
    }
}

/// The next part; `None` at the end of the form.
async fn next(parts: &mut Multipart, name: &str) -> Result<Option<Field>, Stopped> {
    let Some(part) = parts.next().await else { return Ok(None) };
    let part = part.map_err(malformed)?;
    if part.name() == Some(name) { Ok(Some(part)) } else { Err(Failure::bad_request().into()) }
}

async fn body(
    app: &web::Data<App>,
    workspace: WorkspaceId,
    name: &str,
    mut field: Field,
    limit: u64,
) -> Result<Received, Stopped> {
    let mut buffer = BytesMut::new();
    let mut writer: Option<Writer> = None;
    let mut received = 0_u64;
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(|_| Stopped::CutOff { received })?;
        received += piece.len() as u64;
        if received > limit {
            return Err(Stopped::TooLarge);
        }
        buffer.extend_from_slice(&piece);
        while buffer.len() >= CHUNK_BYTES {
            let chunk = buffer.split_to(CHUNK_BYTES).freeze();
            Writer::begun(&mut writer, app, workspace, name).await?.write(chunk).await?;
        }
    }
    if received == 0 {
        return Err(Stopped::Empty);
    }
    let writer = Writer::begun(&mut writer, app, workspace, name).await?;
    if !buffer.is_empty() {
        writer.write(buffer.freeze()).await?;
    }
    let sha256 = std::mem::take(&mut writer.hasher).finalize().to_vec();
    Ok(Received { upload: writer.upload.take(), bytes: received, sha256 })
}

fn malformed(error: MultipartError) -> Failure {
    match error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => Failure::unsupported_media_type(),
        _ => Failure::bad_request(),
    }
}

/// Writes chunks and hashes them on the way.
struct Writer {
    upload: Pending,
    number: i32,
    hasher: Sha256,
}

impl Writer {
    /// The writer, begun with the first chunk: a file that never came leaves nothing behind.
    async fn begun<'a>(
        writer: &'a mut Option<Self>,
        app: &web::Data<App>,
        workspace: WorkspaceId,
        name: &str,
    ) -> Result<&'a mut Self, Failure> {
        let new = match writer.take() {
            Some(present) => present,
            None => {
                let id = uploads::insert(&app.client().await?, workspace, name).await?;
                let upload = Pending { app: app.clone(), id: Some(id) };
                Self { upload, number: 0, hasher: Sha256::new() }
            }
        };
        Ok(writer.insert(new))
    }

    async fn write(&mut self, chunk: Bytes) -> Result<(), Failure> {
        let (mut hasher, hashed) = (std::mem::take(&mut self.hasher), chunk.clone());
        let hashing = tokio::task::spawn_blocking(move || {
            hasher.update(&hashed);
            hasher
        });
        let client = self.upload.app.client().await?;
        uploads::add_chunk(&client, self.upload.id(), self.number, &chunk).await?;
        self.hasher = hashing.await.map_err(anyhow::Error::new)?;
        self.number += 1;
        Ok(())
    }
}

/// An upload that is deleted when it is dropped, whether a handler failed or its request was dropped half-way. Should
/// this process die, the clock deletes it hours later.
struct Pending {
    app: web::Data<App>,
    id: Option<UploadId>,
}

impl Pending {
    fn id(&self) -> UploadId {
        self.id.unwrap_or(UploadId(0))
    }

    fn take(&mut self) -> Self {
        Self { app: self.app.clone(), id: self.id.take() }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let (Some(id), app) = (self.id.take(), self.app.clone()) else { return };
        actix_web::rt::spawn(async move {
            let deleted = match app.database.get().await {
                Ok(client) => uploads::delete(&client, id).await.map_err(anyhow::Error::new),
                Err(error) => Err(error.into()),
            };
            if let Err(error) = deleted {
                tracing::warn!(upload.id = %id, error = format!("{error:#}"), "An unfinished upload stays until it is pruned");
            }
        });
    }
}

impl Received {
    /// Its id.
    pub(super) fn id(&self) -> UploadId {
        self.upload.id()
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Notes that all of it is there.
    pub(super) async fn complete(&self, client: &impl GenericClient) -> Result<(), Failure> {
        let bytes = i64::try_from(self.bytes).unwrap_or(i64::MAX);
        Ok(uploads::complete(client, self.id(), bytes, &self.sha256).await?)
    }

    /// Keeps it: a source refers to it now.
    pub(super) fn keep(mut self) {
        self.upload.id = None;
    }
}

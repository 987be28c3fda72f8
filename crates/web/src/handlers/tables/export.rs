//! The rows of a version as a file, sent as they are read: however slow the reader and however large the table, little
//! of it is in memory. Where it cannot be sent to its end, the connection breaks off, so that a part is not taken for all.

use std::io;

use actix_web::{HttpResponse, http::header, web};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use rowmill_core::{
    model::WorkspaceId,
    store::versions::{self, Version},
    table::{
        Snapshot,
        query::{CsvReader, QueryError},
    },
};
use serde::Deserialize;

use crate::{error::Failure, extract::Member, state::App};

/// Which version; the current one where nothing is said.
#[derive(Deserialize)]
pub struct Asked {
    version: Option<i32>,
}

/// All rows as CSV.
///
/// # Errors
/// 404 for a table or version that is not there, or whose rows were given up; 503 when a service is away.
pub async fn csv(
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let (table, version) = {
        let client = app.client().await?;
        let table = super::find(&client, &member, &at.1).await?;
        let number = asked.version.unwrap_or(table.current_version);
        let version = versions::find(&client, table.id, number).await?.ok_or_else(Failure::not_found)?;
        (table, version)
    };
    let file_name = format!("{}-version-{}.csv", table.name, version.number);
    let mut export = Export { app, workspace: member.workspace.id, version, reader: CsvReader::default() };
    // What is wrong from the start can still be said with a status.
    let first = match export.next().await {
        Ok(first) => first,
        Err(ExportError::Query(QueryError::Gone)) => return Err(Failure::not_found()),
        Err(ExportError::Query(QueryError::Database(error))) => return Err(error.into()),
        Err(ExportError::Failure(failure)) => return Err(failure),
        Err(error) => return Err(anyhow::Error::new(error).into()),
    };
    let rest = stream::try_unfold(export, |mut export| async move {
        match export.next().await {
            Ok(piece) => Ok(piece.map(|piece| (piece, export))),
            Err(error) => {
                tracing::warn!(%error, table.id = %export.version.table, "An export broke off");
                Err(io::Error::other(error))
            }
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
        // Names of tables hold letters, digits and underscores only.
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .streaming(stream::iter(first.map(Ok)).chain(rest)))
}

struct Export {
    app: web::Data<App>,
    workspace: WorkspaceId,
    version: Version,
    reader: CsvReader,
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("no connection: {0}")]
    Failure(Failure),
    #[error("reading rows failed")]
    Query(#[from] QueryError),
}

impl Export {
    /// The next piece. Between two of them no connection is held: the reader may be slow.
    async fn next(&mut self) -> Result<Option<Bytes>, ExportError> {
        let snapshot = Snapshot::of(self.workspace, &self.version).ok_or(QueryError::Gone)?;
        let client = self.app.client().await.map_err(ExportError::Failure)?;
        Ok(self.reader.next(&client, &snapshot, &self.version.columns).await?)
    }
}

//! Files people send: received into Postgres in chunks, so that a worker on another machine can read them.

mod file_name;
mod receive;

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use deadpool_postgres::GenericClient;
use rowmill_core::{
    model::{Lane, RunCause, RunId, SourceKind},
    store::{
        runs::{self, NewRun, Run},
        sources,
        tables::{self, Table},
    },
};

use super::{runs::enqueue, sources::insert_preview};
use crate::{
    error::Failure,
    extract::Member,
    handlers::sources as source_pages,
    pages::{field::Field, format},
    respond,
    state::App,
};
use receive::{Received, Stopped};

/// Makes a draft of a file and asks for its preview.
///
/// # Errors
/// 403 without a valid token; 503 when a service is away.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    parts: Multipart,
) -> Result<HttpResponse, Failure> {
    let received = match receive::file(&request, &app, member.workspace.id, parts).await {
        Ok(received) => received,
        Err(Stopped::Failed(failure)) => return Err(failure),
        Err(refused) => return show_refusal(&request, &app, &refused).await,
    };
    let (source, run) = {
        let mut client = app.client().await?;
        let transaction = client.transaction().await?;
        received.complete(&transaction).await?;
        let by = Some(member.visitor.user.id);
        let source = sources::insert_upload(&transaction, member.workspace.id, received.id(), by).await?;
        let run = insert_preview(&transaction, &member, source, None).await?;
        transaction.commit().await?;
        (source, run)
    };
    tracing::info!(source.id = %source, run.id = %run, bytes = received.bytes(), "Received a file");
    received.keep();
    enqueue::ring(&app, Lane::Interactive, run).await;
    Ok(arrived(&request, source_pages::path(&member, source)))
}

/// Puts a newer file in place of the one a table was made of, and asks for a refresh.
///
/// # Errors
/// 403 without a valid token; 404 for a table that is not there; 409 for one that has an address; 413 and 422 for a file
/// that cannot be taken; 503 when a service is away.
pub async fn replace(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    path: web::Path<(String, String)>,
    parts: Multipart,
) -> Result<HttpResponse, Failure> {
    let table = super::tables::find(&app.client().await?, &member, &path.1).await?;
    let received = match receive::file(&request, &app, member.workspace.id, parts).await {
        Ok(received) => received,
        Err(Stopped::Failed(failure)) => return Err(failure),
        Err(refused) => return Err(Failure::invalid(refused.message(app.config.upload_max_bytes))),
    };
    let lane = Lane::of_refresh(i64::try_from(received.bytes()).ok());
    let (run, stopped) = {
        let mut client = app.client().await?;
        let transaction = client.transaction().await?;
        received.complete(&transaction).await?;
        let replaced = put_in_place(&transaction, &table, &received, lane).await?;
        transaction.commit().await?;
        replaced
    };
    received.keep();
    if let Some(stopped) = stopped {
        enqueue::tell_cancelled(&app, &stopped).await;
    }
    enqueue::ring(&app, lane, run).await;
    tracing::info!(table.id = %table.id, run.id = %run, "Received a newer file");
    Ok(arrived(&request, format!("/{}/{}/runs/{run}", member.workspace.slug, table.name)))
}

/// The new file, and a run that loads it; a run that loads the old one is stopped.
async fn put_in_place(
    transaction: &impl GenericClient,
    table: &Table,
    received: &Received,
    lane: Lane,
) -> Result<(RunId, Option<Run>), Failure> {
    // Locked, so that of two newer files the later one is loaded.
    tables::lock(transaction, table.id).await?.ok_or_else(Failure::not_found)?;
    let source = sources::find(transaction, table.source).await?.ok_or_else(Failure::not_found)?;
    if source.kind != SourceKind::Upload {
        return Err(Failure::conflict(
            "This table keeps up with an address, so no file can take its place. Change the address in its settings.",
        ));
    }
    sources::set_upload(transaction, source.id, received.id()).await?;
    let stopped = enqueue::stop_active(transaction, table.id).await?;
    let new = NewRun {
        workspace: table.workspace,
        source: source.id,
        table: Some(table.id),
        cause: RunCause::Upload,
        lane,
        host: None,
        slot: None,
        slots_merged: 0,
    };
    let run = runs::insert(transaction, &new).await?;
    let busy =
        || Failure::conflict("Somebody else has just started a run of this table. Upload the file again.");
    Ok((run.ok_or_else(busy)?, stopped))
}

/// The form again, with what was wrong beside the file.
async fn show_refusal(request: &HttpRequest, app: &App, refused: &Stopped) -> Result<HttpResponse, Failure> {
    let message = refused.message(app.config.upload_max_bytes);
    let status = match refused {
        Stopped::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    if wants_json(request) {
        return Ok(HttpResponse::build(status).json(serde_json::json!({ "message": message })));
    }
    let page = source_pages::form(request, app, Field::default(), Some(message)).await?;
    respond::page_with(status, &page)
}

/// Where to go now: a redirect for browsers, the same as JSON for programs.
fn arrived(request: &HttpRequest, location: String) -> HttpResponse {
    if wants_json(request) {
        let body = serde_json::json!({ "location": location });
        return HttpResponse::Created().insert_header((header::LOCATION, location)).json(body);
    }
    respond::see_other(location)
}

fn wants_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

impl Stopped {
    /// What happened and what to do, in the user's words.
    fn message(&self, limit: u64) -> String {
        match self {
            Self::NoFile => "Choose a file first.".to_owned(),
            Self::Empty => {
                "This file is empty. Check that the export has finished, and choose it again.".to_owned()
            }
            Self::TooLarge => format!(
                "The file is larger than {}, the most this installation takes. Nothing was kept. Compress it with \
                 gzip, or publish it at a URL.",
                format::bytes(limit)
            ),
            Self::CutOff { received } => format!(
                "The upload was cut off after {}. Nothing was kept. Check the connection and upload the file again.",
                format::bytes(*received)
            ),
            Self::Failed(_) => "The upload failed. Nothing was kept. Try again.".to_owned(),
        }
    }
}

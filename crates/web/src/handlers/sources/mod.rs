//! Where bytes come from: adding a source, and its preview.

mod address;
mod preview;

pub(super) use address::Address;
pub(super) use preview::{Draft, ready};
pub use preview::{preview, show};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::{
    model::{Lane, RunCause, RunId, SourceId},
    store::{
        runs::{self, NewRun},
        sources::{self, Source},
    },
};
use serde::Deserialize;

use super::runs::enqueue;
use crate::{
    error::Failure,
    extract::{Form, Member, chrome},
    pages::{add_table::AddTable, field::Field, format},
    respond,
    state::App,
};

/// What the form posts.
#[derive(Deserialize)]
pub struct New {
    url: String,
}

/// The form for an address or a file.
///
/// # Errors
/// 503 when a service is away.
pub async fn new(request: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, Failure> {
    respond::page(&form(&request, &app, Field::default(), None).await?)
}

/// The form, with what was refused.
pub(super) async fn form(
    request: &HttpRequest,
    app: &App,
    url: Field,
    upload_error: Option<String>,
) -> Result<AddTable, Failure> {
    let upload_limit = format::bytes(app.config.upload_max_bytes);
    Ok(AddTable { chrome: chrome(request).await?, url, upload_error, upload_limit })
}

/// Makes a draft of an address and asks for its preview.
///
/// # Errors
/// 503 when a service is away.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    Form(form): Form<New>,
) -> Result<HttpResponse, Failure> {
    let address = match form.url.parse::<Address>() {
        Ok(address) => address,
        Err(error) => {
            let refused = Field::refused(form.url, error.to_string());
            let page = self::form(&request, &app, refused, None).await?;
            return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (source, run) = {
        let mut client = app.client().await?;
        let transaction = client.transaction().await?;
        let by = Some(member.visitor.user.id);
        let source = sources::insert_url(&transaction, member.workspace.id, address.as_str(), by).await?;
        let run = insert_preview(&transaction, &member, source, Some(address.host().to_owned())).await?;
        transaction.commit().await?;
        (source, run)
    };
    enqueue::ring(&app, Lane::Interactive, run).await;
    tracing::info!(source.id = %source, run.id = %run, "Added an address");
    Ok(respond::see_other(path(&member, source)))
}

/// Asks for a preview of a source.
pub(super) async fn insert_preview(
    client: &impl deadpool_postgres::GenericClient,
    member: &Member,
    source: SourceId,
    host: Option<String>,
) -> Result<RunId, Failure> {
    let new = NewRun {
        workspace: member.workspace.id,
        source,
        table: None,
        cause: RunCause::Preview,
        lane: Lane::Interactive,
        host,
        slot: None,
        slots_merged: 0,
    };
    let run = runs::insert(client, &new).await?;
    run.ok_or_else(|| anyhow::anyhow!("a preview was refused as if it were a second refresh").into())
}

/// The page of a source.
pub(super) fn path(member: &Member, source: SourceId) -> String {
    format!("/{}/-/sources/{source}", member.workspace.slug)
}

/// A source of the member's workspace.
pub(super) async fn find(
    client: &impl deadpool_postgres::GenericClient,
    member: &Member,
    id: SourceId,
) -> Result<Source, Failure> {
    let source = sources::find(client, id).await?;
    source.filter(|source| source.workspace == member.workspace.id).ok_or_else(Failure::not_found)
}

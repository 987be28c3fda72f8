//! One run with its report.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use rowmill_core::store::{rejected_rows, sources, uploads, versions};

use super::{OfTable, OfWorkspace, find, find_preview, path, preview_path};
use crate::{
    error::Failure,
    extract::{Member, chrome},
    handlers::sources as source_pages,
    pages::run::Parent,
    present::{run, source},
    respond,
    state::App,
};

/// Rejected rows on the page; the download has the rest.
const REJECTED_SHOWN: i64 = 20;

/// A run of a table.
///
/// # Errors
/// 404 for a run that is not there or belongs to another table; 503 when a service is away.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfTable>,
) -> Result<HttpResponse, Failure> {
    let (table, found, rejected, current) = {
        let client = app.client().await?;
        let (table, found) = find(&client, &member, &at.1, at.2).await?;
        let rejected = rejected_rows::list(&client, found.id, REJECTED_SHOWN).await?;
        let current = versions::find(&client, table.id, table.current_version).await?;
        (table, found, rejected, current)
    };
    let parent = Parent {
        url: format!("/{}/{}", member.workspace.slug, table.name),
        title: table.title.clone(),
        is_preview: false,
    };
    let url = path(&member, &table, found.id);
    let around =
        run::Around { parent, url, current: current.as_ref(), rejected: &rejected, now: Timestamp::now() };
    respond::page(&run::page(chrome(&request).await?, &found, around))
}

/// A preview run.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn show_preview(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfWorkspace>,
) -> Result<HttpResponse, Failure> {
    let (found, label, rejected) = {
        let client = app.client().await?;
        let found = find_preview(&client, &member, at.1).await?;
        let rejected = rejected_rows::list(&client, found.id, REJECTED_SHOWN).await?;
        let source = sources::find(&client, found.source).await?.ok_or_else(Failure::not_found)?;
        let upload = match source.upload {
            Some(upload) => uploads::find(&client, upload).await?,
            None => None,
        };
        let label =
            source::label(source.url.as_deref(), upload.as_ref().map(|upload| upload.file_name.as_str()));
        (found, label, rejected)
    };
    let parent = Parent { url: source_pages::path(&member, found.source), title: label, is_preview: true };
    let url = preview_path(&member, found.id);
    let around = run::Around { parent, url, current: None, rejected: &rejected, now: Timestamp::now() };
    respond::page(&run::page(chrome(&request).await?, &found, around))
}

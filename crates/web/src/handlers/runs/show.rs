//! One run with its report.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use rowmill_core::store::{rejected_rows, runs, sources, uploads, versions};

use super::{OfTable, OfWorkspace, find, find_preview, overrule, path, preview_path, relax};
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
    let (table, found, rejected, current, relaxable, is_newest) = {
        let client = app.client().await?;
        let (table, found) = find(&client, &member, &at.1, at.2).await?;
        let rejected = rejected_rows::list(&client, found.id, 0, REJECTED_SHOWN).await?;
        let current = versions::find(&client, table.id, table.current_version).await?;
        let newest = runs::list_of_table(&client, table.id, None, 1).await?;
        let is_newest = newest.first().is_some_and(|newest| newest.id == found.id);
        let relaxable = match sources::find(&client, table.source).await?.filter(|_| is_newest) {
            Some(source) => {
                let mut misfits = rejected_rows::misfits(&client, found.id).await?;
                misfits.retain(|(label, _)| relax::can_be_relaxed(&source, label));
                misfits
            }
            None => Vec::new(),
        };
        (table, found, rejected, current, relaxable, is_newest)
    };
    let parent = Parent {
        url: format!("/{}/{}", member.workspace.slug, table.name),
        title: table.title.clone(),
        is_preview: false,
    };
    let url = path(&member, &table, found.id);
    let around = run::Around {
        parent,
        url,
        current: current.as_ref(),
        rejected: &rejected,
        relaxable: &relaxable,
        can_be_overruled: is_newest && overrule::overruling(&found).is_some(),
        now: Timestamp::now(),
    };
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
        let rejected = rejected_rows::list(&client, found.id, 0, REJECTED_SHOWN).await?;
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
    let around = run::Around {
        parent,
        url,
        current: None,
        rejected: &rejected,
        relaxable: &[],
        can_be_overruled: false,
        now: Timestamp::now(),
    };
    respond::page(&run::page(chrome(&request).await?, &found, around))
}

//! What a person may do with runs: ask for one, stop one, ask again.

use actix_web::{HttpResponse, web};
use rowmill_core::{
    model::{Lane, RunCause, RunId},
    store::{runs, runs::Run, sources, tables::Table},
};

use super::{OfTable, OfWorkspace, enqueue, find, find_preview, path, preview_path};
use crate::{
    error::Failure,
    extract::{Form, Member, Nothing},
    handlers::sources as source_pages,
    pages::chrome::FlashKind,
    respond,
    state::App,
};

/// Asks for a refresh, or leads to the one under way.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn refresh(
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let table = crate::handlers::tables::find(&app.client().await?, &member, &at.1).await?;
    let run = ask(&app, &table, RunCause::Manual).await?;
    Ok(respond::see_other(path(&member, &table, run)))
}

/// Asks for another run after one that failed.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn retry(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfTable>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let (table, _) = find(&app.client().await?, &member, &at.1, at.2).await?;
    let run = ask(&app, &table, RunCause::Retry).await?;
    Ok(respond::see_other(path(&member, &table, run)))
}

/// Asks for another preview of the same source.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn retry_preview(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfWorkspace>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let (source, run) = {
        let client = app.client().await?;
        let source = find_preview(&client, &member, at.1).await?.source;
        let source = source_pages::find(&client, &member, source).await?;
        (source.id, source_pages::insert_preview(&client, &member, source.id, source.host()).await?)
    };
    enqueue::ring(&app, Lane::Interactive, run).await;
    Ok(respond::see_other(source_pages::path(&member, source)))
}

/// Stops a run of a table.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn cancel(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfTable>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let (table, run) = find(&app.client().await?, &member, &at.1, at.2).await?;
    stop(&app, &member, &run).await?;
    Ok(respond::see_other(path(&member, &table, run.id)))
}

/// Stops a preview.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn cancel_preview(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfWorkspace>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let run = find_preview(&app.client().await?, &member, at.1).await?;
    stop(&app, &member, &run).await?;
    Ok(respond::see_other(preview_path(&member, run.id)))
}

/// A new run, or the one that is active already.
async fn ask(app: &App, table: &Table, cause: RunCause) -> Result<RunId, Failure> {
    let asked = {
        let client = app.client().await?;
        let source = sources::find(&client, table.source).await?.ok_or_else(Failure::not_found)?;
        match enqueue::insert_refresh(&client, table, &source, cause).await? {
            Some(asked) => asked,
            // The active one may have ended in between: its page says how.
            None => match runs::find_active(&client, table.id).await? {
                Some(active) => {
                    // One that waits to be tried again is tried now: somebody asked.
                    if runs::hurry(&client, active.id).await? {
                        enqueue::ring(app, active.lane, active.id).await;
                    }
                    return Ok(active.id);
                }
                None => {
                    let last = runs::list_of_table(&client, table.id, None, 1).await?;
                    return last.first().map(|run| run.id).ok_or_else(Failure::not_found);
                }
            },
        }
    };
    let (run, lane) = asked;
    enqueue::ring(app, lane, run).await;
    tracing::info!(table.id = %table.id, run.id = %run, cause = %cause, "Asked for a run");
    Ok(run)
}

async fn stop(app: &App, member: &Member, run: &Run) -> Result<(), Failure> {
    let stopped = runs::cancel(&app.client().await?, run.id).await?;
    let session = &member.visitor.session;
    if !stopped {
        return session.flash(FlashKind::Notice, "This run had ended already.").await;
    }
    enqueue::tell_cancelled(app, run).await;
    tracing::info!(run.id = %run.id, "Cancelled a run");
    session.flash(FlashKind::Done, "The run was cancelled. Nothing was published.").await
}

//! Publishing a file all the same: one click on the run that a guard rail, frozen columns or a check stopped.

use actix_web::{HttpResponse, web};
use rowmill_core::{
    model::{Overruling, RunCause, RunState},
    store::{runs, runs::Run, sources},
};

use super::{OfTable, enqueue, find, path};
use crate::{
    error::Failure,
    extract::{Form, Member, Nothing},
    respond,
    state::App,
};

/// What a person may overrule of a run; `None` where there is nothing.
pub(in crate::handlers) fn overruling(run: &Run) -> Option<Overruling> {
    let failure = run.failure.as_ref().filter(|_| run.state == RunState::Failed)?;
    Overruling::of_run(failure, &run.report, run.overruling.as_ref())
}

/// Starts a run that lets these very bytes pass.
///
/// # Errors
/// 404 for a run that is not there; 409 for one that was not stopped by something a person may overrule, or while another
/// run is under way; 503 when a service is away.
pub async fn publish_anyway(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfTable>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let mut client = app.client().await?;
    let (table, stopped) = find(&client, &member, &at.1, at.2).await?;
    let nothing =
        || Failure::conflict("There is nothing to publish: this run was not stopped by a rule of the table.");
    let overruling = overruling(&stopped).ok_or_else(nothing)?;
    let source = sources::find(&client, table.source).await?.ok_or_else(Failure::not_found)?;
    let transaction = client.transaction().await?;
    let busy =
        || Failure::conflict("Another run of this table is under way. Wait until it ended, then look at it.");
    let asked = enqueue::insert_refresh(&transaction, &table, &source, RunCause::Retry).await?;
    let (run, lane) = asked.ok_or_else(busy)?;
    let by = member.visitor.user.id;
    runs::overrule(&transaction, run, &overruling, by).await?;
    transaction.commit().await?;
    drop(client);
    enqueue::ring(&app, lane, run).await;
    tracing::info!(table.id = %table.id, run.id = %run, user.id = %by, "Asked to publish what was held back");
    Ok(respond::see_other(path(&member, &table, run)))
}

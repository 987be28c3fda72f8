//! The runs of a table.

use actix_web::{HttpRequest, HttpResponse, web};
use rowmill_core::{model::RunId, store::runs};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Member, chrome},
    handlers::tables::Frame,
    pages::{format, grid::Pager, table::TableRuns},
    present::run,
    respond,
    state::App,
};

/// Runs on one page.
const SHOWN: usize = 50;

/// Where a page begins.
#[derive(Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// The list, newest first.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    place: web::Query<Before>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let before = place.before.map(RunId);
    let mut found = {
        let client = app.client().await?;
        runs::list_of_table(&client, frame.table.table.id, before, SHOWN as i64 + 1).await?
    };
    let has_more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let base = format!("/{}/{}/runs", member.workspace.slug, frame.table.table.name);
    let next = found.last().filter(|_| has_more).map(|last| format!("{base}?before={}", last.id));
    let pager = Pager {
        first: before.map(|_| base.clone()),
        previous: None,
        position: match (before.is_none(), has_more) {
            (true, false) => format::counted(found.len() as u64, "run", "runs"),
            (true, true) => format!("The newest {} runs", found.len()),
            (false, _) => format!("{} older", format::counted(found.len() as u64, "run", "runs")),
        },
        next,
    };
    respond::page(&TableRuns {
        chrome: chrome(&request).await?,
        runs: found.iter().map(|found| run::line(found, &base, frame.now)).collect(),
        head: frame.head,
        pager,
    })
}

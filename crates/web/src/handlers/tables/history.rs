//! The versions of a table.

use actix_web::{HttpRequest, HttpResponse, web};
use rowmill_core::store::versions;
use serde::Deserialize;

use super::Frame;
use crate::{
    error::Failure,
    extract::{Member, chrome},
    pages::{grid::Pager, history::TableHistory},
    present::version,
    respond,
    state::App,
};

/// Versions on one page.
const SHOWN: usize = 50;

/// Where a page begins.
#[derive(Deserialize)]
pub struct Before {
    before: Option<i32>,
}

/// The list, newest first.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn history(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    place: web::Query<Before>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    // One more than shown: the last line is compared with it.
    let found = versions::list(&app.client().await?, table.id, place.before, SHOWN as i64 + 1).await?;
    let (shown, older) = found.split_at(found.len().min(SHOWN));
    let base = format!("/{}/{}", member.workspace.slug, table.name);
    let range = match (shown.last(), shown.first()) {
        (Some(last), Some(first)) => {
            format!("Versions {}–{} of {}", last.number, first.number, table.current_version)
        }
        _ => String::new(),
    };
    let next = shown.last().filter(|_| !older.is_empty());
    let pager = Pager {
        first: place.before.map(|_| format!("{base}/history")),
        previous: None,
        next: next.map(|last| format!("{base}/history?before={}", last.number)),
        position: range,
    };
    let versions = version::lines(shown, older.first(), table.current_version, &base, frame.now);
    let compare = version::compare_form(table.current_version);
    respond::page(&TableHistory {
        chrome: chrome(&request).await?,
        versions,
        compare,
        head: frame.head,
        pager,
    })
}

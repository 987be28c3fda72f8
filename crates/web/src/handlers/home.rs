//! The tables of a workspace.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use rowmill_core::{
    model::Role,
    store::{sources, tables},
};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Member, chrome},
    pages,
    present::home,
    respond,
    state::App,
};

/// Tables on one page at most.
const SHOWN: i64 = 1_000;
/// Drafts on one page at most.
const DRAFTS: i64 = 20;
/// Characters of a search that count.
const LONGEST_SEARCH: usize = 200;

/// What the search form sends.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
}

/// The list, or what a search found.
///
/// # Errors
/// 503 when a service is away.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    search: web::Query<Search>,
) -> Result<HttpResponse, Failure> {
    let query: String = search.q.chars().filter(|c| !c.is_control()).take(LONGEST_SEARCH).collect();
    let workspace = &member.workspace;
    let (found, drafts) = {
        let client = app.client().await?;
        let found = tables::overview(&client, workspace.id, query.trim(), SHOWN).await?;
        // Only who may go on with a draft sees it.
        let is_editor = member.role >= Role::Editor;
        let drafts =
            if is_editor { sources::drafts(&client, workspace.id, DRAFTS).await? } else { Vec::new() };
        (found, drafts)
    };
    let now = Timestamp::now();
    respond::page(&pages::home::Home {
        chrome: chrome(&request).await?,
        tables: found.iter().map(|table| home::table(table, now)).collect(),
        drafts: drafts.iter().map(|draft| home::draft(&workspace.slug, draft, now)).collect(),
        query,
    })
}

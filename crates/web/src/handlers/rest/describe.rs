//! Says what there is to read.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use rowmill_core::store::{
    tables,
    versions::{self, Version},
    workspaces,
};

use super::{
    failure::Refusal,
    lookup::{self, Lookup},
    reader::{Readable, Reader},
    text,
};
use crate::{
    rest::{
        describe::{Described, document},
        error::RestError,
        parse::{Media, accepted},
        respond,
    },
    state::App,
};

/// Tables of a document at most; each table has one of its own as well.
const MOST_TABLES: i64 = 500;

pub(super) async fn workspace(
    app: &App,
    request: &HttpRequest,
    reader: &Reader,
    slug: &str,
) -> Result<HttpResponse, Refusal> {
    accepted(text(request, header::ACCEPT), |media| media == Media::OpenApi)?;
    lookup::profile(request, slug)?;
    let none = || reader.nothing(RestError::path());
    // Postgres refuses a NUL, and no workspace has one in its slug.
    let slug = if slug.contains('\0') { return Err(none().into()) } else { slug };
    let workspace = workspaces::find_by_slug(&app.client().await?, slug).await?.ok_or_else(none)?;
    let readable = reader.readable(request, &workspace).await?;
    let client = app.client().await?;
    let tables = match readable {
        Readable::All => tables::list(&client, workspace.id, MOST_TABLES).await?,
        Readable::Public => tables::list_public(&client, workspace.id, MOST_TABLES).await?,
        Readable::Granted(grant) => {
            let mut tables = tables::list_public(&client, workspace.id, MOST_TABLES).await?;
            let granted = match grant.table {
                Some(table) => tables::find(&client, table).await?,
                None => None,
            };
            tables.extend(granted.filter(|table| !table.is_public));
            tables
        }
    };
    // A workspace in which there is nothing for whoever asks is not there.
    if tables.is_empty() && readable == Readable::Public {
        return Err(none().into());
    }
    let versions = versions::current_of_workspace(&client, workspace.id, MOST_TABLES).await?;
    drop(client);
    let described: Vec<Described<'_>> = tables
        .iter()
        .filter_map(|table| {
            let version = versions.iter().find(|version| version.table == table.id)?;
            Some(Described { name: &table.name, title: &table.title, columns: &version.columns })
        })
        .collect();
    Ok(answer(request, &workspace.title, slug, &described))
}

/// The document of one table: that of all would not scale.
pub(super) fn table(request: &HttpRequest, found: &Lookup, version: &Version) -> HttpResponse {
    let table = &found.table;
    let described = Described { name: &table.name, title: &table.title, columns: &version.columns };
    answer(request, &table.title, &found.workspace.slug, &[described])
}

fn answer(request: &HttpRequest, title: &str, slug: &str, tables: &[Described<'_>]) -> HttpResponse {
    respond::begin(request, StatusCode::OK)
        .insert_header((header::CONTENT_TYPE, Media::OpenApi.content_type()))
        .body(document(title, &format!("/api/{slug}"), tables).to_string())
}

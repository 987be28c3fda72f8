//! Which table is meant, and whether who asks may know of it: looked up for each request, so that a table can be read in
//! the instant in which it is published.

use actix_web::HttpRequest;
use rowmill_core::store::{
    tables::{self, Table},
    versions::{self, Version},
    workspaces::Workspace,
};

use super::{failure::Refusal, reader::Reader, text};
use crate::{
    handlers::tables::moment,
    rest::{error::RestError, parse::Query},
    state::App,
};

/// Which schema is asked for; clients that need one say `public`.
const ACCEPT_PROFILE: actix_web::http::header::HeaderName =
    actix_web::http::header::HeaderName::from_static("accept-profile");

/// A table that may be read.
pub(super) struct Lookup {
    /// Where.
    pub(super) workspace: Workspace,
    /// Which.
    pub(super) table: Table,
}

/// The schema that was asked for.
pub(super) fn profile<'a>(request: &'a HttpRequest, workspace: &str) -> Result<Option<&'a str>, RestError> {
    let asked = text(request, ACCEPT_PROFILE);
    match asked {
        Some(asked) if asked != "public" && asked != workspace => {
            Err(RestError::unknown_profile(asked, workspace))
        }
        _ => Ok(asked),
    }
}

impl Lookup {
    /// A table by its address. One that is not for whoever asks is not there.
    pub(super) async fn find(
        app: &App,
        request: &HttpRequest,
        reader: &Reader,
        workspace: &str,
        name: &str,
    ) -> Result<Self, Refusal> {
        let none = || reader.nothing(RestError::no_table(workspace, name));
        // Postgres refuses a NUL, and nothing has one in its name.
        if name.contains('\0') || workspace.contains('\0') {
            return Err(none().into());
        }
        let found = tables::find_by_address(&app.client().await?, workspace, name).await?;
        let (workspace, table) = found.ok_or_else(none)?;
        if !table.is_public && !reader.readable(request, &workspace).await?.has(&table) {
            return Err(none().into());
        }
        Ok(Self { workspace, table })
    }

    /// The version that is asked for, whose rows are there.
    pub(super) async fn version(&self, app: &App, query: &Query) -> Result<Version, Refusal> {
        let (workspace, table) = (&self.workspace.slug, &self.table);
        let client = app.client().await?;
        let (asked, found) = match (&query.version, &query.as_of) {
            (Some(asked), _) => {
                let number = asked.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
                    RestError::unreadable_version("version", asked, "the number of a version")
                })?;
                (asked.clone(), versions::find(&client, table.id, number).await?)
            }
            (None, Some(asked)) => {
                let time = moment(asked).ok_or_else(|| {
                    RestError::unreadable_version(
                        "as_of",
                        asked,
                        "a date or a time, such as 2026-03-01T12:00:00Z",
                    )
                })?;
                (format!("as of {asked}"), versions::as_of(&client, table.id, time).await?)
            }
            (None, None) => {
                let found = versions::find(&client, table.id, table.current_version).await?;
                let none = || RestError::no_table(workspace, &table.name);
                return Ok(found.filter(|version| version.relation.is_some()).ok_or_else(none)?);
            }
        };
        let none = || RestError::no_version(workspace, &table.name, &asked);
        Ok(found.filter(|version| version.relation.is_some()).ok_or_else(none)?)
    }
}

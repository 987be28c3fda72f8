//! Which column could be the key?

use rowmill_core::{
    store::{
        tables::Table,
        versions::{self, Version},
    },
    table::{self, query::QueryError},
};

use crate::{error::Failure, pages::rules::Suggestion, state::App};

/// Versions that are looked at, newest first.
const VERSIONS: i64 = 100;

/// Columns that told rows apart in every version that is kept, as far back as there is time to look.
pub(super) async fn key(app: &App, table: &Table) -> Result<Suggestion, Failure> {
    let mut client = app.client().await?;
    let versions = versions::list(&client, table.id, None, VERSIONS).await?;
    match table::distinct_columns(&mut client, table.workspace, &versions).await {
        Ok(Some(found)) => {
            Ok(Suggestion { note: note(&found.columns, found.since, &versions), columns: found.columns })
        }
        Ok(None) if versions.is_empty() => Ok(Suggestion::without("The table has no rows to look at yet.")),
        Ok(None) => {
            Ok(Suggestion::without("The table is too large to look at all of its values while you wait."))
        }
        Err(QueryError::Database(error)) => Err(error.into()),
        Err(QueryError::TooCostly | QueryError::Gone | QueryError::BadCursor) => {
            Ok(Suggestion::without("The table changed in the meantime. Ask again."))
        }
    }
}

fn note(columns: &[String], since: i32, versions: &[Version]) -> String {
    let newest = versions.first().map_or(since, |version| version.number);
    let span = match newest - since {
        0 => format!("version {since}"),
        _ => format!("versions {since} to {newest}"),
    };
    match columns {
        [] => format!(
            "No column tells all rows apart by itself: in {span} each has a value twice, or one that is missing. Several \
             columns together may."
        ),
        _ => format!("No value is there twice in {span} in:"),
    }
}

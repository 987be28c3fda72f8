//! Another type for a column whose rejected rows a person looks at: kept with the source, and the file is read again.

use actix_web::{HttpResponse, web};
use rowmill_core::{
    model::{Overruling, RunCause, RunFailure},
    store::{
        rejected_rows,
        runs::{self, Run},
        sources,
        sources::Source,
    },
};
use serde::Deserialize;
use tabular::{ColumnType, infer::Wanted};

use super::{OfTable, enqueue, find, path};
use crate::{
    error::Failure,
    extract::{Form, Member},
    respond,
    state::App,
};

/// Which column, and how.
#[derive(Debug, Deserialize)]
pub struct Relaxed {
    /// The header as written in the file.
    column: String,
    to: Type,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Type {
    /// Takes every value as it stands.
    Text,
    /// The narrowest that takes every value, as if nobody had chosen one.
    Fitting,
}

/// Whether the type of this column was chosen by a person and is not the widest there is.
pub(super) fn can_be_relaxed(source: &Source, label: &str) -> bool {
    source.overrides.types.get(label).is_some_and(|wanted| !wanted.is_met_by(&ColumnType::Text))
}

/// Frozen columns do not hold back what a person just decided about these bytes, nor what they overruled before.
fn another_type(looked_at: &Run) -> Option<Overruling> {
    let frozen = RunFailure::new(RunFailure::COLUMNS_FROZEN, "", "");
    Overruling::of_run(&frozen, &looked_at.report, looked_at.overruling.as_ref())
}

/// Stores the other type with the source, and starts a run that reads the file again even if it is the same.
///
/// # Errors
/// 404 for a run that is not there; 409 where no rejected row of the run speaks of the column, or while another run is
/// under way; 503 when a service is away.
pub async fn relax(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfTable>,
    Form(form): Form<Relaxed>,
) -> Result<HttpResponse, Failure> {
    let mut client = app.client().await?;
    let (table, looked_at) = find(&client, &member, &at.1, at.2).await?;
    let mut source = sources::find(&client, table.source).await?.ok_or_else(Failure::not_found)?;
    let misfits = rejected_rows::misfits(&client, looked_at.id).await?;
    if !misfits.iter().any(|(label, _)| *label == form.column) || !can_be_relaxed(&source, &form.column) {
        return Err(Failure::conflict(
            "The type of this column was changed already, or none of its rows was rejected.",
        ));
    }
    let transaction = client.transaction().await?;
    match form.to {
        Type::Text => source.overrides.types.insert(form.column, Wanted::exactly(ColumnType::Text)),
        Type::Fitting => source.overrides.types.remove(&form.column),
    };
    sources::set_overrides(&transaction, source.id, &source.overrides).await?;
    sources::forget_fingerprint(&transaction, source.id).await?;
    let busy =
        || Failure::conflict("Another run of this table is under way. Wait until it ended, then try again.");
    let asked = enqueue::insert_refresh(&transaction, &table, &source, RunCause::Manual).await?;
    let (run, lane) = asked.ok_or_else(busy)?;
    if let Some(overruling) = another_type(&looked_at) {
        runs::overrule(&transaction, run, &overruling, member.visitor.user.id).await?;
    }
    transaction.commit().await?;
    drop(client);
    enqueue::ring(&app, lane, run).await;
    tracing::info!(table.id = %table.id, run.id = %run, "Relaxed the type of a column");
    Ok(respond::see_other(path(&member, &table, run)))
}

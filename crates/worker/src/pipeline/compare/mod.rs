//! What does the file change? Rows are compared with those of the version before by their digests, and only rows that are
//! new are looked at: where each of them fits the columns as they are, nothing else has to be written.

mod known_rows;
mod look;
mod outcome;
mod spool;
mod walk;

use look::Walked;
pub use outcome::Changed;
use rowmill_core::{
    model::{LoadMode, Step},
    store::versions::Version,
    table::{DigestError, KnownRows, Relations},
};
use tabular::{Column, Layout, Overrides, decode, diff::Matching};
use walk::Walk;

use super::{
    contract::{self, Contract},
    detect::blocking,
    stage::Stage,
};
use crate::run_state::{JobError, RunContext};

/// What a file is compared with, and what it means for that.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The version before.
    pub version: &'a Version,
    /// What becomes of its rows.
    pub mode: LoadMode,
    /// Whether its rows were carried into a relation that is not published yet.
    pub is_carried: bool,
}

/// Compares the file with the version before; `None` where its rows cannot be written beside those that are there: other
/// columns, values that do not fit theirs, or too much that changed.
///
/// # Errors
/// When the file cannot be read to its end, two rows to be merged have one key, or Postgres refuses.
pub async fn compare(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    overrides: &Overrides,
    before: Before<'_>,
    absent: &[String],
) -> Result<Option<Changed>, JobError> {
    let version = before.version;
    let (Some(relation), Some(extent)) = (version.relation.clone(), version.extent) else { return Ok(None) };
    context.begin(Step::Compare);
    let contract = same_columns(context, stage, layout, &version.columns, absent).await?;
    let Some(contract) = contract.and_then(|contract| contract.with_key(&version.key)) else {
        return Ok(None);
    };
    if !has_wanted_types(&contract.columns, overrides) {
        return Ok(None);
    }
    let relations = Relations { workspace: context.run.workspace, rows: &relation };
    let client = context.client().await?;
    let known = match KnownRows::find(&client, &relations, version.number, extent).await {
        Ok(known) => known,
        Err(DigestError::Database(error)) => return Err(error.into()),
        Err(DigestError::Damaged) => return Ok(None),
    };
    drop(client);

    let walk = Walk::new(context, stage, layout, &contract, overrides);
    let walked = match before.mode {
        LoadMode::Append => blocking(move || walk.alone()).await?,
        LoadMode::Replace | LoadMode::Merge => {
            let matching = match before.mode {
                LoadMode::Merge => Matching::Merge,
                _ if version.key.is_empty() => Matching::Content,
                _ => Matching::Key,
            };
            let (sender, receiver) = known_rows::channel();
            let walking = blocking(move || walk.beside(matching, receiver));
            let (walked, sent) = tokio::join!(walking, known_rows::send(context, &relations, &known, sender));
            sent?;
            let Some(walked) = walked? else { return Ok(None) };
            walked
        }
    };
    if !accounts_for(&walked, version.row_count) {
        return Ok(None);
    }
    outcome::of(context, walked, contract, &relations, extent, known, before)
}

/// Whether every row of the version before was met with.
fn accounts_for(walked: &Walked, row_count: i64) -> bool {
    let Some(difference) = &walked.difference else { return true };
    let met = difference.unchanged + difference.removed + difference.changed;
    let all = met == u64::try_from(row_count).unwrap_or_default();
    if !all {
        tracing::warn!(met, row_count, "Digests of rows are missing");
    }
    all
}

/// The contract by which the file has the very columns of the version before, but for those that were missing before.
async fn same_columns(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    previous: &[Column],
    absent: &[String],
) -> Result<Option<Contract>, JobError> {
    let (stage, layout, limits) = (stage.clone(), layout.clone(), context.app.limits());
    let labels = blocking(move || Ok(decode::open(&stage, &layout, &limits)?.labels().to_vec())).await?;
    Ok(contract::unchanged(previous, absent, &labels))
}

/// Whether each column has the type that a person wants for it. Where they just chose another, all values are read anew.
fn has_wanted_types(columns: &[Column], overrides: &Overrides) -> bool {
    let wanted = |column: &Column| {
        overrides.types.get(&column.label).is_none_or(|wanted| wanted.is_met_by(&column.kind))
    };
    columns.iter().all(wanted)
}

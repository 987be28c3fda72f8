//! Carries the rows of the version before into a relation with the columns that a file to be added to them needs.

use rowmill_core::{
    model::{Extent, RunFailure, Step},
    store::versions::Version,
    table::{self, DigestError, Relations, Snapshot},
};

use super::contract::Contract;
use crate::run_state::{JobError, RunContext};

/// Carries them into `relation`, where rows are told apart by the key of these names: their digests are made anew where that
/// is another one. Returns the version as if it had been published like that; nobody sees it.
///
/// # Errors
/// When the rows of the version cannot be carried over, or Postgres refuses.
pub async fn carry(
    context: &RunContext,
    version: &Version,
    contract: &Contract,
    key: &[String],
    relation: &str,
) -> Result<Version, JobError> {
    context.begin(Step::Load);
    context.note_relation(relation);
    let workspace = context.run.workspace;
    let Some(snapshot) = Snapshot::of(workspace, version) else { return Err(not_kept()) };
    let other_key = (key != version.key).then_some(&contract.key[..]);
    let (reading, mut writing) = (context.client().await?, context.client().await?);
    let to = Relations { workspace, rows: relation };
    let columns = &contract.columns;
    let carried =
        table::carry(&reading, &mut writing, &snapshot, &version.columns, to, columns, other_key).await;
    let count = match carried {
        Ok(count) => count,
        Err(DigestError::Database(error)) => return Err(error.into()),
        Err(DigestError::Damaged) => return Err(not_kept()),
    };
    Ok(Version {
        relation: Some(relation.to_owned()),
        extent: Some(Extent::whole(count.cast_signed())),
        columns: contract.columns.clone(),
        key: key.to_vec(),
        ..version.clone()
    })
}

fn not_kept() -> JobError {
    JobError::fail(RunFailure::new(
        "rows_not_known",
        "What is kept about the rows of the version before is damaged, so nothing can be added to them.",
        "Set the load mode to `replace` for one refresh from a file that has all rows.",
    ))
}

//! Refresh a table: bring it in step with its source, or leave it as it is.

use rowmill_core::{
    model::{Extent, RunCause},
    store::{
        runs::{self, Run},
        sources::{self, Source},
        tables::{self, Table},
        versions::{self, Version},
        workspaces::{self, Workspace},
    },
    table::{Content, relation_name},
};
use tabular::Column;

use crate::{
    pipeline::{
        check, compare, contract,
        detect::{self, Precedent},
        infer, load,
        obtain::{self, Obtained},
        publish::{self, Loaded},
        stage::Stage,
    },
    run_state::{Done, JobError, RunContext},
};

pub(crate) async fn run(context: &RunContext) -> Result<Done, JobError> {
    let Subject { workspace, table, source, current, precedent, refused } = find(context).await?;
    let stage = Stage::create(&context.app.config.common.scratch)?;
    let fingerprint = match obtain::obtain(context, &source, &stage).await? {
        Obtained::File(fingerprint) => fingerprint,
        Obtained::Unchanged(fingerprint) => {
            return Ok(Done::Unchanged(fingerprint));
        }
    };
    let layout = detect::detect(context, &stage, &source.overrides, precedent).await?;
    let known_to_the_person = refused.is_some() && refused == fingerprint.sha256;
    let rows_before = current.as_ref().map(|version| version.row_count);
    let previous = current.as_ref().map_or(&[][..], |version| &version.columns);
    let changed = match &current {
        Some(version) => compare::compare(context, &stage, &layout, &source.overrides, version).await?,
        None => None,
    };
    if let Some(changed) = changed {
        check::check(context, table.rules.guard_rails, rows_before, known_to_the_person)?;
        let delta = changed.delta(context);
        let loaded = Loaded {
            workspace: &workspace,
            table: &table,
            contract: &changed.contract,
            previous,
            content: Content::Delta(&delta),
            fingerprint: &fingerprint,
        };
        return publish::publish(context, &loaded).await.map(Done::Published);
    }
    let found = infer::infer(context, &stage, &layout, &source.overrides.types).await?;
    let found = infer::keep_types(context, &stage, &layout, previous, found).await?;
    let contract = contract::reconcile(previous, &found)?;
    context.find(|findings| findings.report.schema_changes.clone_from(&contract.changes));
    let relation = relation_name(table.id, context.claim.run, context.claim.attempt);
    let rows = load::load(context, &stage, &layout, &contract, &relation, table.current_version + 1).await?;
    check::check(context, table.rules.guard_rails, rows_before, known_to_the_person)?;
    let loaded = Loaded {
        workspace: &workspace,
        table: &table,
        contract: &contract,
        previous,
        content: Content::Loaded { relation: &relation, extent: Extent::whole(rows.cast_signed()) },
        fingerprint: &fingerprint,
    };
    publish::publish(context, &loaded).await.map(Done::Published)
}

struct Subject {
    workspace: Workspace,
    table: Table,
    source: Source,
    current: Option<Version>,
    precedent: Option<Precedent>,
    /// SHA-256 of the bytes that a check held back in the run before, where a person now asks for them again.
    refused: Option<Vec<u8>>,
}

/// Everything the run is about. A row that is gone means that the table was deleted, and the run with it.
async fn find(context: &RunContext) -> Result<Subject, JobError> {
    let client = context.client().await?;
    let client = &client;
    let id = context.run.table.ok_or(JobError::Lost)?;
    let table = tables::find(client, id).await?.ok_or(JobError::Lost)?;
    let workspace = workspaces::find(client, table.workspace).await?.ok_or(JobError::Lost)?;
    let source = sources::find(client, table.source).await?.ok_or(JobError::Lost)?;
    let current = versions::find(client, table.id, table.current_version).await?;
    let precedent = match &current {
        Some(version) => runs::find(client, version.run).await?.and_then(|run| precedent(version, run)),
        None => None,
    };
    let refused = match context.run.cause {
        RunCause::Retry | RunCause::Manual => {
            let before = runs::list_of_table(client, table.id, Some(context.run.id), 1).await?;
            before.into_iter().next().and_then(held_back)
        }
        _ => None,
    };
    Ok(Subject { workspace, table, source, current, precedent, refused })
}

/// How the current version's file was read, and the columns of the table that it had.
fn precedent(version: &Version, run: Run) -> Option<Precedent> {
    let had = |column: &&Column| run.report.columns.iter().any(|found| found.column.label == column.label);
    Some(Precedent {
        layout: run.report.layout?,
        columns: version.columns.iter().filter(had).cloned().collect(),
        version: version.number,
    })
}

fn held_back(run: Run) -> Option<Vec<u8>> {
    run.failure.filter(|failure| check::CAN_BE_OVERRULED.contains(&failure.code.as_str()))?;
    let digits = run.report.sha256?;
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok()).collect()
}

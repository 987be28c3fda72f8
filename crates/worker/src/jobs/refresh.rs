//! Refresh a table: bring it in step with its source, or leave it as it is.

use rowmill_core::{
    model::Extent,
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
        drift, infer, load,
        obtain::{self, Obtained},
        overrule,
        publish::{self, Loaded},
        stage::Stage,
    },
    run_state::{Done, JobError, RunContext},
};

pub(crate) async fn run(context: &RunContext) -> Result<Done, JobError> {
    let Subject { workspace, table, source, current, precedent } = find(context).await?;
    let stage = Stage::create(&context.app.config.common.scratch)?;
    let fingerprint = match obtain::obtain(context, &source, &stage).await? {
        Obtained::File(fingerprint) => fingerprint,
        Obtained::Unchanged(fingerprint) => {
            return Ok(Done::Unchanged(fingerprint));
        }
    };
    overrule::note_other_bytes(context);
    let absent = absent(current.as_ref(), precedent.as_ref());
    let layout = detect::detect(context, &stage, &source.overrides, precedent).await?;
    let rows_before = current.as_ref().map(|version| version.row_count);
    let previous = current.as_ref().map_or(&[][..], |version| &version.columns);
    let changed = match &current {
        Some(version) => {
            compare::compare(context, &stage, &layout, &source.overrides, version, &absent).await?
        }
        None => None,
    };
    if let Some(changed) = changed {
        context.find(|findings| findings.report.missing = changed.contract.missing());
        check::check(context, table.rules.guard_rails, rows_before)?;
        let delta = changed.delta(context);
        let loaded = Loaded {
            workspace: &workspace,
            table: &table,
            contract: &changed.contract,
            previous,
            rows_before,
            content: Content::Delta(&delta),
            fingerprint: &fingerprint,
        };
        return publish::publish(context, &loaded).await.map(Done::Published);
    }
    let found = infer::infer(context, &stage, &layout, &source.overrides.types).await?;
    let found = infer::keep_types(context, &stage, &layout, previous, found).await?;
    let contract = contract::reconcile(previous, &found)?.since(&absent);
    context.find(|findings| {
        findings.report.schema_changes.clone_from(&contract.changes);
        findings.report.missing = contract.missing();
    });
    drift::check(context, table.rules.drift, &contract, &source.overrides)?;
    let relation = relation_name(table.id, context.claim.run, context.claim.attempt);
    let rows = load::load(context, &stage, &layout, &contract, &relation, table.current_version + 1).await?;
    check::check(context, table.rules.guard_rails, rows_before)?;
    let loaded = Loaded {
        workspace: &workspace,
        table: &table,
        contract: &contract,
        previous,
        rows_before,
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
    Ok(Subject { workspace, table, source, current, precedent })
}

/// How the current version's file was read, and the columns of the table that it had.
fn precedent(version: &Version, run: Run) -> Option<Precedent> {
    let (found, missing) = (&run.report.columns, &run.report.missing);
    // A run that only compared rows found no columns: they are as they were.
    let is_found = |column: &Column| found.is_empty() || found.iter().any(|f| f.column.label == column.label);
    let had = |column: &&Column| !missing.contains(&column.name) && is_found(column);
    Some(Precedent {
        layout: run.report.layout?,
        columns: version.columns.iter().filter(had).cloned().collect(),
        version: version.number,
    })
}

/// Names of the table's columns that the file of the version before had not.
fn absent(current: Option<&Version>, precedent: Option<&Precedent>) -> Vec<String> {
    let (Some(current), Some(precedent)) = (current, precedent) else { return Vec::new() };
    let is_absent = |column: &&Column| !precedent.columns.iter().any(|had| had.name == column.name);
    current.columns.iter().filter(is_absent).map(|column| column.name.clone()).collect()
}

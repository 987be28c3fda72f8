//! Refresh a table: bring it in step with its source, or leave it as it is.

use rowmill_core::{
    store::{
        sources::{self, Source},
        tables::{self, Table},
        versions::{self, Version},
        workspaces::{self, Workspace},
    },
    table::relation_name,
};

use crate::{
    pipeline::{
        check, contract, detect, infer, load,
        obtain::{self, Obtained},
        publish::{self, Loaded},
        stage::Stage,
    },
    run_state::{Done, JobError, RunContext},
};

pub(crate) async fn run(context: &RunContext) -> Result<Done, JobError> {
    let Subject { workspace, table, source, current } = find(context).await?;
    let stage = Stage::create(&context.app.config.common.scratch)?;
    let fingerprint = match obtain::obtain(context, &source, &stage).await? {
        Obtained::File(fingerprint) => fingerprint,
        Obtained::Unchanged(fingerprint) => {
            // The same bytes may come with new validators; the next request sends those.
            if fingerprint != source.fingerprint {
                let client = context.client().await?;
                sources::set_fingerprint(&client, source.id, &fingerprint).await?;
            }
            return Ok(Done::Unchanged);
        }
    };
    let layout = detect::detect(context, &stage, &source.overrides).await?;
    let found = infer::infer(context, &stage, &layout).await?;
    let previous = current.as_ref().map_or(&[][..], |version| &version.columns);
    let contract = contract::reconcile(previous, &found)?;
    context.find(|findings| findings.report.schema_changes.clone_from(&contract.changes));
    let relation = relation_name(table.id, context.claim.run, context.claim.attempt);
    load::load(context, &stage, &layout, &contract, &relation).await?;
    check::check(context, current.as_ref().map(|version| version.row_count))?;
    let loaded = Loaded {
        workspace: &workspace,
        table: &table,
        contract: &contract,
        previous,
        relation: &relation,
        fingerprint: &fingerprint,
    };
    publish::publish(context, &loaded).await.map(Done::Published)
}

struct Subject {
    workspace: Workspace,
    table: Table,
    source: Source,
    current: Option<Version>,
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
    Ok(Subject { workspace, table, source, current })
}

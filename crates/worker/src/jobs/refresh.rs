//! Refresh a table: bring it in step with its source, or leave it as it is.

use rowmill_core::{
    model::{Extent, LoadMode, RunFailure},
    store::{
        runs::{self, Run},
        sources::{self, Fingerprint, Source},
        tables::{self, Table},
        versions::{self, Version},
        workspaces::{self, Workspace},
    },
    table::{Content, is_verbatim, relation_name},
};
use tabular::{Column, Layout};

use crate::{
    pipeline::{
        carry, check,
        compare::{self, Before, Changed},
        contract::{self, Contract},
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
    let refresh = Refresh { context, stage, layout, workspace, table, source, fingerprint, absent };
    match &current {
        Some(version) if refresh.table.rules.load_mode != LoadMode::Replace => refresh.add_to(version).await,
        Some(version) => refresh.replace(version).await,
        None => refresh.load(None).await,
    }
}

/// A file that is there, and what it is for.
struct Refresh<'a> {
    context: &'a RunContext,
    stage: Stage,
    layout: Layout,
    workspace: Workspace,
    table: Table,
    source: Source,
    fingerprint: Fingerprint,
    /// Names of the table's columns that the file of the version before had not.
    absent: Vec<String>,
}

impl Refresh<'_> {
    /// Replaces the rows of the version before by those of the file.
    async fn replace(&self, version: &Version) -> Result<Done, JobError> {
        // What is known of the rows goes by another key.
        if self.table.rules.key != version.key {
            return self.load(Some(version)).await;
        }
        match self.compare(version, false, &self.absent).await? {
            Some(changed) => self.publish_changed(version, &version.key, &changed).await,
            None => self.load(Some(version)).await,
        }
    }

    /// Adds the file to the rows of the version before, or merges it with them.
    async fn add_to(&self, version: &Version) -> Result<Done, JobError> {
        let rules = &self.table.rules;
        // Rows that are only added are not told apart, so by which key does not matter.
        let key = if rules.load_mode == LoadMode::Merge { &rules.key } else { &version.key };
        if *key == version.key
            && let Some(changed) = self.compare(version, false, &self.absent).await?
        {
            return self.publish_changed(version, key, &changed).await;
        }
        let contract = self.contract(&version.columns).await?.with_key(key).ok_or_else(key_changed)?;
        // Digests are of what the file says, and those that are there have to be made of what Postgres says.
        if *key != version.key && !contract.key.iter().all(|i| is_verbatim(&contract.columns[*i].kind)) {
            return Err(key_changed());
        }
        let carried = carry::carry(self.context, version, &contract, key, &self.relation()).await?;
        let changed = self.compare(&carried, true, &contract.missing()).await?.ok_or_else(too_much)?;
        self.publish_changed(version, key, &changed).await
    }

    async fn compare(
        &self,
        version: &Version,
        is_carried: bool,
        absent: &[String],
    ) -> Result<Option<Changed>, JobError> {
        let before = Before { version, mode: self.table.rules.load_mode, is_carried };
        let overrides = &self.source.overrides;
        compare::compare(self.context, &self.stage, &self.layout, overrides, before, absent).await
    }

    /// Loads the file as a whole.
    async fn load(&self, before: Option<&Version>) -> Result<Done, JobError> {
        let previous = before.map_or(&[][..], |version| &version.columns);
        let contract = self.contract(previous).await?;
        let key = &self.table.rules.key;
        // A key that the columns no longer have is none.
        let (contract, key) = match contract.clone().with_key(key) {
            Some(contract) => (contract, &key[..]),
            None => (contract, &[][..]),
        };
        let (relation, number) = (self.relation(), self.table.current_version + 1);
        let rows = load::load(self.context, &self.stage, &self.layout, &contract, &relation, number).await?;
        let content = Content::Loaded { relation: &relation, extent: Extent::whole(rows.cast_signed()) };
        self.publish(before, &contract, key, content).await
    }

    /// The columns that the table is to have.
    async fn contract(&self, previous: &[Column]) -> Result<Contract, JobError> {
        let (context, stage, layout) = (self.context, &self.stage, &self.layout);
        let found = infer::infer(context, stage, layout, &self.source.overrides.types).await?;
        let found = infer::keep_types(context, stage, layout, previous, found).await?;
        let contract = contract::reconcile(previous, &found)?.since(&self.absent);
        context.find(|findings| findings.report.schema_changes.clone_from(&contract.changes));
        drift::check(context, self.table.rules.drift, &contract, &self.source.overrides)?;
        Ok(contract)
    }

    fn relation(&self) -> String {
        relation_name(self.table.id, self.context.claim.run, self.context.claim.attempt)
    }

    async fn publish_changed(
        &self,
        before: &Version,
        key: &[String],
        changed: &Changed,
    ) -> Result<Done, JobError> {
        let delta = changed.delta(self.context);
        self.publish(Some(before), &changed.contract, key, Content::Delta(&delta)).await
    }

    async fn publish(
        &self,
        before: Option<&Version>,
        contract: &Contract,
        key: &[String],
        content: Content<'_>,
    ) -> Result<Done, JobError> {
        // A file that is added to rows does not say how many there should be.
        let replaced = before.filter(|_| self.table.rules.load_mode == LoadMode::Replace);
        let rows_before = replaced.map(|version| version.row_count);
        self.context.find(|findings| findings.report.missing = contract.missing());
        check::check(self.context, self.table.rules.guard_rails, rows_before)?;
        let loaded = Loaded {
            workspace: &self.workspace,
            table: &self.table,
            contract,
            previous: before.map_or(&[][..], |version| &version.columns),
            rows_before,
            key,
            content,
            fingerprint: &self.fingerprint,
        };
        publish::publish(self.context, &loaded).await.map(Done::Published)
    }
}

fn key_changed() -> JobError {
    JobError::fail(RunFailure::new(
        "key_changed",
        "The key was chosen after the rows of the table were loaded. Values of its columns are not kept as files write them, \
         so files cannot be merged with those rows.",
        "Set the load mode to `replace` for one refresh from a file that has all rows, then back to `merge`.",
    ))
}

fn too_much() -> JobError {
    JobError::fail(RunFailure::new(
        "too_much_to_merge",
        "The file changes more rows at once than can be merged.",
        "Split it into several files, or set the load mode to `replace` and load a file that has all rows.",
    ))
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

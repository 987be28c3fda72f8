//! Publication: one short transaction that switches readers from one whole version to the next.

use deadpool_postgres::{Client, Transaction};
use tabular::Column;
use tokio_postgres::{Error, error::SqlState};

use super::{
    checks::{self, Checks},
    delta::Delta,
    rows::{Relations, Snapshot},
    view::{self, View},
};
use crate::{
    model::{CheckResult, Extent, RunReport, RunState, TableId},
    store::{
        rejected_rows::{self, RejectedRow},
        runs::{self, Claim, Outcome},
        sources::{self, Fingerprint},
        tables::{self, Table},
        versions::{self, NewVersion},
        workspaces::Workspace,
    },
};

/// What is published, and by whom.
#[derive(Debug)]
pub struct Publication<'a> {
    /// Fences the transaction.
    pub claim: Claim,
    /// Whose table.
    pub workspace: &'a Workspace,
    /// Which table, as it was when the run began.
    pub table: &'a Table,
    /// The columns of the relation, in order.
    pub columns: &'a [Column],
    /// Columns of the version before; empty for the first.
    pub previous: &'a [Column],
    /// Names of the columns by which its digests are made; empty without a key.
    pub key: &'a [String],
    /// Its rows.
    pub content: Content<'a>,
    /// What tells its bytes from others.
    pub fingerprint: &'a Fingerprint,
    /// What must hold for it.
    pub checks: Checks<'a>,
    /// What the run found and did.
    pub report: &'a RunReport,
    /// Rows set aside, the first of them.
    pub rejected: &'a [RejectedRow],
}

/// The rows that are published.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// All rows of a relation that was just loaded.
    Loaded {
        /// Its name.
        relation: &'a str,
        /// Its rows.
        extent: Extent,
    },
    /// Those of the version before, but for these.
    Delta(&'a Delta<'a>),
}

/// Why a publication did not happen. Nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The run was cancelled, or another attempt holds it.
    #[error("this attempt no longer holds the run")]
    Fenced,
    /// The rows of the version before were written anew in another relation meanwhile. Compare with them there.
    #[error("the rows were written anew")]
    Moved,
    /// Readers hold the view for longer than the lock timeout. Try again.
    #[error("readers hold the view")]
    Busy(#[source] Error),
    /// A column changed its type, and views people built on the table stand in the way.
    #[error("views depend on the table")]
    DependentViews(#[source] Error),
    /// A check does not hold.
    #[error("a check does not hold")]
    ChecksFailed,
    /// Something that is not ours bears the table's name in the workspace's schema.
    #[error("the name is taken")]
    NameTaken,
    /// Postgres refused for another reason.
    #[error("publishing failed")]
    Database(#[from] Error),
    /// The rows to be added cannot be read from where they wait.
    #[error("rows to be added cannot be read")]
    Rows(#[from] std::io::Error),
}

/// Publishes, and returns the version's number. Readers see the old version until the commit, and the new one after it.
///
/// Checks are made once, before anything is locked: `verdicts` holds them from then on, whatever comes of the publication.
/// Who calls with verdicts has decided upon them, and they are reported as they are.
///
/// # Errors
/// [`PublishError`]; the version before stays, whatever it is.
pub async fn publish(
    client: &mut Client,
    publication: &Publication<'_>,
    verdicts: &mut Option<Vec<CheckResult>>,
) -> Result<i32, PublishError> {
    let transaction = client.transaction().await?;
    // A writer that waits for a lock makes every later reader wait behind it, so it does not wait long.
    transaction.batch_execute("SET LOCAL lock_timeout = '300ms'").await?;
    let number = in_transaction(&transaction, publication, verdicts).await.map_err(classify)?;
    transaction.commit().await.map_err(|error| classify(error.into()))?;
    Ok(number)
}

async fn in_transaction(
    transaction: &Transaction<'_>,
    p: &Publication<'_>,
    verdicts: &mut Option<Vec<CheckResult>>,
) -> Result<i32, PublishError> {
    if let Content::Delta(delta) = p.content {
        let written = delta.write(transaction, p.columns, p.table.current_version + 1).await;
        written.map_err(|error| match error {
            PublishError::Database(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => {
                PublishError::Moved
            }
            error if is_taken(&error) => PublishError::Fenced,
            error => error,
        })?;
    }
    let checks = check(transaction, p, verdicts).await?;
    let locked = tables::lock(transaction, p.table.id).await?.ok_or(PublishError::Fenced)?;
    let current = locked.current_version;
    let number = current + 1;
    let report = RunReport { checks, ..p.report.clone() };
    let outcome =
        Outcome { state: RunState::Published, report: &report, failure: None, version: Some(number) };
    if current != p.table.current_version || !runs::finish(transaction, p.claim, &outcome).await? {
        return Err(PublishError::Fenced);
    }
    if !p.content.is_in_place(transaction, p.table.id, current).await? {
        return Err(PublishError::Moved);
    }
    let version = NewVersion {
        table: p.table.id,
        number,
        run: p.claim.run,
        columns: p.columns,
        row_count: p.content.row_count(),
        relation: p.content.relation(),
        extent: p.content.extent(),
        key: p.key,
        changes: p.report.changes,
        fingerprint: p.fingerprint,
    };
    // The title may have changed since the run began.
    let view = View {
        workspace: p.workspace,
        table: &locked,
        previous: p.previous,
        columns: p.columns,
        relations: Relations { workspace: p.workspace.id, rows: p.content.relation() },
        is_whole: p.content.extent().is_whole,
    };
    if current == 0 && !view.is_free(transaction).await? {
        return Err(PublishError::NameTaken);
    }
    versions::insert(transaction, &version).await?;
    tables::set_version(transaction, p.table.id, number).await?;
    sources::set_fingerprint(transaction, p.table.source, p.fingerprint).await?;
    rejected_rows::insert(transaction, p.claim.run, p.rejected).await?;
    // A view that shows what is alive shows the delta as well, and needs no lock that readers would wait for.
    if p.content.needs_view() {
        view.point(transaction).await?;
    }
    Ok(number)
}

/// Whether the rows' places in the relation are taken: another attempt added its own there and was published.
fn is_taken(error: &PublishError) -> bool {
    matches!(error, PublishError::Database(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION))
}

/// How the checks turned out, unless that is known already.
async fn check(
    transaction: &Transaction<'_>,
    p: &Publication<'_>,
    verdicts: &mut Option<Vec<CheckResult>>,
) -> Result<Vec<CheckResult>, PublishError> {
    if let Some(known) = verdicts {
        return Ok(known.clone());
    }
    let snapshot = Snapshot {
        relations: Relations { workspace: p.workspace.id, rows: p.content.relation() },
        version: p.table.current_version + 1,
        extent: Some(p.content.extent()),
    };
    let found = checks::evaluate(transaction, &p.checks, &snapshot, p.columns).await?;
    let found = verdicts.insert(found);
    if found.iter().all(CheckResult::is_passed) { Ok(found.clone()) } else { Err(PublishError::ChecksFailed) }
}

impl Content<'_> {
    fn relation(&self) -> &str {
        match self {
            Self::Loaded { relation, .. } => relation,
            Self::Delta(delta) => delta.relations.rows,
        }
    }

    fn extent(&self) -> Extent {
        match self {
            Self::Loaded { extent, .. } => *extent,
            Self::Delta(delta) => delta.extent,
        }
    }

    fn row_count(&self) -> i64 {
        match self {
            Self::Loaded { extent, .. } => i64::from(extent.rows_end),
            Self::Delta(delta) => i64::try_from(delta.row_count).unwrap_or(i64::MAX),
        }
    }

    /// Whether what is added to the rows of the version before is where those are. A compaction takes the lock of the table
    /// as well, so they stay there until the end of the transaction.
    async fn is_in_place(
        &self,
        transaction: &Transaction<'_>,
        table: TableId,
        version: i32,
    ) -> Result<bool, Error> {
        let Self::Delta(delta) = self else { return Ok(true) };
        if delta.is_carried {
            return Ok(true);
        }
        let before = versions::find(transaction, table, version).await?;
        Ok(before.and_then(|version| version.relation).as_deref() == Some(delta.relations.rows))
    }

    /// Whether the view has to be defined anew: it shows another relation, or all of a relation that has rows now which
    /// are no longer alive.
    fn needs_view(&self) -> bool {
        match self {
            Self::Loaded { .. } => true,
            Self::Delta(delta) => delta.is_carried || delta.was_whole && !delta.extent.is_whole,
        }
    }
}

/// What Postgres says of a view whose columns no longer fit what it does with them.
const UNFIT: [SqlState; 4] = [
    SqlState::UNDEFINED_FUNCTION,
    SqlState::AMBIGUOUS_FUNCTION,
    SqlState::DATATYPE_MISMATCH,
    SqlState::CANNOT_COERCE,
];

fn classify(error: PublishError) -> PublishError {
    let PublishError::Database(error) = error else { return error };
    if view::is_held(&error) {
        return PublishError::Busy(error);
    }
    match error.code() {
        Some(code) if *code == SqlState::DEPENDENT_OBJECTS_STILL_EXIST => PublishError::DependentViews(error),
        // What people built on the table cannot be made anew with its new types.
        Some(code) if UNFIT.contains(code) => PublishError::DependentViews(error),
        Some(code) if *code == SqlState::WRONG_OBJECT_TYPE => PublishError::NameTaken,
        _ => PublishError::Database(error),
    }
}

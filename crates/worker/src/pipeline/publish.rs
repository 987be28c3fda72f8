//! Publishes a loaded relation, and tries again while readers hold the table.

use std::time::{Duration, Instant};

use rowmill_core::{
    model::{CheckResult, RunFailure, Step, Verdict},
    store::{sources::Fingerprint, tables::Table, workspaces::Workspace},
    table::{self, Checks, Content, Publication, PublishError},
};
use tabular::Column;

use super::{contract::Contract, overrule::unless_overruled};
use crate::run_state::{JobError, RunContext};

/// First and longest pause between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// After this long the relation is given up and the run tried again later.
const PATIENCE: Duration = Duration::from_secs(600);

/// One query of a check may take this long: thirty million rows are looked through in less.
const CHECK_PATIENCE: Duration = Duration::from_secs(120);

/// What is to be published.
#[derive(Debug)]
pub struct Loaded<'a> {
    /// Whose table.
    pub workspace: &'a Workspace,
    /// Which, as it was when the run began.
    pub table: &'a Table,
    /// Its new columns.
    pub contract: &'a Contract,
    /// Its old ones.
    pub previous: &'a [Column],
    /// Rows of the version before; `None` for the first.
    pub rows_before: Option<i64>,
    /// Names of the columns by which its digests are made; empty without a key.
    pub key: &'a [String],
    /// Its rows.
    pub content: Content<'a>,
    /// What tells their bytes from others.
    pub fingerprint: &'a Fingerprint,
}

/// Makes the table's checks, switches readers to the loaded relation, and returns the version's number.
///
/// # Errors
/// When a check does not hold, this attempt no longer holds the run, or Postgres refuses.
pub async fn publish(context: &RunContext, loaded: &Loaded<'_>) -> Result<i32, JobError> {
    let rules = &loaded.table.rules;
    let mut verdicts = rules.checks.is_empty().then(Vec::new);
    let missing = loaded.contract.missing();
    let checks = Checks {
        rules: &rules.checks,
        key: &rules.key,
        missing: &missing,
        rows_before: loaded.rows_before,
        patience: CHECK_PATIENCE,
    };
    let (began, mut pause) = (Instant::now(), PAUSES.0);
    // The report is part of what is published, so it cannot say how long the publication took.
    let mut findings = context.findings();
    if verdicts.is_some() {
        context.begin(Step::Publish);
    }
    loop {
        let publication = Publication {
            claim: context.claim,
            workspace: loaded.workspace,
            table: loaded.table,
            columns: &loaded.contract.columns,
            previous: loaded.previous,
            key: loaded.key,
            content: loaded.content,
            fingerprint: loaded.fingerprint,
            checks,
            report: &findings.report,
            rejected: &findings.rejected,
        };
        let mut client = context.client().await?;
        match table::publish(&mut client, &publication, &mut verdicts).await {
            Ok(version) => return Ok(version),
            Err(PublishError::ChecksFailed) => {
                let verdicts = verdicts.as_deref().unwrap_or_default();
                context.find(|findings| findings.report.checks = verdicts.to_vec());
                unless_overruled(context, failure(verdicts))?;
                findings = context.findings();
                context.begin(Step::Publish);
            }
            Err(PublishError::Busy(_)) if began.elapsed() < PATIENCE => {
                drop(client);
                tracing::info!("Readers hold the table; publishing a little later");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSES.1);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Names the first check that does not hold; the run's page lists all.
fn failure(verdicts: &[CheckResult]) -> RunFailure {
    let failed: Vec<&CheckResult> = verdicts.iter().filter(|result| !result.is_passed()).collect();
    let first = failed.first().map(|result| {
        let place = result.check.column().map(|name| format!("`{name}`: ")).unwrap_or_default();
        match &result.verdict {
            Verdict::Failed { reason, .. } => format!("{place}{reason}."),
            Verdict::Unknown { .. } => format!("{place}the check could not be made."),
            Verdict::Passed => String::new(),
        }
    });
    RunFailure::new(
        RunFailure::CHECKS_FAILED,
        format!("{} of {} checks failed. {}", failed.len(), verdicts.len(), first.unwrap_or_default()),
        "The last version stays. Look at the checks below: mend the file, change the check in the settings, or publish \
         the file anyway.",
    )
}

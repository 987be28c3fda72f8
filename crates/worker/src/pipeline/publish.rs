//! Publishes a loaded relation, and tries again while readers hold the table.

use std::time::{Duration, Instant};

use rowmill_core::{
    model::Step,
    store::{sources::Fingerprint, tables::Table, workspaces::Workspace},
    table::{self, Content, Publication, PublishError},
};
use tabular::Column;

use super::contract::Contract;
use crate::run_state::{JobError, RunContext};

/// First and longest pause between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// After this long the relation is given up and the run tried again later.
const PATIENCE: Duration = Duration::from_secs(600);

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
    /// Its rows.
    pub content: Content<'a>,
    /// What tells their bytes from others.
    pub fingerprint: &'a Fingerprint,
}

/// Switches readers to the loaded relation, and returns the version's number.
///
/// # Errors
/// When this attempt no longer holds the run, or Postgres refuses.
pub async fn publish(context: &RunContext, loaded: &Loaded<'_>) -> Result<i32, JobError> {
    // The report is part of what is published, so it cannot say how long the publication took.
    let findings = context.findings();
    context.begin(Step::Publish);
    let publication = Publication {
        claim: context.claim,
        workspace: loaded.workspace,
        table: loaded.table,
        columns: &loaded.contract.columns,
        previous: loaded.previous,
        content: loaded.content,
        fingerprint: loaded.fingerprint,
        report: &findings.report,
        rejected: &findings.rejected,
    };
    let (began, mut pause) = (Instant::now(), PAUSES.0);
    loop {
        let mut client = context.client().await?;
        match table::publish(&mut client, &publication).await {
            Ok(version) => return Ok(version),
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

//! Writes the outcome of a run into the ledger, and tells watchers.

use std::time::{Duration, Instant};

use rowmill_core::{
    model::{RunFailure, RunState},
    queue::{RunEvent, publish_event},
    store::{
        rejected_rows,
        runs::{self, Outcome},
        sources::{self, Fingerprint},
    },
    telemetry::metrics,
};
use tokio::{task::JoinError, time::error::Elapsed};

use super::{Done, JobError, RunContext};
use crate::registry;

/// Pause between two tries to reach Postgres.
const PAUSE: Duration = Duration::from_millis(500);

/// How a run ended here.
#[derive(Debug)]
pub(super) enum Ending {
    /// The job came to its end.
    Job(Result<Done, JobError>),
    /// Cancelled, or another attempt's.
    Lost,
    /// The process stops; another one goes on.
    HandBack,
}

impl Ending {
    pub(super) fn from_job(
        context: &RunContext,
        ended: Result<Result<Result<Done, JobError>, Elapsed>, JoinError>,
    ) -> Self {
        Self::Job(match ended {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(JobError::fail(RunFailure::new(
                "took_too_long",
                format!(
                    "The run did not end within {} minutes.",
                    registry::timeout(context.run.kind).as_secs() / 60
                ),
                "Press Run again. If it happens again, the source is too slow or the file too large for one run.",
            ))),
            Err(error) => Err(JobError::retry(
                RunFailure::new(
                    "internal_error",
                    "Rowmill failed on this file in a way it should not.",
                    "Rowmill tries again by itself. If it goes on, report it with the number of this run.",
                ),
                None,
                error,
            )),
        })
    }
}

/// Writes the outcome, for as long as the lease lasts; after that the rescuer takes over.
pub(super) async fn settle(context: &RunContext, ending: Ending) {
    let began = Instant::now();
    loop {
        match write(context, &ending).await {
            Ok(state) => return tell(context, state).await,
            Err(error) if began.elapsed() < context.app.config.lease => {
                tracing::warn!(error = format!("{error:#}"), "Could not write the outcome of the run yet");
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                return tracing::error!(
                    error = format!("{error:#}"),
                    "Left the outcome of the run to the clock"
                );
            }
        }
    }
}

/// The state the run is in now; `None` when it is no longer this attempt's.
async fn write(context: &RunContext, ending: &Ending) -> anyhow::Result<Option<RunState>> {
    let claim = context.claim;
    match ending {
        Ending::Lost | Ending::Job(Err(JobError::Lost)) => {
            metrics().leases_lost.inc();
            Ok(None)
        }
        Ending::HandBack => {
            let client = context.app.database.get().await?;
            let held = runs::hand_back(&client, claim).await?;
            if held && let Err(error) = context.app.bell.ring(context.run.lane, claim.run).await {
                tracing::warn!(error = format!("{error:#}"), "The clock will ring for this run");
            }
            Ok(held.then_some(RunState::Queued))
        }
        Ending::Job(Ok(Done::Published(_))) => Ok(Some(RunState::Published)),
        Ending::Job(Ok(Done::Unchanged(fingerprint))) => {
            finish(context, RunState::Unchanged, None, Some(fingerprint)).await
        }
        Ending::Job(Ok(Done::Previewed)) => finish(context, RunState::Previewed, None, None).await,
        Ending::Job(Err(JobError::Fail { failure })) => {
            finish(context, RunState::Failed, Some(failure), None).await
        }
        Ending::Job(Err(JobError::Retry { failure, wait, cause })) => {
            tracing::warn!(
                error.code = failure.code,
                error = format!("{cause:#}"),
                "The run met a passing fault"
            );
            if !registry::retries(context.run.kind) {
                return finish(context, RunState::Failed, Some(failure), None).await;
            }
            let wait = wait.unwrap_or_else(|| registry::backoff(context.run.strikes + 1));
            let client = context.app.database.get().await?;
            Ok(runs::strike(&client, claim, &context.findings().report, failure, wait).await?)
        }
    }
}

async fn finish(
    context: &RunContext,
    state: RunState,
    failure: Option<&RunFailure>,
    fingerprint: Option<&Fingerprint>,
) -> anyhow::Result<Option<RunState>> {
    let findings = context.findings();
    let outcome = Outcome { state, report: &findings.report, failure, version: None };
    let mut client = context.app.database.get().await?;
    let transaction = client.transaction().await?;
    let held = runs::finish(&transaction, context.claim, &outcome).await?;
    if held {
        rejected_rows::insert(&transaction, context.claim.run, &findings.rejected).await?;
        if let Some(fingerprint) = fingerprint {
            sources::set_fingerprint(&transaction, context.run.source, fingerprint).await?;
        }
    }
    transaction.commit().await?;
    Ok(held.then_some(state))
}

async fn tell(context: &RunContext, state: Option<RunState>) {
    let Some(state) = state else { return };
    tracing::info!(run.state = %state, "Run ends");
    metrics().runs.with_label_values(&[context.run.kind.as_str(), state.as_str()]).inc();
    let event = RunEvent { run: context.claim.run, state, progress: context.progress() };
    if let Err(error) = publish_event(&context.app.redis, &event).await {
        tracing::debug!(error = format!("{error:#}"), "Watchers were not told");
    }
}

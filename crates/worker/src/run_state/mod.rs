//! Wraps every run: claim, heartbeat, outcome. Whatever happens inside, the ledger learns of it here, or the clock's
//! rescuer finds the silent lease.

mod context;
mod error;
mod heartbeat;
mod outcome;
mod relation;

use std::sync::Arc;

use rowmill_core::{
    model::{RunId, RunKind},
    store::runs::{self, Claim},
};
use tracing::Instrument;

pub use self::{
    context::{Findings, RunContext},
    error::{Done, JobError},
};
use self::{heartbeat::Heartbeat, outcome::Ending};
use crate::{App, jobs, registry};

/// Claims the run and sees it through. Nothing to do when it cannot be claimed: somebody has it, or it is done.
pub(crate) async fn execute(app: &Arc<App>, id: RunId) {
    let claimed = match claim(app, id).await {
        Ok(Some(run)) => run,
        Ok(None) => return,
        Err(error) => {
            // The row is untouched; the dispatcher rings again.
            tracing::warn!(run.id = %id, error = format!("{error:#}"), "Could not claim a run");
            return;
        }
    };
    let claim = Claim { run: id, attempt: claimed.attempt };
    let span =
        tracing::info_span!("run", run.id = %id, run.attempt = claim.attempt, run.kind = %claimed.kind);
    let context = RunContext::new(app.clone(), claimed, claim);
    see_through(context).instrument(span).await;
}

async fn claim(app: &App, id: RunId) -> anyhow::Result<Option<runs::Run>> {
    let client = app.database.get().await?;
    Ok(runs::claim(&client, id, &app.name, app.config.lease, app.config.fetch.per_host).await?)
}

async fn see_through(context: RunContext) {
    tracing::info!("Run begins");
    let heartbeat = Heartbeat::start(&context);
    let kind = context.run.kind;
    let job = {
        let context = context.clone();
        let work = async move {
            match context.run.kind {
                RunKind::Preview => jobs::preview::run(&context).await,
                RunKind::Refresh => jobs::refresh::run(&context).await,
            }
        };
        // A task of its own: a panic ends this run and nothing else, and other runs of the process go on beside it.
        tokio::spawn(tokio::time::timeout(registry::timeout(kind), work).in_current_span())
    };
    let ending = wait(&context, &heartbeat, job).await;
    context.stopped.cancel();
    heartbeat.stop().await;
    let is_published = matches!(ending, Ending::Job(Ok(Done::Published(_))));
    outcome::settle(&context, ending).await;
    relation::look_after(&context, is_published).await;
    if is_published {
        jobs::compact::run(&context).await;
    }
}

type Job = tokio::task::JoinHandle<Result<Result<Done, JobError>, tokio::time::error::Elapsed>>;

async fn wait(context: &RunContext, heartbeat: &Heartbeat, mut job: Job) -> Ending {
    let ended = tokio::select! {
        ended = &mut job => ended,
        () = heartbeat.lost() => {
            job.abort();
            return Ending::Lost;
        }
        () = context.app.shutdown.hard.cancelled() => {
            job.abort();
            // Until the task is gone it might still publish, and then there is nothing to hand back.
            match job.await {
                Ok(ended) => return Ending::from_job(context, Ok(ended)),
                Err(_) => return Ending::HandBack,
            }
        }
    };
    Ending::from_job(context, ended)
}

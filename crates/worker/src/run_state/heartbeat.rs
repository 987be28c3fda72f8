//! Extends the lease of a run, on a task of its own, and tells watchers how it gets on.

use std::time::{Duration, Instant};

use rowmill_core::{
    model::RunState,
    queue::{Progress, RunEvent, publish_event},
    store::runs::{self, Beat},
};
use tokio_util::sync::CancellationToken;

use super::RunContext;

/// Pause between two messages to watchers.
const SHOW: Duration = Duration::from_millis(250);
/// Longest pause between two extensions: a cancelled run ends within this time.
const LONGEST_BEAT: Duration = Duration::from_secs(2);

/// A beating heart; [`Heartbeat::stop`] it before the outcome is written.
#[derive(Debug)]
pub(super) struct Heartbeat {
    task: tokio::task::JoinHandle<()>,
    stop: CancellationToken,
    lost: CancellationToken,
}

impl Heartbeat {
    pub(super) fn start(context: &RunContext) -> Self {
        let (stop, lost) = (CancellationToken::new(), CancellationToken::new());
        let task = tokio::spawn(beat(context.clone(), stop.clone(), lost.clone()));
        Self { task, stop, lost }
    }

    /// Ends when the run is no longer this attempt's.
    pub(super) async fn lost(&self) {
        self.lost.cancelled().await;
    }

    pub(super) async fn stop(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}

async fn beat(context: RunContext, stop: CancellationToken, lost: CancellationToken) {
    let lease = context.app.config.lease;
    let every = (lease / 3).min(LONGEST_BEAT);
    let (mut extended, mut shown) = (Instant::now(), None);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SHOW.min(every)) => {}
        }
        show(&context, &mut shown).await;
        if extended.elapsed() < every {
            continue;
        }
        match extend(&context, lease).await {
            Ok(Beat::Held) => extended = Instant::now(),
            Ok(Beat::Lost) => {
                tracing::info!("The run was cancelled or taken over; stopping it here");
                return lost.cancel();
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "Could not extend the lease");
                // By Postgres' clock another worker may have it by now. Publication is fenced either way.
                if extended.elapsed() > lease {
                    return lost.cancel();
                }
            }
        }
    }
}

async fn extend(context: &RunContext, lease: Duration) -> anyhow::Result<Beat> {
    let client = context.app.database.get().await?;
    Ok(runs::heartbeat(&client, context.claim, lease, &context.progress()).await?)
}

async fn show(context: &RunContext, shown: &mut Option<Progress>) {
    let progress = context.progress();
    if *shown == Some(progress) {
        return;
    }
    let event = RunEvent { run: context.claim.run, state: RunState::Running, progress };
    // Watchers fall back to the ledger when Redis is away.
    if publish_event(&context.app.redis, &event).await.is_ok() {
        *shown = Some(progress);
    }
}

//! Goes through the duties, each at its own pace.

use std::{sync::Arc, time::Duration};

use rand::RngExt;
use rowmill_core::{ops::Probe, telemetry::metrics};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    App,
    duties::{DUTIES, Duty, Pace},
};

/// How long one round of a duty may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs every duty until `stop`, then waits at most `clean_up` for those in progress.
pub(crate) async fn run(app: Arc<App>, probe: Probe, stop: CancellationToken, clean_up: Duration) {
    let mut tasks = JoinSet::new();
    for duty in DUTIES {
        tasks.spawn(repeat(app.clone(), *duty, probe.clone(), stop.clone()));
    }
    stop.cancelled().await;
    let _ = tokio::time::timeout(clean_up, tasks.join_all()).await;
}

async fn repeat(app: Arc<App>, duty: Duty, probe: Probe, stop: CancellationToken) {
    let pace = match duty.pace {
        Pace::Tick => app.config.tick,
        Pace::Every(pause) => pause,
    };
    while !stop.is_cancelled() {
        once(&app, duty).await;
        probe.turn();
        // A little out of step with other clocks, so that they share the work instead of meeting at the same rows.
        let pause = pace.mul_f64(rand::rng().random_range(0.8..1.2));
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn once(app: &Arc<App>, duty: Duty) {
    match tokio::time::timeout(PATIENCE, (duty.run)(app.clone())).await {
        Ok(Ok(items)) => {
            metrics().duty_items.with_label_values(&[duty.name]).inc_by(items);
            if items > 0 {
                tracing::info!(duty = duty.name, items.count = items, "Duty handled {items} items");
            }
        }
        Ok(Err(error)) => {
            metrics().duty_failures.with_label_values(&[duty.name]).inc();
            tracing::warn!(
                duty = duty.name,
                error = format!("{error:#}"),
                "Duty failed; it comes round again"
            );
        }
        Err(_) => {
            metrics().duty_failures.with_label_values(&[duty.name]).inc();
            tracing::warn!(duty = duty.name, "Duty took too long; it comes round again");
        }
    }
}

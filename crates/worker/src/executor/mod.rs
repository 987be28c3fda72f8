//! apalis runs the work; where it comes from is ours. One apalis worker with as many slots as the process has, fed by
//! the bell; each run is handed to `run_state`, which never fails towards apalis: retries are the ledger's business.

mod backend;
mod slots;

use std::{convert::Infallible, sync::Arc, time::Duration};

use apalis::layers::WorkerBuilderExt;
use apalis_core::{
    task::data::Data,
    worker::{builder::WorkerBuilder, context::WorkerContext},
};
use rowmill_core::{ops::Probe, queue::Listener};

use self::{
    backend::{BellBackend, Popped},
    slots::LaneSlots,
};
use crate::{App, run_state};

/// Pause before the executor is built anew after a fault of its own.
const REBUILD: Duration = Duration::from_secs(1);

/// Works until the process is told to stop, and every run has ended or was handed back.
///
/// # Errors
/// When the listener cannot be set up.
pub(crate) async fn run(app: Arc<App>, probe: Probe) -> anyhow::Result<()> {
    let slots = Arc::new(LaneSlots::new(&app.config.lanes));
    let mut generation = 0_u32;
    while !app.shutdown.soft.is_cancelled() {
        generation += 1;
        let listener = Listener::new(app.redis.clone(), &app.name)?;
        let backend = BellBackend::new(
            listener,
            app.bell.clone(),
            slots.clone(),
            app.shutdown.soft.clone(),
            probe.clone(),
        );
        let worker = WorkerBuilder::new(format!("{}-{generation}", app.name).as_str())
            .backend(backend)
            .data(app.clone())
            .data(slots.clone())
            .concurrency(app.config.lanes.slots)
            .catch_panic()
            .build(work);
        let stop = app.shutdown.soft.clone();
        let signal = async move {
            stop.cancelled().await;
            Ok::<(), std::io::Error>(())
        };
        if let Err(error) = worker.run_until(signal).await {
            tracing::error!(%error, "The executor ended; building it anew");
            tokio::time::sleep(REBUILD).await;
        }
    }
    Ok(())
}

async fn work(
    popped: Popped,
    app: Data<Arc<App>>,
    slots: Data<Arc<LaneSlots>>,
    _worker: WorkerContext,
) -> Result<(), Infallible> {
    // The slot is given back when this ends, however it ends.
    let _slot = slots.take(popped.lane);
    run_state::execute(&app, popped.run).await;
    Ok(())
}

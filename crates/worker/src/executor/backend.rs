//! The apalis backend: takes ids from the bell, one at a time, and only when a slot is free.
//!
//! A fault of Redis is a warning and another try, never an error: an apalis worker ends at the first error of its
//! backend, and drops what it runs.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use apalis_core::{
    backend::{Backend, BackendConfig, finalize::Ephemeral},
    task::{Task, task_id::RandomId},
    worker::context::WorkerContext,
};
use rowmill_core::{
    model::{Lane, RunId},
    ops::Probe,
    queue::{Bell, Listener},
};
use tokio_util::sync::CancellationToken;
use tower_layer::Identity;

use super::slots::LaneSlots;

/// First and longest pause after a fault of Redis.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

type Pop = Pin<Box<dyn Future<Output = Option<Popped>> + Send>>;

/// A run id, and the lane it waited in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Popped {
    pub(super) lane: Lane,
    pub(super) run: RunId,
}

/// Feeds an apalis worker from the bell.
pub(super) struct BellBackend {
    listener: Arc<Listener>,
    bell: Bell,
    slots: Arc<LaneSlots>,
    stop: CancellationToken,
    probe: Probe,
    pop: Option<Pop>,
    give_back: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl BellBackend {
    pub(super) fn new(
        listener: Listener,
        bell: Bell,
        slots: Arc<LaneSlots>,
        stop: CancellationToken,
        probe: Probe,
    ) -> Self {
        Self { listener: Arc::new(listener), bell, slots, stop, probe, pop: None, give_back: None }
    }

    /// Waits for an id; `None` once the process stops.
    fn wait(&self) -> Pop {
        let (listener, slots, stop, probe) =
            (self.listener.clone(), self.slots.clone(), self.stop.clone(), self.probe.clone());
        Box::pin(async move {
            let mut pause = PAUSES.0;
            while !stop.is_cancelled() {
                probe.turn();
                // Asked for before looking, so that a slot that comes back in between is not missed.
                let freed = slots.freed();
                let lanes = tokio::select! {
                    lanes = slots.open() => lanes,
                    () = stop.cancelled() => return None,
                };
                match pop(&listener, &slots, &lanes, freed).await {
                    Ok(Some((lane, run))) => return Some(Popped { lane, run }),
                    Ok(None) => pause = PAUSES.0,
                    Err(error) => {
                        tracing::warn!(error = format!("{error:#}"), "Waiting for Redis");
                        tokio::select! {
                            () = tokio::time::sleep(pause) => {}
                            () = stop.cancelled() => return None,
                        }
                        pause = (pause * 2).min(PAUSES.1);
                    }
                }
            }
            None
        })
    }
}

/// Waits for an id of these lanes. Never dropped half-way, not even for `stop`: an id that Redis has handed out already
/// must not be lost. A slot that comes back to a full lane ends the wait instead, so that the next one counts that lane.
async fn pop(
    listener: &Listener,
    slots: &LaneSlots,
    lanes: &[Lane],
    freed: impl Future<Output = ()>,
) -> anyhow::Result<Option<(Lane, RunId)>> {
    let mut pop = std::pin::pin!(listener.pop(lanes));
    if slots.are_all(lanes) {
        return pop.await;
    }
    tokio::select! {
        popped = &mut pop => return popped,
        () = freed => listener.wake().await,
    }
    pop.await
}

impl Backend for BellBackend {
    type Task = Task<Popped>;
    type Error = Infallible;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Infallible>>> {
        if self.pop.is_none() {
            self.pop = Some(self.wait());
        }
        let pop = self.pop.as_mut().expect("just filled");
        let popped = ready!(pop.as_mut().poll(cx));
        self.pop = None;
        Poll::Ready(popped.map(|popped| Ok(Task::new(popped))))
    }

    /// Gives back an id that arrives while the worker closes, so that another worker takes it at once.
    fn poll_close(&mut self, cx: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        if let Some(pop) = self.pop.as_mut() {
            let popped = ready!(pop.as_mut().poll(cx));
            self.pop = None;
            if let Some(Popped { lane, run }) = popped {
                let bell = self.bell.clone();
                self.give_back = Some(Box::pin(async move {
                    if let Err(error) = bell.ring(lane, run).await {
                        tracing::warn!(error = format!("{error:#}"), run.id = %run, "The clock will ring for this run");
                    }
                }));
            }
        }
        if let Some(give_back) = self.give_back.as_mut() {
            ready!(give_back.as_mut().poll(cx));
            self.give_back = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for BellBackend {
    type Args = Popped;
    type Id = RandomId;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = Identity;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Identity {
        Identity::new()
    }
}

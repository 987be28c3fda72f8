//! Live progress of runs, from Redis to the browsers of this process: one subscription to Redis, however many people
//! watch, fanned out to one broadcast channel per watched run. Whatever is lost on the way is read again from Postgres
//! by [`handlers::events`](crate::handlers::events).

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use deadpool_redis::redis::{Value, aio::PubSub};
use futures_util::StreamExt;
use rowmill_core::{model::RunId, queue::RunEvent, redis::Redis};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Messages a slow watcher may fall behind before it has to begin anew.
const BACKLOG: usize = 32;
/// Pause before the first attempt to subscribe again; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A silent connection is asked this often whether it still stands, and has as long to answer.
const PING_EVERY: Duration = Duration::from_secs(15);

/// What a watcher hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The run got on.
    Event(RunEvent),
    /// A message may have been lost: the state has to be read again.
    Reread,
    /// Many messages may have been lost: whoever watches begins anew.
    Resync,
}

/// Fans events out to watchers. Clones share the watchers.
#[derive(Debug, Clone)]
pub struct Hub {
    watched: Watched,
    redis: Redis,
    stop: CancellationToken,
    is_listening: Arc<AtomicBool>,
}

type Watched = Arc<Mutex<HashMap<RunId, broadcast::Sender<Heard>>>>;

/// One watcher of one run; dropping it ends the watch.
#[derive(Debug)]
pub struct Watch {
    run: RunId,
    watched: Watched,
    receiver: Option<broadcast::Receiver<Heard>>,
}

impl Hub {
    /// A hub without watchers. Connects to Redis when somebody begins to watch, and stays until `stop`.
    pub fn new(redis: Redis, stop: CancellationToken) -> Self {
        Self { watched: Watched::default(), redis, stop, is_listening: Arc::default() }
    }

    /// Begins to watch a run. Subscribe before reading the run's state, so that no event falls in between.
    pub fn subscribe(&self, run: RunId) -> Watch {
        if !self.is_listening.swap(true, Ordering::Relaxed) {
            tokio::spawn(self.clone().listen_until_stop());
        }
        let receiver =
            lock(&self.watched).entry(run).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe();
        Watch { run, watched: Arc::clone(&self.watched), receiver: Some(receiver) }
    }

    /// Reconnects by itself. Messages of the time without a connection are lost, so watchers have to catch up: by
    /// reading again after the first connection, which came a moment after them, and from scratch after an outage.
    async fn listen_until_stop(self) {
        let mut pause = FIRST_PAUSE;
        let mut lost = Heard::Reread;
        let mut is_away = false;
        loop {
            let subscribed = tokio::select! {
                () = self.stop.cancelled() => return,
                subscribed = subscribe(&self.redis) => subscribed,
            };
            match subscribed {
                Ok(connection) => {
                    self.tell_all(std::mem::replace(&mut lost, Heard::Resync));
                    (pause, is_away) = (FIRST_PAUSE, false);
                    tokio::select! {
                        () = self.stop.cancelled() => return,
                        () = self.listen(connection) => {}
                    }
                }
                // Once per outage: /readyz tells the rest.
                Err(error) if !std::mem::replace(&mut is_away, true) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "Live progress pauses: Redis cannot be reached"
                    );
                }
                Err(_) => {}
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            }
        }
    }

    /// Hands messages on until the connection ends.
    async fn listen(&self, connection: PubSub) {
        let (mut sink, mut messages) = connection.split();
        loop {
            match tokio::time::timeout(PING_EVERY, messages.next()).await {
                Ok(Some(message)) => {
                    let text = message.get_payload::<String>().unwrap_or_default();
                    if let Ok(event) = serde_json::from_str(&text) {
                        self.tell(event);
                    }
                }
                Ok(None) => return,
                Err(_) => match tokio::time::timeout(PING_EVERY, sink.ping::<Value>()).await {
                    Ok(Ok(_)) => {}
                    _ => return,
                },
            }
        }
    }

    fn tell(&self, event: RunEvent) {
        if let Some(sender) = lock(&self.watched).get(&event.run) {
            // An error means that the last watcher has just left.
            let _ = sender.send(Heard::Event(event));
        }
    }

    fn tell_all(&self, heard: Heard) {
        for sender in lock(&self.watched).values() {
            let _ = sender.send(heard);
        }
    }
}

impl Watch {
    /// The next thing heard; waits as long as it takes. A watcher that fell behind hears [`Heard::Resync`].
    pub async fn next(&mut self) -> Heard {
        let Some(receiver) = &mut self.receiver else { return std::future::pending().await };
        match receiver.recv().await {
            Ok(heard) => heard,
            Err(broadcast::error::RecvError::Lagged(_)) => Heard::Resync,
            // The sender lives as long as any watcher.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = lock(&self.watched);
        self.receiver = None;
        if watched.get(&self.run).is_some_and(|sender| sender.receiver_count() == 0) {
            watched.remove(&self.run);
        }
    }
}

async fn subscribe(redis: &Redis) -> anyhow::Result<PubSub> {
    let connect = async {
        let mut connection = redis.client()?.get_async_pubsub().await.context("connecting to Redis")?;
        connection.psubscribe(redis.keys.run_channels()).await.context("subscribing to run progress")?;
        Ok(connection)
    };
    tokio::time::timeout(LONGEST_PAUSE, connect).await.context("Redis does not answer")?
}

/// The map is whole after every statement, so a panic elsewhere does not spoil it.
fn lock(watched: &Watched) -> MutexGuard<'_, HashMap<RunId, broadcast::Sender<Heard>>> {
    watched.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use rowmill_core::{model::RunState, queue::Progress};

    use super::*;

    fn hub() -> Hub {
        let redis = Redis::new(&"redis://127.0.0.1:1".into(), 1, "test").expect("an address");
        let hub = Hub::new(redis, CancellationToken::new());
        // These tests speak for Redis.
        hub.is_listening.store(true, Ordering::Relaxed);
        hub
    }

    fn event(run: i64) -> RunEvent {
        RunEvent { run: RunId(run), state: RunState::Running, progress: Progress::default() }
    }

    #[tokio::test]
    async fn every_watcher_of_a_run_hears_it_and_no_other() {
        let hub = hub();
        let (mut a, mut b, mut other) =
            (hub.subscribe(RunId(1)), hub.subscribe(RunId(1)), hub.subscribe(RunId(2)));
        hub.tell(event(1));
        assert_eq!((a.next().await, b.next().await), (Heard::Event(event(1)), Heard::Event(event(1))));
        assert!(tokio::time::timeout(Duration::from_millis(5), other.next()).await.is_err());
    }

    #[tokio::test]
    async fn a_watcher_that_falls_behind_begins_anew() {
        let hub = hub();
        let mut watch = hub.subscribe(RunId(1));
        for _ in 0..=BACKLOG {
            hub.tell(event(1));
        }
        assert_eq!(watch.next().await, Heard::Resync);
        assert_eq!(watch.next().await, Heard::Event(event(1)));
    }

    #[tokio::test]
    async fn the_last_watcher_takes_the_channel_along() {
        let hub = hub();
        let (a, b) = (hub.subscribe(RunId(1)), hub.subscribe(RunId(1)));
        drop(a);
        assert_eq!(lock(&hub.watched).len(), 1);
        drop(b);
        assert!(lock(&hub.watched).is_empty());
        hub.tell(event(1));
    }
}

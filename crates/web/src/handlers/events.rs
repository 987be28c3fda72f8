//! The events of a run, for the pages that show it live. Redis tells quickly and may lose; Postgres knows, and is asked
//! at the beginning, whenever a message may have been lost, and every few seconds of silence.

use std::{collections::VecDeque, convert::Infallible, time::Duration};

use actix_web::{HttpResponse, http::header, web};
use bytes::Bytes;
use futures_util::stream;
use rowmill_core::{
    model::{RunId, RunState, WorkspaceId},
    queue::RunEvent,
    store::runs,
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::{
    error::Failure,
    extract::Member,
    present::progress::EventData,
    progress::{Heard, Watch},
    state::App,
};

/// Proxies cut connections that say nothing for longer.
const PING_EVERY: Duration = Duration::from_secs(15);
/// After so long a silence Postgres is asked, so that progress ends even where Redis is away.
const ASK_AFTER: Duration = Duration::from_secs(3);
/// A stream ends after this; the browser comes back, and is asked again who it is.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Server-sent events: `progress` with the state, `done` at the end, `resync` when the page has to be read again.
///
/// # Errors
/// 404 for a run of another workspace; 503 when a service is away.
pub async fn stream(
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, i64)>,
) -> Result<HttpResponse, Failure> {
    let run = RunId(at.1);
    // Before the state is read: whatever happens after it was read is heard.
    let watch = app.progress.subscribe(run);
    let workspace = member.workspace.id;
    let standing =
        runs::standing(&app.client().await?, workspace, run).await?.ok_or_else(Failure::not_found)?;
    let mut events = Events::new(app, workspace, watch, standing);
    events.tell(standing);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream::unfold(events, Events::next)))
}

struct Events {
    app: web::Data<App>,
    workspace: WorkspaceId,
    watch: Watch,
    last: RunEvent,
    waiting: VecDeque<Bytes>,
    ended: bool,
    until: Instant,
    ping: Interval,
    ask: Interval,
}

impl Events {
    fn new(app: web::Data<App>, workspace: WorkspaceId, watch: Watch, last: RunEvent) -> Self {
        let every = |pause| {
            let mut interval = interval_at(Instant::now() + pause, pause);
            interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
            interval
        };
        Self {
            app,
            workspace,
            watch,
            last,
            // The browser comes back two seconds after a stream ended.
            waiting: VecDeque::from([Bytes::from_static(b"retry: 2000\n\n")]),
            ended: false,
            until: Instant::now() + LONGEST,
            ping: every(PING_EVERY),
            ask: every(ASK_AFTER),
        }
    }

    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        loop {
            if let Some(bytes) = self.waiting.pop_front() {
                return Some((Ok(bytes), self));
            }
            if self.ended {
                return None;
            }
            tokio::select! {
                () = self.app.stop.cancelled() => return None,
                () = tokio::time::sleep_until(self.until) => return None,
                heard = self.watch.next() => match heard {
                    Heard::Event(event) => {
                        self.ask.reset();
                        self.tell(event);
                    }
                    Heard::Reread => self.read_again().await,
                    Heard::Resync => self.waiting.push_back(frame("resync", "{}")),
                },
                _ = self.ask.tick() => self.read_again().await,
                _ = self.ping.tick() => self.waiting.push_back(Bytes::from_static(b": ping\n\n")),
            }
        }
    }

    /// Asks Postgres. Where that is away too, the next silence asks again.
    async fn read_again(&mut self) {
        let Ok(client) = self.app.client().await else { return };
        match runs::standing(&client, self.workspace, self.last.run).await {
            Ok(Some(mut event)) => {
                // The ledger does not keep the pace.
                event.progress.rows_per_second = self.last.progress.rows_per_second;
                if event != self.last {
                    self.tell(event);
                }
            }
            // The run went with its table.
            Ok(None) => self.tell(RunEvent { state: RunState::Cancelled, ..self.last }),
            Err(_) => {}
        }
    }

    fn tell(&mut self, event: RunEvent) {
        self.last = event;
        if let Ok(data) = serde_json::to_string(&EventData::new(&event)) {
            self.waiting.push_back(frame("progress", &data));
        }
        if !event.state.is_active() {
            self.waiting.push_back(frame("done", "{}"));
            self.ended = true;
        }
    }
}

/// One event (HTML §9.2.6). The data is JSON on one line.
fn frame(name: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

//! How the installation is doing. What cannot be read says so, and the rest is shown.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use rowmill_core::{
    lifecycle,
    model::Lane,
    queue::Bell,
    store::{
        runs::{self, SlotDelays, SlotLag},
        tables,
    },
};

use crate::{
    error::Failure,
    extract::{Administrator, chrome},
    pages::{self, format, when::When},
    present::ops,
    respond,
    state::App,
};

/// Lines of each list.
const SHOWN: i64 = 10;

/// The page.
///
/// # Errors
/// 503 when the visitor's session or Postgres cannot be read.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    _: Administrator,
) -> Result<HttpResponse, Failure> {
    let now = Timestamp::now();
    let mut faults = Faults::default();
    let processes = lifecycle::list_processes(&app.redis).await;
    let processes = faults.or_none("The processes alive: Redis", processes);
    let client = app.client().await?;
    let depths = faults.or_none("The lanes", runs::lane_depths(&client).await).unwrap_or_default();
    let outcomes = faults.or_none("The outcomes", runs::outcomes(&client).await).unwrap_or_default();
    let lag = faults.or_none("The slots that are due", runs::slot_lag(&client).await);
    let delays = faults.or_none("The slot lag", runs::slot_delays(&client).await);
    let largest =
        faults.or_none("The largest tables", tables::largest(&client, SHOWN).await).unwrap_or_default();
    let failing =
        faults.or_none("The failing tables", tables::failing(&client, SHOWN).await).unwrap_or_default();
    drop(client);

    let lanes = ops::lanes(&depths);
    let lag = lag.unwrap_or(SlotLag { due: 0, oldest_seconds: None });
    let delays = delays.unwrap_or(SlotDelays { median_seconds: None, p99_seconds: None });
    let mut warnings = faults.0;
    if let Some(processes) = &processes {
        warnings.extend(ops::warnings(processes, &lanes, &lag));
        warnings.extend(full_bells(&app).await);
    }
    respond::page(&pages::ops::Ops {
        chrome: chrome(&request).await?,
        at: When::new(now, now),
        warnings,
        processes: processes.iter().flatten().map(|process| ops::process(process, now)).collect(),
        lanes,
        outcomes: ops::outcomes(&outcomes),
        slot_lag: ops::slot_lag(&lag, &delays),
        tables: largest.iter().map(ops::large).collect(),
        failing: failing.iter().map(|table| ops::failing(table, now)).collect(),
    })
}

/// A bell that holds as many ids as it may; the rest waits in Postgres for the dispatcher.
async fn full_bells(app: &App) -> Vec<String> {
    let mut full = Vec::new();
    for lane in Lane::ALL {
        if app.bell.depth(*lane).await.is_ok_and(|depth| depth >= Bell::MAX_DEPTH) {
            let depth = format::count(Bell::MAX_DEPTH as u64);
            full.push(format!("The bell of the lane {lane} holds {depth} runs, as many as it may."));
        }
    }
    full
}

/// What could not be read, in sentences.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn or_none<T>(&mut self, what: &str, found: Result<T, impl Into<anyhow::Error>>) -> Option<T> {
        found
            .map_err(|error| {
                let error: anyhow::Error = error.into();
                tracing::warn!(error = format!("{error:#}"), "A part of the ops page could not be read");
                self.0.push(format!("{what} could not be read. The log of this process says why."));
            })
            .ok()
    }
}

//! Makes a run for each slot that fell due.
//!
//! A source is locked, gets its run and moves to its next slot in one transaction: with any number of clocks, each slot
//! has one run. Slots missed while no clock was alive, or while an earlier run was active, are merged into one run, since
//! a refresh brings the newest state whatever the slot.

use std::sync::Arc;

use jiff::Timestamp;
use rowmill_core::{
    model::{Lane, RunCause, RunId, Schedule},
    store::{
        runs::{self, NewRun},
        sources::{self, DueSource},
    },
};

use crate::App;

/// Sources per round.
const BATCH: i64 = 100;
/// Missed slots are counted up to this number.
const COUNTED: u32 = 1_000;

pub(crate) async fn run(app: Arc<App>) -> anyhow::Result<u64> {
    let mut client = app.database.get().await?;
    let transaction = client.transaction().await?;
    let due = sources::lock_due(&transaction, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let now = sources::now(&transaction).await?;
    let mut made = Vec::new();
    for due in &due {
        let plan = plan(&app, due, now);
        if let Some(new) = &plan.run
            && let Some(run) = runs::insert(&transaction, new).await?
        {
            made.push((new.lane, run));
        }
        sources::set_next_due(&transaction, due.source.id, plan.next).await?;
    }
    transaction.commit().await?;
    drop(client);
    ring(&app, &made).await;
    Ok(made.len() as u64)
}

struct Plan {
    run: Option<NewRun>,
    next: Option<Timestamp>,
}

fn plan(app: &App, due: &DueSource, now: Timestamp) -> Plan {
    let source = &due.source;
    let text = source.schedule.as_deref().unwrap_or_default();
    let parsed = Schedule::parse(text, &source.time_zone, source.id.0, app.config.schedule_min_interval);
    let (Some(slot), Ok(schedule)) = (source.next_due_at, parsed) else {
        // One unreadable schedule must not stop the others; its settings page shows what is wrong with it.
        tracing::warn!(source.id = %source.id, "A source's schedule cannot be read any more; it waits for new settings");
        return Plan { run: None, next: None };
    };
    let run = NewRun {
        workspace: source.workspace,
        source: source.id,
        table: Some(due.table),
        cause: RunCause::Schedule,
        lane: Lane::of_refresh(source.fingerprint.bytes),
        host: source.host(),
        slot: Some(slot),
        slots_merged: i32::try_from(schedule.slots_between(slot, now, COUNTED)).unwrap_or(i32::MAX),
    };
    Plan { run: Some(run), next: schedule.next_after(now) }
}

async fn ring(app: &App, made: &[(Lane, RunId)]) {
    for lane in Lane::ALL {
        let runs: Vec<RunId> = made.iter().filter(|(of, _)| of == lane).map(|(_, run)| *run).collect();
        if let Err(error) = app.bell.ring_all(*lane, &runs).await {
            tracing::warn!(error = format!("{error:#}"), "Could not ring; the dispatcher will");
        }
    }
}

//! The figures of the ops page.

use std::time::Duration;

use jiff::Timestamp;
use rowmill_core::{
    lifecycle::ProcessInfo,
    model::Lane,
    store::{
        runs::{LaneDepth, Outcomes, SlotDelays, SlotLag},
        tables::{FailingTable, TableSize},
    },
};

use super::{heading, run, unsigned};
use crate::pages::{format, ops, when::When};

/// Seconds a run may wait before its lane is late, by lane: previews are looked at, big files may queue.
fn patience(lane: Lane) -> f64 {
    match lane {
        Lane::Interactive => 5.0,
        Lane::Small => 60.0,
        Lane::Big => 1_800.0,
    }
}

/// A living process. Presence expires by itself, so whoever is listed was heard of a moment ago.
pub fn process(process: &ProcessInfo, now: Timestamp) -> ops::ProcessLine {
    let uptime = Duration::try_from(now.duration_since(process.started_at)).unwrap_or_default();
    ops::ProcessLine {
        kind: process.kind.clone(),
        name: process.name.clone(),
        uptime: format::duration(uptime),
        memory: if process.resident_bytes == 0 {
            "–".to_owned()
        } else {
            format::bytes(process.resident_bytes)
        },
        version: process.version.clone(),
        stateless: stateless(&process.stateless),
        seen: When::new(now, now),
        is_silent: false,
    }
}

/// Every lane, those without work too.
pub fn lanes(depths: &[LaneDepth]) -> Vec<ops::LaneLine> {
    let line = |lane: &Lane| {
        let depth = depths.iter().find(|depth| depth.lane == *lane);
        let oldest = depth.and_then(|depth| depth.oldest_seconds);
        ops::LaneLine {
            name: lane.to_string(),
            queued: depth.map_or(0, |depth| unsigned(depth.queued)),
            running: depth.map_or(0, |depth| unsigned(depth.running)),
            oldest: oldest.map(seconds),
            is_late: oldest.is_some_and(|age| age > patience(*lane)),
        }
    };
    Lane::ALL.iter().map(line).collect()
}

/// How runs ended.
pub fn outcomes(outcomes: &[Outcomes]) -> Vec<ops::Outcome> {
    let outcome = |o: &Outcomes| ops::Outcome { state: run::state(o.state), runs: unsigned(o.runs) };
    outcomes.iter().map(outcome).collect()
}

/// How late scheduled runs begin.
pub fn slot_lag(lag: &SlotLag, delays: &SlotDelays) -> ops::SlotLag {
    ops::SlotLag {
        median: delays.median_seconds.map(seconds),
        p99: delays.p99_seconds.map(seconds),
        overdue: unsigned(lag.due),
    }
}

/// A large table.
pub fn large(table: &TableSize) -> ops::LargeTable {
    ops::LargeTable {
        url: format!("/{}/{}", table.workspace, table.name),
        qualified: format!("{}.{}", table.workspace, table.name),
        rows: format::count(unsigned(table.row_count)),
        size: format::bytes(unsigned(table.bytes)),
    }
}

/// A failing table.
pub fn failing(table: &FailingTable, now: Timestamp) -> ops::FailingTable {
    ops::FailingTable {
        url: format!("/{}/{}/runs/{}", table.workspace, table.name, table.run),
        qualified: format!("{}.{}", table.workspace, table.name),
        problem: table.failure.as_ref().map(|failure| heading(&failure.message)).unwrap_or_default(),
        times: unsigned(table.times),
        at: When::new(table.finished_at, now),
    }
}

/// What an operator should act on, from the processes alive and the lanes.
pub fn warnings(processes: &[ProcessInfo], lanes: &[ops::LaneLine], lag: &SlotLag) -> Vec<String> {
    let mut warnings = Vec::new();
    let is_missing = |kind: &str| !processes.iter().any(|process| process.kind == kind);
    if is_missing("worker") {
        warnings.push(
            "No worker is alive: runs wait. Start one with the worker line of the Procfile.".to_owned(),
        );
    }
    if is_missing("clock") {
        warnings.push(
            "No clock is alive: schedules do not fire and lost runs are not rescued. Start one with the clock line of \
             the Procfile."
                .to_owned(),
        );
    }
    for lane in lanes.iter().filter(|lane| lane.is_late) {
        let oldest = lane.oldest.as_deref().unwrap_or_default();
        warnings.push(format!(
            "The lane {} waits: its oldest run for {oldest}. More workers would help.",
            lane.name
        ));
    }
    if let Some(age) = lag.oldest_seconds.filter(|age| *age > 120.0) {
        warnings.push(format!("A slot has been due for {} and has no run yet.", seconds(age)));
    }
    warnings
}

fn seconds(number: f64) -> String {
    format::duration(Duration::try_from_secs_f64(number.max(0.0)).unwrap_or_default())
}

fn stateless(text: &str) -> ops::Stateless {
    match text {
        "off" => ops::Stateless::Off,
        text if text.starts_with("enforced") => ops::Stateless::Enforced,
        _ => ops::Stateless::Unsupported,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_without_work_are_shown_and_patience_differs() {
        let depth = |lane, oldest| LaneDepth { lane, queued: 3, running: 1, oldest_seconds: Some(oldest) };
        let lanes = lanes(&[depth(Lane::Interactive, 7.0), depth(Lane::Big, 7.0)]);
        let shown: Vec<_> = lanes.iter().map(|l| (l.name.as_str(), l.queued, l.is_late)).collect();
        assert_eq!(shown, [("interactive", 3, true), ("small", 0, false), ("big", 3, false)]);
    }

    #[test]
    fn a_formation_without_worker_and_clock_is_called_out() {
        let lag = SlotLag { due: 0, oldest_seconds: None };
        assert_eq!(warnings(&[], &[], &lag).len(), 2);
    }
}

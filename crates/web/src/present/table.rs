//! What every page of a table shows first.

use jiff::Timestamp;
use rowmill_core::{
    model::{RunReport, RunState, SourceKind},
    store::{runs::Run, tables::TableOverview},
};

use super::{freshness, problem, progress, schedule, source};
use crate::pages::{
    format,
    table::{FailedRun, TableHead},
    when::When,
};

/// The heading of a table; `active` is its run under way.
pub fn head(workspace: &str, table: &TableOverview, active: Option<&Run>, now: Timestamp) -> TableHead {
    let name = &table.table.name;
    let version = table.table.current_version;
    let base = format!("/{workspace}/{name}");
    TableHead {
        name: name.clone(),
        title: table.table.title.clone(),
        qualified: format!("{workspace}.{name}"),
        freshness: freshness::of(table, now),
        version: (version > 0).then(|| version.to_string()),
        rows: table.row_count.map(|rows| format::count(super::unsigned(rows))),
        last_change: table.published_at.map(|at| When::new(at, now)),
        last_check: table.in_step_at.map(|at| When::new(at, now)),
        schedule: schedule::words(table.schedule.as_deref(), &table.time_zone),
        next_refresh: table.next_due_at.map(|at| When::new(at, now)),
        source: source::origin(table.url.as_deref(), table.file_name.as_deref()),
        is_upload: table.source_kind == SourceKind::Upload,
        progress: active
            .and_then(|run| progress::strip(workspace, run, Some(format!("{base}/runs/{}", run.id)))),
        failed: failed(&base, table, now),
    }
}

fn failed(base: &str, table: &TableOverview, now: Timestamp) -> Option<FailedRun> {
    let run = table.last_run.as_ref().filter(|run| run.state == RunState::Failed)?;
    Some(FailedRun {
        problem: problem::of_run(run.failure.as_ref()?, &RunReport::default()),
        run_url: format!("{base}/runs/{}", run.id),
        at: When::new(run.finished_at?, now),
    })
}

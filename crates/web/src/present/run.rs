//! One run: its line in a list, and its page with the report.

use std::time::Duration;

use jiff::Timestamp;
use rowmill_core::{
    model::{RunCause, RunReport, RunState, SchemaChange, Step},
    store::{
        rejected_rows::{KEPT, RejectedRow},
        runs::Run,
        versions::Version,
    },
};

use super::{checks, exchange, heading, layout, problem, progress, timeline};
use crate::pages::{cell::Cell, chrome::Chrome, format, run, run_state, table::RunLine, when::When};

/// What the page of a run needs besides the run.
#[derive(Debug)]
pub struct Around<'a> {
    /// What the run belongs to.
    pub parent: run::Parent,
    /// The path of the page.
    pub url: String,
    /// What readers see; `None` for previews and before the first publication.
    pub current: Option<&'a Version>,
    /// The first rows set aside.
    pub rejected: &'a [RejectedRow],
    /// Headers of columns whose type a person chose and may relax, with the kept rows that do not fit it.
    pub relaxable: &'a [(String, i64)],
    /// Whether a person may have it published all the same.
    pub can_be_overruled: bool,
    /// Now.
    pub now: Timestamp,
}

/// The page of a run.
pub fn page(chrome: Chrome, run: &Run, around: Around<'_>) -> run::RunPage {
    let Around { parent, url, current, rejected, relaxable, can_be_overruled, now } = around;
    let (report, can_edit) = (&run.report, chrome.can_edit());
    let when = |at| When::new(at, now);
    let waits = run.state == RunState::Queued && run.attempt > 0 && run.not_before > now;
    let tries = unsigned(run.strikes + 1).min(unsigned(run.max_strikes)).max(1);
    run::RunPage {
        progress: progress::strip(chrome.slug(), run, None),
        parent,
        id: run.id.to_string(),
        state: state(run.state),
        trigger: trigger(run),
        attempt: tries,
        max_attempts: unsigned(run.max_strikes),
        queued: when(run.created_at),
        started: run.started_at.map(when),
        ended: run.finished_at.map(when),
        next_attempt: waits.then(|| when(run.not_before)),
        took: took(run),
        problem: run.failure.as_ref().map(|failure| problem::of_run(failure, report)),
        readers_see: current
            .filter(|_| matches!(run.state, RunState::Failed | RunState::Cancelled))
            .map(readers_see),
        version: run.version.map(|version| version.to_string()),
        steps: timeline::of_run(run),
        exchanges: exchange::of_run(report),
        findings: layout::findings(report),
        schema_changes: report.schema_changes.iter().map(|change| schema_change(change, report)).collect(),
        counts: (report.rows != Default::default()).then(|| counts(run)),
        checks: checks::of_run(report),
        rejected: set_aside(run, rejected, if can_edit { relaxable } else { &[] }, &url),
        can_cancel: can_edit && run.state.is_active(),
        can_publish: can_edit && can_be_overruled,
        can_retry: can_edit && matches!(run.state, RunState::Failed | RunState::Cancelled),
        url,
        chrome,
        notices: report.notes.clone(),
    }
}

/// The line of a run in a list; `base` is the path of the list.
pub fn line(run: &Run, base: &str, now: Timestamp) -> RunLine {
    let rows = &run.report.rows;
    let read = if run.state.is_active() { run.progress.rows } else { rows.read };
    RunLine {
        url: format!("{base}/{}", run.id),
        state: state(run.state),
        queued: When::new(run.created_at, now),
        trigger: trigger(run),
        took: took(run),
        rows: (read > 0).then(|| format::count(read)),
        rejected: (rows.rejected > 0).then(|| format::count(rows.rejected)),
        outcome: outcome(run),
    }
}

/// A state as pages call it.
pub fn state(state: RunState) -> run_state::RunState {
    match state {
        RunState::Queued => run_state::RunState::Queued,
        RunState::Running => run_state::RunState::Running,
        RunState::Published => run_state::RunState::Published,
        RunState::Unchanged => run_state::RunState::Unchanged,
        RunState::Previewed => run_state::RunState::Ready,
        RunState::Failed => run_state::RunState::Failed,
        RunState::Cancelled => run_state::RunState::Cancelled,
    }
}

fn trigger(run: &Run) -> String {
    let words = match (run.cause, &run.overruling) {
        (RunCause::Retry, Some(_)) => "Publish anyway",
        (RunCause::Manual, Some(_)) => "Another type for a column",
        (other, _) => cause(other),
    };
    match &run.overruler {
        Some(who) => format!("{words}, by {who}"),
        None => words.to_owned(),
    }
}

fn cause(cause: RunCause) -> &'static str {
    match cause {
        RunCause::Preview => "Preview",
        RunCause::Create => "Creation of the table",
        RunCause::Schedule => "Schedule",
        RunCause::Manual => "Refresh by hand",
        RunCause::Retry => "Retry",
        RunCause::Upload => "Upload of a newer file",
    }
}

/// How it ended, in a few words.
fn outcome(run: &Run) -> String {
    match run.state {
        RunState::Queued => "Waiting for a worker".to_owned(),
        RunState::Running => {
            run.progress.step.map_or("Starting", |step| progress::step(step).doing()).to_owned()
        }
        RunState::Published => run.version.map(|version| format!("Version {version}")).unwrap_or_default(),
        RunState::Previewed => "Preview ready".to_owned(),
        RunState::Cancelled => "Stopped; nothing was published".to_owned(),
        RunState::Failed => run.failure.as_ref().map(|f| heading(&f.message)).unwrap_or_default(),
        RunState::Unchanged => {
            let fetch =
                timeline::of_run(run).into_iter().find(|line| line.step == progress::step(Step::Fetch));
            fetch
                .map(|line| line.note)
                .filter(|note| !note.is_empty())
                .unwrap_or_else(|| "The same content".to_owned())
        }
    }
}

/// Of its newest attempt.
fn took(run: &Run) -> Option<String> {
    let took = run.finished_at?.duration_since(run.started_at?);
    Some(format::duration(Duration::try_from(took).unwrap_or_default()))
}

fn readers_see(version: &Version) -> String {
    format!(
        "Readers see version {} of {}",
        version.number,
        version.published_at.strftime("%-d %b %Y, %H:%M UTC")
    )
}

fn schema_change(change: &SchemaChange, report: &RunReport) -> run::SchemaChange {
    let evidence = |name: &str| {
        let finding = report.columns.iter().find(|finding| finding.column.name == name);
        finding.map(|finding| finding.evidence.clone()).unwrap_or_default()
    };
    let line = |kind: &str, column: &str, before: &str, after: &str| run::SchemaChange {
        kind: kind.to_owned(),
        column: column.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        because: evidence(column),
    };
    match change {
        SchemaChange::Added { column, to } => line("Added", column, "", to),
        SchemaChange::Removed { column } => line("Removed", column, "", ""),
        SchemaChange::Widened { column, from, to } => line("Retyped", column, from, to),
    }
}

fn counts(run: &Run) -> run::Counts {
    let rows = &run.report.rows;
    run::Counts {
        read: format::count(rows.read),
        // What a run loaded that published nothing, nobody sees.
        loaded: format::count(if run.version.is_some() { rows.loaded } else { 0 }),
        rejected: format::count(rows.rejected),
    }
}

fn set_aside(
    run: &Run,
    rows: &[RejectedRow],
    relaxable: &[(String, i64)],
    url: &str,
) -> Option<run::Rejected> {
    let total = run.report.rows.rejected.max(rows.len() as u64);
    (!rows.is_empty()).then(|| run::Rejected {
        kept: (total > KEPT as u64).then(|| format::count(KEPT as u64)),
        relaxable: relaxable.iter().map(relaxed).collect(),
        total: format::count(total),
        rows: rows.iter().map(rejected).collect(),
        download: Some(format!("{url}/rejected.csv")),
    })
}

fn relaxed((label, rows): &(String, i64)) -> run::Relaxable {
    let rows = u64::try_from(*rows).unwrap_or_default();
    run::Relaxable { column: label.clone(), rows: format::counted(rows, "row", "rows") }
}

fn rejected(row: &RejectedRow) -> run::RejectedRow {
    run::RejectedRow {
        line: format::count(super::unsigned(row.line)),
        column: row.column_name.clone().or(row.column_no.map(|n| n.to_string())).unwrap_or_default(),
        reason: row.reason.clone(),
        raw: Cell::new(Some(&row.raw), false),
    }
}

fn unsigned(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

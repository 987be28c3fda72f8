//! The steps of a run: which are done, which one it is at or failed in, and what each found.

use std::time::Duration;

use rowmill_core::{
    model::{RowChanges, RunKind, RunReport, RunState, Step},
    store::runs::Run,
};

use super::{exchange, layout, progress};
use crate::pages::{
    format,
    progress::{StepLine, StepState},
};

/// The steps of a run, in order. A preview ends before it loads, and the first version has none before it to compare with.
pub fn of_run(run: &Run) -> Vec<StepLine> {
    let belongs = |step: &&Step| match (run.kind, step) {
        (_, Step::Compare) => was_begun(run, Step::Compare),
        (RunKind::Preview, step) => **step <= Step::Infer,
        (RunKind::Refresh, _) => true,
    };
    Step::ALL.iter().filter(belongs).map(|step| line(run, *step)).collect()
}

fn was_begun(run: &Run, step: Step) -> bool {
    run.progress.step == Some(step) || run.report.timings.iter().any(|timing| timing.step == step)
}

fn line(run: &Run, step: Step) -> StepLine {
    let timing = run.report.timings.iter().find(|timing| timing.step == step);
    let state = state(run, step);
    StepLine {
        step: progress::step(step),
        state,
        took: timing.map(|timing| format::duration(Duration::from_millis(timing.duration_ms))),
        note: if state == StepState::Done { note(run, step) } else { String::new() },
    }
}

fn state(run: &Run, step: Step) -> StepState {
    // The ledger learns of a step at a heartbeat, and of the last one's time at the end.
    let at = run.report.timings.iter().map(|timing| timing.step).chain(run.progress.step).max();
    match run.state {
        RunState::Queued => StepState::Pending,
        // Where few rows changed, types are as they were and only those rows were written.
        RunState::Published | RunState::Failed
            if [Step::Infer, Step::Load].contains(&step)
                && was_begun(run, Step::Compare)
                && !was_begun(run, step) =>
        {
            StepState::Skipped
        }
        RunState::Published | RunState::Previewed => StepState::Done,
        // The source was asked, and that was all.
        RunState::Unchanged if step == Step::Fetch => StepState::Done,
        RunState::Unchanged => StepState::Skipped,
        RunState::Running | RunState::Failed | RunState::Cancelled => match at {
            Some(at) if step < at => StepState::Done,
            Some(at) if step == at => match run.state {
                RunState::Running => StepState::Active,
                RunState::Failed => StepState::Failed,
                _ => StepState::Skipped,
            },
            _ if run.state == RunState::Running => StepState::Pending,
            _ => StepState::Skipped,
        },
    }
}

fn note(run: &Run, step: Step) -> String {
    let report = &run.report;
    match step {
        Step::Fetch => fetched(report, run.state),
        Step::Detect => report.layout.as_ref().map(layout::summary).unwrap_or_default(),
        Step::Compare => report.changes.map(changes).unwrap_or_default(),
        Step::Infer if report.columns.is_empty() => String::new(),
        Step::Infer => format::counted(report.columns.len() as u64, "column", "columns"),
        Step::Load if report.rows.rejected > 0 => format!(
            "{}, {} set aside",
            format::counted(report.rows.loaded, "row", "rows"),
            format::count(report.rows.rejected)
        ),
        Step::Load => format::counted(report.rows.loaded, "row", "rows"),
        Step::Check => String::new(),
        Step::Publish => run.version.map(|version| format!("Version {version}")).unwrap_or_default(),
    }
}

fn changes(changes: RowChanges) -> String {
    let RowChanges { added, removed, changed } = changes;
    let changed = changed.map(|changed| format!(", {} changed", format::count(changed))).unwrap_or_default();
    format!("{} added, {} removed{changed}", format::count(added), format::count(removed))
}

fn fetched(report: &RunReport, state: RunState) -> String {
    let status = report.exchange.as_ref().and_then(|exchange| exchange.status);
    let size = report.bytes.map(format::bytes);
    let words = match (status, size) {
        (Some(304), _) => return "HTTP 304, not modified".to_owned(),
        (Some(code), Some(size)) => format!("{}, {size}", exchange::status(code)),
        (Some(code), None) => exchange::status(code),
        (None, size) => size.unwrap_or_default(),
    };
    if state == RunState::Unchanged { format!("{words}, the same content") } else { words }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rowmill_core::model::{Lane, RunCause, RunId, SourceId, StepTiming, TableId, WorkspaceId};

    use super::*;

    fn run(state: RunState, at: Option<Step>) -> Run {
        Run {
            id: RunId(1),
            workspace: WorkspaceId(1),
            source: SourceId(1),
            table: Some(TableId(1)),
            kind: RunKind::Refresh,
            cause: RunCause::Manual,
            lane: Lane::Small,
            slot: None,
            slots_merged: 0,
            state,
            attempt: 1,
            strikes: 0,
            max_strikes: 8,
            not_before: Timestamp::UNIX_EPOCH,
            worker: None,
            progress: rowmill_core::queue::Progress { step: at, ..Default::default() },
            report: RunReport::default(),
            failure: None,
            version: None,
            created_at: Timestamp::UNIX_EPOCH,
            started_at: None,
            finished_at: None,
            overruling: None,
            overruler: None,
        }
    }

    fn states(run: &Run) -> Vec<StepState> {
        of_run(run).into_iter().map(|line| line.state).collect()
    }

    #[test]
    fn a_running_run_stands_at_one_step() {
        use StepState::{Active, Done, Pending};
        assert_eq!(
            states(&run(RunState::Running, Some(Step::Infer))),
            [Done, Done, Active, Pending, Pending, Pending]
        );
        assert_eq!(states(&run(RunState::Running, None)), [Pending; 6]);
    }

    #[test]
    fn a_failed_run_shows_where() {
        use StepState::{Done, Failed, Skipped};
        assert_eq!(
            states(&run(RunState::Failed, Some(Step::Detect))),
            [Done, Failed, Skipped, Skipped, Skipped, Skipped]
        );
        assert_eq!(states(&run(RunState::Failed, None)), [Skipped; 6]);
    }

    #[test]
    fn a_run_that_failed_between_two_heartbeats_shows_where_too() {
        let mut run = run(RunState::Failed, None);
        run.report.timings =
            [Step::Fetch, Step::Detect].map(|step| StepTiming { step, duration_ms: 3 }).to_vec();
        assert_eq!(states(&run)[..3], [StepState::Done, StepState::Failed, StepState::Skipped]);
    }

    #[test]
    fn a_refresh_that_only_compared_rows_and_met_a_check_loaded_nothing() {
        use StepState::{Done, Failed, Skipped};
        let mut run = run(RunState::Failed, None);
        run.report.timings = [Step::Fetch, Step::Detect, Step::Compare, Step::Check]
            .map(|step| StepTiming { step, duration_ms: 3 })
            .to_vec();
        assert_eq!(states(&run), [Done, Done, Done, Skipped, Skipped, Failed, Skipped]);
    }

    #[test]
    fn an_unchanged_source_needs_no_more_than_asking() {
        let mut run = run(RunState::Unchanged, Some(Step::Fetch));
        run.report.exchange = Some(rowmill_core::model::Exchange { status: Some(304), ..Default::default() });
        run.report.timings = vec![StepTiming { step: Step::Fetch, duration_ms: 212 }];
        let lines = of_run(&run);
        assert_eq!(
            (lines[0].note.as_str(), lines[0].took.as_deref()),
            ("HTTP 304, not modified", Some("212 ms"))
        );
        assert!(lines[1..].iter().all(|line| line.state == StepState::Skipped));
    }

    #[test]
    fn a_preview_has_no_steps_after_inference() {
        let preview = Run { kind: RunKind::Preview, table: None, ..run(RunState::Previewed, None) };
        assert_eq!(states(&preview), [StepState::Done; 3]);
    }
}

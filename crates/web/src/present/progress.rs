//! A run under way: the strip of a page, and the same as the data of an event.

use rowmill_core::{
    model::{self, RunId},
    queue::RunEvent,
    store::runs::Run,
};
use serde::Serialize;

use crate::pages::progress::{Progress, Step};

/// The strip of a run that goes on; `None` once it ended. `run_url` is left out on the page of the run itself.
pub fn strip(workspace: &str, run: &Run, run_url: Option<String>) -> Option<Progress> {
    run.state.is_active().then(|| Progress {
        events: events(workspace, run.id),
        run_url,
        step: run.progress.step.map(step),
        bytes: run.progress.bytes,
        bytes_total: run.progress.bytes_total,
        rows: run.progress.rows,
        rows_per_second: run.progress.rows_per_second,
    })
}

/// Where the events of a run are.
pub fn events(workspace: &str, run: RunId) -> String {
    format!("/{workspace}/-/runs/{run}/events")
}

/// A step as pages call it.
pub fn step(step: model::Step) -> Step {
    match step {
        model::Step::Fetch => Step::Fetch,
        model::Step::Detect => Step::Detect,
        model::Step::Compare => Step::Compare,
        model::Step::Infer => Step::Infer,
        model::Step::Load => Step::Load,
        model::Step::Check => Step::Checks,
        model::Step::Publish => Step::Publish,
    }
}

/// The data of a `progress` event, as `assets/progress.js` reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EventData {
    state: &'static str,
    step: Option<&'static str>,
    bytes: u64,
    bytes_total: Option<u64>,
    rows: u64,
    rows_per_second: u64,
}

impl EventData {
    /// What a watcher is told.
    pub fn new(event: &RunEvent) -> Self {
        let now = event.progress;
        Self {
            state: event.state.as_str(),
            step: now.step.map(|s| step(s).key()),
            bytes: now.bytes,
            bytes_total: now.bytes_total,
            rows: now.rows,
            rows_per_second: now.rows_per_second,
        }
    }
}

#[cfg(test)]
mod tests {
    use rowmill_core::{model::RunState, queue};

    use super::*;

    #[test]
    fn an_event_bears_the_names_that_the_page_knows() {
        let progress =
            queue::Progress { step: Some(model::Step::Check), rows: 7, ..queue::Progress::default() };
        let event = RunEvent { run: RunId(1), state: RunState::Running, progress };
        assert_eq!(
            serde_json::to_string(&EventData::new(&event)).expect("plain data"),
            r#"{"state":"running","step":"checks","bytes":0,"bytes_total":null,"rows":7,"rows_per_second":0}"#
        );
    }

    #[test]
    fn every_step_has_its_page() {
        let keys: Vec<_> = model::Step::ALL.iter().map(|s| step(*s)).collect();
        assert_eq!(keys, Step::ALL);
    }
}

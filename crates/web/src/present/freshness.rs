//! How a table stands to its source, at a glance. The rules, the first that fits:
//!
//! | | |
//! |---|---|
//! | loading | a worker holds a run of it |
//! | failing | its newest run failed; the last good version stays. Before late, since that is what to act on |
//! | late | a slot of its schedule fell due more than two minutes ago and nothing came of it |
//! | due | a run waits for a worker, or a slot has just fallen due |
//! | new | nothing was published yet |
//! | in step | everything else: the newest run found or published the present content, or nobody asked for more |

use jiff::{SignedDuration, Timestamp};
use rowmill_core::{model::RunState, store::tables::TableOverview};

use super::heading;
use crate::pages::{freshness::Freshness, when};

/// A slot may be this old before its table is called late: clocks look every second, workers may be busy for a while.
const GRACE: SignedDuration = SignedDuration::from_mins(2);

/// How a table stands to its source.
pub fn of(table: &TableOverview, now: Timestamp) -> Freshness {
    let state = table.last_run.as_ref().map(|run| run.state);
    let overdue = table.next_due_at.map(|due| now.duration_since(due));
    let is_late = overdue.is_some_and(|by| by > GRACE);
    match state {
        Some(RunState::Running) => Freshness::Loading,
        Some(RunState::Failed) => Freshness::Failing,
        _ if is_late => Freshness::Late,
        Some(RunState::Queued) => Freshness::Due,
        _ if overdue.is_some_and(|by| !by.is_negative()) => Freshness::Due,
        _ if table.table.current_version == 0 => Freshness::New,
        _ => Freshness::InStep,
    }
}

/// More about that, where it needs saying.
pub fn note(table: &TableOverview, now: Timestamp) -> Option<String> {
    match of(table, now) {
        Freshness::Failing => Some(heading(&table.last_run.as_ref()?.failure.as_ref()?.message)),
        Freshness::Late => {
            let seconds = table.next_due_at?.as_second() - now.as_second();
            Some(format!("Was due {}", when::relative(seconds)))
        }
        Freshness::Due if table.last_run.as_ref()?.state == RunState::Queued => {
            Some("Waiting for a worker".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rowmill_core::{
        model::{RunFailure, RunId, SourceId, SourceKind, TableId, TableRules, WorkspaceId},
        store::tables::{LastRun, Table},
    };

    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().expect("an instant")
    }

    fn table(version: i32, last: Option<RunState>, due_in_seconds: Option<i64>) -> TableOverview {
        TableOverview {
            table: Table {
                id: TableId(1),
                workspace: WorkspaceId(1),
                source: SourceId(1),
                name: "t".into(),
                title: "T".into(),
                current_version: version,
                rules: TableRules::default(),
                is_public: false,
            },
            source_kind: SourceKind::Url,
            url: Some("https://example.org/t.csv".into()),
            file_name: None,
            schedule: due_in_seconds.map(|_| "@hourly".into()),
            time_zone: "UTC".into(),
            next_due_at: due_in_seconds.map(|s| now() + SignedDuration::from_secs(s)),
            row_count: None,
            published_at: None,
            last_run: last.map(|state| LastRun {
                id: RunId(1),
                state,
                failure: (state == RunState::Failed)
                    .then(|| RunFailure::new("http_404", "The source is gone: HTTP 404.", "Look there.")),
                finished_at: None,
            }),
            in_step_at: None,
        }
    }

    fn freshness(version: i32, last: Option<RunState>, due: Option<i64>) -> Freshness {
        of(&table(version, last, due), now())
    }

    #[test]
    fn a_table_in_step_stays_so_until_its_slot() {
        for state in [RunState::Published, RunState::Unchanged, RunState::Cancelled] {
            assert_eq!(freshness(3, Some(state), Some(600)), Freshness::InStep, "{state}");
            assert_eq!(freshness(3, Some(state), None), Freshness::InStep, "{state}");
            assert_eq!(freshness(3, Some(state), Some(-1)), Freshness::Due, "{state}");
            assert_eq!(freshness(3, Some(state), Some(-121)), Freshness::Late, "{state}");
        }
    }

    #[test]
    fn a_run_under_way_comes_first() {
        assert_eq!(freshness(3, Some(RunState::Running), Some(-9_000)), Freshness::Loading);
        assert_eq!(freshness(0, Some(RunState::Running), None), Freshness::Loading);
    }

    #[test]
    fn a_run_that_waits_too_long_is_late() {
        assert_eq!(freshness(3, Some(RunState::Queued), Some(600)), Freshness::Due);
        assert_eq!(freshness(3, Some(RunState::Queued), Some(-600)), Freshness::Late);
    }

    #[test]
    fn failing_is_what_to_act_on() {
        assert_eq!(freshness(3, Some(RunState::Failed), Some(-9_000)), Freshness::Failing);
        let failing = table(3, Some(RunState::Failed), None);
        assert_eq!(note(&failing, now()).as_deref(), Some("The source is gone: HTTP 404"));
    }

    #[test]
    fn nothing_published_yet_is_new() {
        assert_eq!(freshness(0, None, None), Freshness::New);
        assert_eq!(freshness(0, Some(RunState::Cancelled), Some(600)), Freshness::New);
    }

    #[test]
    fn late_says_since_when() {
        let late = table(3, Some(RunState::Unchanged), Some(-2_400));
        assert_eq!(note(&late, now()).as_deref(), Some("Was due 40 minutes ago"));
    }
}

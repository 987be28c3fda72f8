//! Runs in each state, with everything they can find.

use rowmill_core::model::{CheckResult, Example, RunReport, Verdict};
use rowmill_web::{
    pages::{
        cell::Cell,
        checks::Checked,
        chrome::Role,
        progress::{Progress, Step, StepState},
        run::{Counts, Exchange, Parent, Rejected, RejectedRow, Relaxable, RunPage, SchemaChange},
        run_state::RunState,
    },
    present,
};

use crate::{
    Gallery, HOSTILE, Shown,
    chrome::chrome,
    findings::findings,
    problems::{html_problem, quote},
    progress::{progress, steps},
    settings::table_rules,
    when::ago,
};

impl Gallery<'_> {
    pub(crate) fn runs(&self) -> Shown {
        self.show("run-published", &run(RunState::Published))?;
        let mut running = run(RunState::Running);
        running.progress = Some(Progress { run_url: None, ..progress(Some(Step::Load)) });
        (running.ended, running.took, running.version, running.can_cancel) = (None, None, None, true);
        (running.counts, running.rejected, running.schema_changes) = (None, None, vec![]);
        running.steps = steps(3, StepState::Active);
        self.show("run-running", &running)?;
        let mut failed = run(RunState::Failed);
        failed.problem = Some(quote());
        failed.readers_see = Some("Readers see version 3 of 12 Nov 2026".into());
        failed.steps = steps(3, StepState::Failed);
        (failed.version, failed.counts, failed.schema_changes, failed.can_retry) = (None, None, vec![], true);
        self.show("run-failed", &failed)?;
        let mut preview = run(RunState::Failed);
        preview.parent = Parent { url: "#".into(), title: "data.example.org/air".into(), is_preview: true };
        preview.problem = Some(html_problem());
        preview.steps = steps(1, StepState::Failed);
        (preview.version, preview.counts, preview.rejected) = (None, None, None);
        (preview.schema_changes, preview.findings) = (vec![], vec![]);
        self.show("run-preview-failed", &preview)
    }
}

fn run(state: RunState) -> RunPage {
    let exchange =
        |url: &str, status: Option<&str>, tone, size: Option<&str>, headers: &[(&str, &str)]| Exchange {
            method: "GET".into(),
            url: url.into(),
            status: status.map(str::to_owned),
            tone,
            size: size.map(str::to_owned),
            took: "412 ms".into(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        };
    let rejected = |line: &str, column: &str, reason: &str, raw: &str| RejectedRow {
        line: line.into(),
        column: column.into(),
        reason: reason.into(),
        raw: Cell::new(Some(raw), false),
    };
    RunPage {
        notices: vec!["The record on line 5 takes up 896 lines. If that is not meant, look for a quote there that should not be.".into()],
        chrome: chrome(Role::Editor),
        parent: Parent { url: "#".into(), title: "Air quality, all stations".into(), is_preview: false },
        url: "/research/air_quality/runs/1412".into(),
        id: "1412".into(),
        state,
        trigger: "Schedule".into(),
        attempt: 1,
        max_attempts: 4,
        queued: ago(27),
        started: Some(ago(27)),
        ended: Some(ago(22)),
        next_attempt: None,
        took: Some("3 min 20 s".into()),
        progress: None,
        problem: None,
        readers_see: None,
        version: Some("14".into()),
        steps: steps(0, StepState::Done),
        exchanges: vec![
            exchange(
                "https://data.example.org/air/latest.csv.gz?key=…",
                Some("302 Found"),
                "idle",
                None,
                &[("Location", "https://cdn.example.net/air/stations-2026.csv.gz")],
            ),
            exchange(
                "https://cdn.example.net/air/stations-2026.csv.gz",
                Some("200 OK"),
                "good",
                Some("1.20 GB"),
                &[
                    ("ETag", "\"5f3c-61a2b9e8d4\""),
                    ("Last-Modified", "Sat, 21 Nov 2026 23:58:01 GMT"),
                    ("Content-Type", "application/gzip"),
                ],
            ),
        ],
        findings: findings(),
        schema_changes: vec![
            SchemaChange {
                kind: "Added".into(),
                column: "remark".into(),
                before: String::new(),
                after: "text".into(),
                because: "The header names it for the first time".into(),
            },
            SchemaChange {
                kind: "Retyped".into(),
                column: "count".into(),
                before: "integer".into(),
                after: "numeric".into(),
                because: "line 8,114: 12.5 is not a whole number".into(),
            },
        ],
        counts: Some(Counts { read: "12,348".into(), loaded: "12,345".into(), rejected: "3".into() }),
        checks: checked(),
        rejected: Some(Rejected {
            kept: None,
            relaxable: vec![Relaxable { column: "count".into(), rows: "2 rows".into() }],
            total: "3".into(),
            rows: vec![
                rejected(
                    "12",
                    "",
                    "14 fields where the header has 11",
                    "FR25047;2026-11-02;;;1;2;3;4;5;6;7;8;9;10",
                ),
                rejected("340", "pm2_5_ug_m3", "A NUL byte, which Postgres text cannot hold", HOSTILE),
                rejected(
                    "2,207",
                    "count",
                    "14.000.000.000.000.000.000 does not fit any number type",
                    "FR25047;2026-11-02T04:00;14.000.000.000.000.000.000;capteur en panne, voir note de service du mois d’octobre",
                ),
            ],
            download: Some("#".into()),
        }),
        can_cancel: false,
        can_publish: false,
        can_retry: false,
    }
}

fn checked() -> Option<Checked> {
    let example = |value: Option<&str>| Example {
        cells: [("station", value), ("day", Some("2026-11-02")), ("remark", Some(HOSTILE))]
            .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
            .into(),
    };
    let verdicts = [
        Verdict::Failed {
            rows: Some(2),
            reason: "2 rows have no value".into(),
            examples: vec![example(None), example(None)],
        },
        Verdict::Passed,
        Verdict::Unknown {
            reason:
                "The file no longer has the column `station`. Remove the check in the settings if that is \
                     meant."
                    .into(),
        },
        Verdict::Passed,
    ];
    let checks = table_rules().checks.into_iter().zip(verdicts);
    let checks = checks.map(|(check, verdict)| CheckResult { check, verdict }).collect();
    present::checks::of_run(&RunReport { checks, ..RunReport::default() })
}

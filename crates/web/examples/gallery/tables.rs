//! A table in each state: its rows, columns and runs.

use rowmill_web::pages::{
    chrome::Role,
    freshness::Freshness,
    grid::Pager,
    progress::Step,
    run_state::RunState,
    table::{FailedRun, RunLine, TableColumns, TableHead, TableRows, TableRuns},
};

use crate::{
    Gallery, Shown,
    chrome::chrome,
    history::banner,
    problems::gone,
    progress::progress,
    rows::{columns, grid, wide},
    when::{ago, ahead},
};

impl Gallery<'_> {
    pub(crate) fn tables(&self) -> Shown {
        let rows = |head, grid, pager| TableRows {
            chrome: chrome(Role::Editor),
            head,
            banner: None,
            grid,
            pager,
            csv_url: Some("#".into()),
        };
        let pager = Pager {
            first: Some("#".into()),
            previous: Some("#".into()),
            next: Some("#".into()),
            position: "Rows 101–200 of 12,345".into(),
        };
        self.show("table", &rows(head(Freshness::InStep), Some(grid(100, true)), pager.clone()))?;
        self.show("table-wide", &rows(head(Freshness::Due), Some(wide()), pager.clone()))?;
        let mut loading = head(Freshness::Loading);
        loading.progress = Some(progress(Some(Step::Load)));
        self.show("table-refreshing", &rows(loading.clone(), Some(grid(6, true)), Pager::default()))?;
        (loading.version, loading.rows, loading.last_change) = (None, None, None);
        self.show("table-first-load", &rows(loading, None, Pager::default()))?;
        let mut failing = head(Freshness::Failing);
        failing.failed = Some(FailedRun { problem: gone(), run_url: "#".into(), at: ago(22) });
        self.show("table-failing", &rows(failing, Some(grid(12, true)), pager.clone()))?;
        let mut upload = head(Freshness::InStep);
        (upload.is_upload, upload.source) =
            (true, "Übersicht der Messstellen (Stand März, endgültig, v2).csv".into());
        (upload.schedule, upload.next_refresh) = ("By hand only".into(), None);
        self.show("table-no-rows", &rows(upload, Some(grid(0, true)), Pager::default()))?;
        self.show(
            "table-columns",
            &TableColumns { chrome: chrome(Role::Editor), head: head(Freshness::InStep), columns: columns() },
        )?;
        let mut old = rows(head(Freshness::InStep), Some(grid(20, true)), pager.clone());
        old.banner = Some(banner());
        self.show("table-as-of", &old)?;
        let pager =
            Pager { next: Some("#".into()), position: "Runs 1–6 of 412".into(), ..Pager::default() };
        self.show(
            "table-runs",
            &TableRuns {
                chrome: chrome(Role::Viewer),
                head: head(Freshness::Late),
                runs: run_lines(),
                pager,
            },
        )
    }
}

pub(crate) fn head(freshness: Freshness) -> TableHead {
    TableHead {
        name: "air_quality".into(),
        title: "Air quality, all stations".into(),
        qualified: "research.air_quality".into(),
        freshness,
        version: Some("14".into()),
        rows: Some("12,345".into()),
        last_change: Some(ago(60 * 26)),
        last_check: Some(ago(22)),
        schedule: "Every hour".into(),
        next_refresh: Some(ahead(38)),
        source: "data.example.org".into(),
        is_upload: false,
        progress: None,
        failed: None,
    }
}

fn run_lines() -> Vec<RunLine> {
    let line = |state,
                minutes,
                trigger: &str,
                took: Option<&str>,
                rows: Option<&str>,
                rejected: Option<&str>,
                outcome: &str| RunLine {
        url: "#".into(),
        state,
        queued: ago(minutes),
        trigger: trigger.into(),
        took: took.map(str::to_owned),
        rows: rows.map(str::to_owned),
        rejected: rejected.map(str::to_owned),
        outcome: outcome.into(),
    };
    vec![
        line(RunState::Running, 0, "Ana Pérez", None, Some("4,211,870"), None, "Loading rows"),
        line(RunState::Failed, 22, "Schedule", Some("1.2 s"), None, None, "The source is gone: HTTP 404"),
        line(RunState::Unchanged, 82, "Schedule", Some("212 ms"), None, None, "HTTP 304, not modified"),
        line(
            RunState::Published,
            142,
            "Schedule",
            Some("3 min 20 s"),
            Some("12,345"),
            Some("3"),
            "Version 14",
        ),
        line(RunState::Cancelled, 202, "山田 太郎", Some("4 s"), Some("900"), None, "By Ana Pérez"),
        line(RunState::Queued, 0, "Retry", None, None, None, "Waiting for a worker"),
    ]
}

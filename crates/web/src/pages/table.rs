//! A table: its rows, columns and runs, under one heading. Its versions are in `history`.

use askama::Template;

use super::chrome::Chrome;
use super::column::ColumnReport;
use super::filters;
use super::freshness::Freshness;
use super::grid::{Grid, Pager};
use super::history::VersionBanner;
use super::problem::Problem;
use super::progress::Progress;
use super::run_state::RunState;
use super::when::When;

/// What every page of a table shows first.
#[derive(Clone, Debug)]
pub struct TableHead {
    /// The name in paths and in Postgres.
    pub name: String,
    /// The name people gave it.
    pub title: String,
    /// How it is called in psql: `research.air_quality`.
    pub qualified: String,
    /// How it stands to its source.
    pub freshness: Freshness,
    /// The number of the current version; `None` before the first.
    pub version: Option<String>,
    /// Rows of the current version.
    pub rows: Option<String>,
    /// When the content last changed.
    pub last_change: Option<When>,
    /// When the source was last looked at, whether or not it had changed.
    pub last_check: Option<When>,
    /// When it is refreshed, in words: `Weekdays at 07:00, Europe/Paris`.
    pub schedule: String,
    /// The next slot of the schedule.
    pub next_refresh: Option<When>,
    /// The host of the source, or the name of the uploaded file.
    pub source: String,
    /// Whether the bytes were uploaded.
    pub is_upload: bool,
    /// The run under way.
    pub progress: Option<Progress>,
    /// Why the last run failed.
    pub failed: Option<FailedRun>,
}

impl TableHead {
    /// What readers see meanwhile, as a sentence; `None` before the first version.
    pub fn readers_see(&self) -> Option<String> {
        self.version.as_ref().map(|version| format!("Readers see version {version}"))
    }
}

/// The last run of a table, when it failed.
#[derive(Clone, Debug)]
pub struct FailedRun {
    /// What went wrong.
    pub problem: Problem,
    /// The page of the run.
    pub run_url: String,
    /// When it ended.
    pub at: When,
}

/// `/{ws}/{table}`: the rows; sorts with GET `sort`, `dir`.
#[derive(Clone, Debug, Template)]
#[template(path = "table/rows.html")]
pub struct TableRows {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The heading.
    pub head: TableHead,
    /// Which version they are of, where it is not simply the current one.
    pub banner: Option<VersionBanner>,
    /// The rows of this page; `None` before the first version.
    pub grid: Option<Grid>,
    /// The links through the pages.
    pub pager: Pager,
    /// All rows as a file; `None` before the first version.
    pub csv_url: Option<String>,
}

/// `/{ws}/{table}/columns`: the columns with their evidence.
#[derive(Clone, Debug, Template)]
#[template(path = "table/columns.html")]
pub struct TableColumns {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The heading.
    pub head: TableHead,
    /// The columns, in order.
    pub columns: Vec<ColumnReport>,
}

/// `/{ws}/{table}/runs`: every attempt.
#[derive(Clone, Debug, Template)]
#[template(path = "table/runs.html")]
pub struct TableRuns {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The heading.
    pub head: TableHead,
    /// The runs, the newest first.
    pub runs: Vec<RunLine>,
    /// The links through the pages.
    pub pager: Pager,
}

/// One run in a list.
#[derive(Clone, Debug)]
pub struct RunLine {
    /// Its page.
    pub url: String,
    /// Where it stands.
    pub state: RunState,
    /// When it was queued.
    pub queued: When,
    /// What asked for it: `Schedule`, `Ana Pérez`, `Retry`.
    pub trigger: String,
    /// How long it took; `None` while it goes on.
    pub took: Option<String>,
    /// Rows read.
    pub rows: Option<String>,
    /// Rows set aside; `None` when there are none.
    pub rejected: Option<String>,
    /// How it ended, in a few words: `Version 4`, `HTTP 304, not modified`, `HTTP 404`.
    pub outcome: String,
}

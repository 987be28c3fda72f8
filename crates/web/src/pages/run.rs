//! One run: where it stands and the report a person understands.

use askama::Template;

use super::cell::Cell;
use super::checks::Checked;
use super::chrome::Chrome;
use super::filters;
use super::layout::Finding;
use super::problem::Problem;
use super::progress::{Progress, StepLine};
use super::run_state::RunState;
use super::when::When;

/// `/{ws}/{table}/runs/{id}`, and `/{ws}/-/runs/{id}` for preview runs.
#[derive(Clone, Debug, Template)]
#[template(path = "run.html")]
pub struct RunPage {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// What the run wants a person to look at.
    pub notices: Vec<String>,
    /// What the run belongs to: a table, or the preview of a source.
    pub parent: Parent,
    /// The path of the page; actions post to `{url}/cancel` and `{url}/retry`.
    pub url: String,
    /// A short name of the run.
    pub id: String,
    /// Where it stands.
    pub state: RunState,
    /// What asked for it.
    pub trigger: String,
    /// The attempt under way or last made, from 1.
    pub attempt: u32,
    /// The attempts it may have.
    pub max_attempts: u32,
    /// When it was queued.
    pub queued: When,
    /// When its last attempt began.
    pub started: Option<When>,
    /// When it ended.
    pub ended: Option<When>,
    /// When the next attempt begins, if one is planned.
    pub next_attempt: Option<When>,
    /// From the first attempt to the end.
    pub took: Option<String>,
    /// The live strip, while it goes on.
    pub progress: Option<Progress>,
    /// What went wrong.
    pub problem: Option<Problem>,
    /// What readers see: `Readers see version 3 of 12 May 2026`.
    pub readers_see: Option<String>,
    /// The version it published.
    pub version: Option<String>,
    /// The steps, in order.
    pub steps: Vec<StepLine>,
    /// Each request of the fetch, redirects included, in order.
    pub exchanges: Vec<Exchange>,
    /// What was detected and why.
    pub findings: Vec<Finding>,
    /// What changed about the columns.
    pub schema_changes: Vec<SchemaChange>,
    /// What happened to the rows.
    pub counts: Option<Counts>,
    /// How the table's checks turned out.
    pub checks: Option<Checked>,
    /// The rows set aside.
    pub rejected: Option<Rejected>,
    /// Whether the visitor may cancel it now.
    pub can_cancel: bool,
    /// Whether the visitor may have the file published all the same.
    pub can_publish: bool,
    /// Whether the visitor may start it again now.
    pub can_retry: bool,
}

/// What a run belongs to.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Whether it is a source without a table yet.
    pub is_preview: bool,
}

/// One HTTP request and its answer, without secrets.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// `GET`.
    pub method: String,
    /// The address, secrets left out.
    pub url: String,
    /// `200 OK`; `None` when there was no answer.
    pub status: Option<String>,
    /// How that status reads: `good`, `idle`, `warn` or `bad`.
    pub tone: &'static str,
    /// What the body weighed, when there was one.
    pub size: Option<String>,
    /// How long it took.
    pub took: String,
    /// Headers worth knowing: `ETag`, `Last-Modified`, `Content-Type`, `Location`.
    pub headers: Vec<(String, String)>,
}

/// One change of the columns.
#[derive(Clone, Debug)]
pub struct SchemaChange {
    /// `Added`, `Removed`, `Retyped`.
    pub kind: String,
    /// The column.
    pub column: String,
    /// The type before; empty for an added column.
    pub before: String,
    /// The type after; empty for a removed column.
    pub after: String,
    /// Why: `line 8,114: 12,5 is not a whole number`.
    pub because: String,
}

/// What happened to the rows.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Rows in the file.
    pub read: String,
    /// Rows in the new version.
    pub loaded: String,
    /// Rows set aside.
    pub rejected: String,
}

/// The rows a run set aside.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// How many there are.
    pub total: String,
    /// The first of them.
    pub rows: Vec<RejectedRow>,
    /// How many are kept, where that is not all of them.
    pub kept: Option<String>,
    /// Columns whose type would take more of them if it were another.
    pub relaxable: Vec<Relaxable>,
    /// Where those that are kept can be downloaded.
    pub download: Option<String>,
}

/// A column whose type a person chose, and that some rows do not fit.
#[derive(Clone, Debug)]
pub struct Relaxable {
    /// Its header.
    pub column: String,
    /// The rows, of those that are kept: `12 rows`.
    pub rows: String,
}

/// One row that was set aside.
#[derive(Clone, Debug)]
pub struct RejectedRow {
    /// The line in the file.
    pub line: String,
    /// The column; empty when the whole row does not fit.
    pub column: String,
    /// Why.
    pub reason: String,
    /// The line as it came.
    pub raw: Cell,
}

//! Adding a table, step 2: what the file is, what is in it, and the form that makes a table of it.

use askama::Template;

use super::chrome::Chrome;
use super::column::ColumnReport;
use super::field::Field;
use super::filters;
use super::grid::Grid;
use super::layout::{Control, LayoutChoice};
use super::problem::Problem;
use super::progress::Progress;
use super::schedule::ScheduleField;

/// `/{ws}/-/sources/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "preview.html")]
pub struct Preview {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The id of the source, as in the path.
    pub source: String,
    /// The host and file, or the name of the uploaded file. No secrets.
    pub source_label: String,
    /// Whether the bytes were uploaded; they are then not fetched again on a schedule.
    pub is_upload: bool,
    /// The page of the preview run; `None` before there is one.
    pub run_url: Option<String>,
    /// How far the preview is.
    pub state: PreviewState,
}

/// How far a preview is.
#[derive(Clone, Debug)]
pub enum PreviewState {
    /// The preview run is queued or running.
    Waiting(Progress),
    /// The preview run failed.
    Failed {
        /// What went wrong.
        problem: Problem,
        /// The address, to be put right; not shown for uploads.
        url: Field,
        /// How to read the file, where it came but could not be read; empty where it did not come.
        layout: Vec<LayoutChoice>,
    },
    /// There is something to see.
    Ready(Box<Ready>),
}

/// A preview to look at, and the form below it.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Compression, encoding, delimiter, header. Posted together to `/{ws}/-/sources/{id}/preview`.
    pub layout: Vec<LayoutChoice>,
    /// The columns with their evidence.
    pub columns: Vec<ColumnReport>,
    /// The first rows.
    pub grid: Grid,
    /// How much was read: `the first 1.00 MB, 8,412 rows`.
    pub sampled: String,
    /// Whether the sample is the whole file.
    pub is_whole_file: bool,
    /// Something to know about the sample: rows set aside, columns renamed.
    pub notices: Vec<String>,
    /// The title people will see.
    pub title: Field,
    /// The name in paths and in Postgres.
    pub name: Field,
    /// When to refresh.
    pub schedule: ScheduleField,
}

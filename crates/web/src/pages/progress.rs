//! A run under way: the strip that `progress.js` keeps moving, and the steps of a run.

use askama::Template;

use super::format;

/// The strip of a run under way. Works as a still picture without JavaScript.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/progress.html")]
pub struct Progress {
    /// Where the server-sent events of the run are: `/{ws}/-/runs/{run}/events`.
    pub events: String,
    /// The page of the run; `None` on that page itself.
    pub run_url: Option<String>,
    /// The step the run is at; `None` while it waits for a worker.
    pub step: Option<Step>,
    /// Bytes read so far.
    pub bytes: u64,
    /// Bytes to read; `None` when the source does not say.
    pub bytes_total: Option<u64>,
    /// Rows read so far.
    pub rows: u64,
    /// Rows per second over the last seconds.
    pub rows_per_second: u64,
}

super::part!(Progress);

impl Progress {
    /// What the run is doing.
    pub fn doing(&self) -> &'static str {
        self.step.map_or("Waiting for a worker", Step::doing)
    }

    /// The value of `data-at`; empty while queued.
    pub fn at(&self) -> &'static str {
        self.step.map_or("", Step::key)
    }

    fn rows_read(&self) -> String {
        format::count(self.rows)
    }

    fn rate(&self) -> String {
        format::count(self.rows_per_second)
    }

    fn bytes_read(&self) -> String {
        match self.bytes_total {
            Some(total) => format!("{} of {}", format::bytes(self.bytes), format::bytes(total)),
            None => format::bytes(self.bytes),
        }
    }
}

/// The steps of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Get the bytes, or learn that nothing changed.
    Fetch,
    /// Find compression, encoding, delimiter and header.
    Detect,
    /// Compare the rows with those of the version before.
    Compare,
    /// Find the type of each column over the whole file.
    Infer,
    /// Write the rows.
    Load,
    /// Apply the guard rails.
    Checks,
    /// Make the new version the one readers see.
    Publish,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 7] =
        [Self::Fetch, Self::Detect, Self::Compare, Self::Infer, Self::Load, Self::Checks, Self::Publish];

    /// The name in events: `fetch`, `detect`, `compare`, `infer`, `load`, `checks`, `publish`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fetch => "fetch",
            Self::Detect => "detect",
            Self::Compare => "compare",
            Self::Infer => "infer",
            Self::Load => "load",
            Self::Checks => "checks",
            Self::Publish => "publish",
        }
    }

    /// The step of that name, if there is one.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fetch => "Fetch",
            Self::Detect => "Detect layout",
            Self::Compare => "Compare rows",
            Self::Infer => "Infer types",
            Self::Load => "Load rows",
            Self::Checks => "Checks",
            Self::Publish => "Publish",
        }
    }

    /// What is going on during the step.
    pub fn doing(self) -> &'static str {
        match self {
            Self::Fetch => "Fetching the file",
            Self::Detect => "Detecting the layout",
            Self::Compare => "Comparing rows",
            Self::Infer => "Inferring types",
            Self::Load => "Loading rows",
            Self::Checks => "Running checks",
            Self::Publish => "Publishing",
        }
    }
}

/// One step in the timeline of a run.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// Which step.
    pub step: Step,
    /// How far it is.
    pub state: StepState,
    /// How long it took, when it has ended.
    pub took: Option<String>,
    /// What it found, in a few words; may be empty.
    pub note: String,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Pending,
    /// Going on.
    Active,
    /// Ended well.
    Done,
    /// Ended the run.
    Failed,
    /// Was not needed.
    Skipped,
}

impl StepState {
    /// The value of `data-state`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "not begun",
            Self::Active => "under way",
            Self::Done => "done",
            Self::Failed => "failed here",
            Self::Skipped => "not needed",
        }
    }
}

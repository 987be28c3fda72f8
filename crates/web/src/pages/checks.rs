//! Checks: the list of the settings, and how they turned out on the page of a run.

use askama::Template;

use super::filters;

/// What must hold.
#[derive(Clone, Debug)]
pub struct CheckLine {
    /// The column it is about; `None` for the number of rows.
    pub column: Option<String>,
    /// `lies between 0 and 100`
    pub rule: String,
}

/// How the checks of a run turned out.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/checked.html")]
pub struct Checked {
    /// `2 of 3 passed`
    pub summary: String,
    /// Each, in order.
    pub results: Vec<Result>,
}

super::part!(Checked);

/// How one check turned out.
#[derive(Clone, Debug)]
pub struct Result {
    /// What must hold.
    pub line: CheckLine,
    /// `Passed`, `Failed` or `Not made`.
    pub verdict: &'static str,
    /// How that reads: `good` or `bad`.
    pub tone: &'static str,
    /// What was found; empty where it holds.
    pub reason: String,
    /// Names of the columns of the examples.
    pub columns: Vec<String>,
    /// Rows at fault; `None` is NULL.
    pub examples: Vec<Vec<Option<String>>>,
}

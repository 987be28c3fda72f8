//! What went wrong, where, and what to do: the error box of previews, tables and runs.

use askama::Template;

use super::filters;

/// A failure in the user's words.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/problem.html")]
pub struct Problem {
    /// What happened, in one sentence without a full stop.
    pub title: String,
    /// What was seen, in a sentence or two; may be empty.
    pub detail: String,
    /// Where: `line 4,211, column price`.
    pub place: Option<String>,
    /// The value or the raw line at that place.
    pub value: Option<String>,
    /// What to do next, one sentence each, the likeliest first.
    pub next: Vec<String>,
}

super::part!(Problem);

//! A workspace: its tables with their freshness.

use askama::Template;

use super::chrome::Chrome;
use super::filters;
use super::format;
use super::freshness::Freshness;
use super::run_state::RunState;
use super::when::When;

/// `/{ws}`; searches with GET `q`.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub struct Home {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The words searched for; empty shows every table.
    pub query: String,
    /// The tables found, in order.
    pub tables: Vec<TableLine>,
    /// Sources that have no table yet, the newest first.
    pub drafts: Vec<Draft>,
}

impl Home {
    /// How many tables are in each state, leaving out states without any.
    pub fn summary(&self) -> Vec<(Freshness, usize)> {
        let count = |state| self.tables.iter().filter(|table| table.freshness == state).count();
        Freshness::ALL
            .into_iter()
            .map(|state| (state, count(state)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    fn heading(&self) -> String {
        format::counted(self.tables.len() as u64, "table", "tables")
    }
}

/// One table in the list.
#[derive(Clone, Debug)]
pub struct TableLine {
    /// The name in paths and in Postgres.
    pub name: String,
    /// The name people gave it.
    pub title: String,
    /// How it stands to its source.
    pub freshness: Freshness,
    /// More about that, when it needs saying: `HTTP 404 since 3 runs`, `Loading rows`.
    pub note: Option<String>,
    /// Rows of the current version; `None` before the first.
    pub rows: Option<String>,
    /// The number of the current version; `None` before the first.
    pub version: Option<String>,
    /// When the content last changed.
    pub last_change: Option<When>,
    /// When it is refreshed, in words.
    pub schedule: String,
    /// The host of the source, or the name of the uploaded file.
    pub source: String,
}

/// A source somebody added without making a table of it yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its preview page.
    pub url: String,
    /// The host and file, or the name of the uploaded file.
    pub label: String,
    /// How far its preview is.
    pub state: RunState,
    /// When it was added.
    pub added: When,
}

//! How the installation is doing, for administrators.

use askama::Template;

use super::run_state::RunState;
use super::when::When;
use super::{chrome::Chrome, format};

/// `/ops`.
#[derive(Clone, Debug, Template)]
#[template(path = "ops.html")]
pub struct Ops {
    /// The frame.
    pub chrome: Chrome,
    /// When this was read.
    pub at: When,
    /// What an operator should act on, one sentence each; empty when all is well.
    pub warnings: Vec<String>,
    /// The processes heard of lately, by kind.
    pub processes: Vec<ProcessLine>,
    /// The lanes of the queue.
    pub lanes: Vec<LaneLine>,
    /// Runs that ended in the last hour, by outcome.
    pub outcomes: Vec<Outcome>,
    /// How late scheduled runs begin.
    pub slot_lag: SlotLag,
    /// The largest tables.
    pub tables: Vec<LargeTable>,
    /// Tables whose last run failed.
    pub failing: Vec<FailingTable>,
}

impl Ops {
    /// Runs that ended in the last hour.
    pub fn ended(&self) -> String {
        format::count(self.outcomes.iter().map(|outcome| outcome.runs).sum())
    }

    /// How many processes of a kind there are, in the order of the list.
    pub fn formation(&self) -> Vec<(String, usize)> {
        let mut kinds: Vec<(String, usize)> = Vec::new();
        for process in self.processes.iter().filter(|process| !process.is_silent) {
            match kinds.iter_mut().find(|(kind, _)| *kind == process.kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((process.kind.clone(), 1)),
            }
        }
        kinds
    }
}

/// How many runs ended in one way.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The way.
    pub state: RunState,
    /// How many.
    pub runs: u64,
}

impl Outcome {
    fn count(&self) -> String {
        format::count(self.runs)
    }
}

/// One process.
#[derive(Clone, Debug)]
pub struct ProcessLine {
    /// `web`, `worker` or `clock`.
    pub kind: String,
    /// Host and process id.
    pub name: String,
    /// Since when it runs.
    pub uptime: String,
    /// Resident memory.
    pub memory: String,
    /// The version of the program.
    pub version: String,
    /// Whether the kernel keeps it from writing files.
    pub stateless: Stateless,
    /// When it was last heard of.
    pub seen: When,
    /// Whether that is too long ago.
    pub is_silent: bool,
}

/// Whether the kernel keeps a process from writing files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stateless {
    /// It does.
    Enforced,
    /// It cannot.
    Unsupported,
    /// It was told not to.
    Off,
}

impl Stateless {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Unsupported => "not supported",
            Self::Off => "off",
        }
    }

    /// How that reads.
    pub fn tone(self) -> &'static str {
        if self == Self::Enforced { "good" } else { "idle" }
    }
}

/// One lane of the queue.
#[derive(Clone, Debug)]
pub struct LaneLine {
    /// Its name.
    pub name: String,
    /// Runs waiting.
    pub queued: u64,
    /// Runs under way.
    pub running: u64,
    /// How long the oldest has waited; `None` when nothing waits.
    pub oldest: Option<String>,
    /// Whether that is too long.
    pub is_late: bool,
}

impl LaneLine {
    fn queued(&self) -> String {
        format::count(self.queued)
    }

    fn running(&self) -> String {
        format::count(self.running)
    }
}

/// How late scheduled runs begin, over the last hour.
#[derive(Clone, Debug, Default)]
pub struct SlotLag {
    /// The middle; `None` without a run.
    pub median: Option<String>,
    /// 99 of 100 were no later.
    pub p99: Option<String>,
    /// Slots that were due and have no run yet.
    pub overdue: u64,
}

/// A table and what it weighs.
#[derive(Clone, Debug)]
pub struct LargeTable {
    /// Its page.
    pub url: String,
    /// `workspace.table`.
    pub qualified: String,
    /// Its rows.
    pub rows: String,
    /// Its size in Postgres, indexes included.
    pub size: String,
}

/// A table whose last run failed.
#[derive(Clone, Debug)]
pub struct FailingTable {
    /// The page of the run.
    pub url: String,
    /// `workspace.table`.
    pub qualified: String,
    /// What went wrong.
    pub problem: String,
    /// Failed runs in a row.
    pub times: u64,
    /// When the last one ended.
    pub at: When,
}

impl FailingTable {
    fn times(&self) -> String {
        format::counted(self.times, "run", "runs")
    }
}

//! One duty a file. A duty returns how many items it handled; doing it twice, or on two clocks at once, does no harm.

mod dispatcher;
mod due_sources;
mod indexer;
mod orphan_sweeper;
mod pruners;
mod run_rescuer;

use std::{pin::Pin, sync::Arc, time::Duration};

use crate::App;

/// What a duty's round comes to.
pub(crate) type Round = Pin<Box<dyn Future<Output = anyhow::Result<u64>> + Send>>;

/// How often a duty comes round.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// With every tick of the clock.
    Tick,
    /// With this pause.
    Every(Duration),
}

/// A duty.
#[derive(Clone, Copy)]
pub(crate) struct Duty {
    pub(crate) name: &'static str,
    pub(crate) pace: Pace,
    pub(crate) run: fn(Arc<App>) -> Round,
}

/// The list.
pub(crate) const DUTIES: &[Duty] = &[
    Duty { name: "due_sources", pace: Pace::Tick, run: |app| Box::pin(due_sources::run(app)) },
    Duty { name: "dispatcher", pace: Pace::Tick, run: |app| Box::pin(dispatcher::run(app)) },
    Duty { name: "run_rescuer", pace: Pace::Tick, run: |app| Box::pin(run_rescuer::run(app)) },
    Duty {
        name: "orphan_sweeper",
        pace: Pace::Every(Duration::from_secs(20)),
        run: |app| Box::pin(orphan_sweeper::run(app)),
    },
    Duty {
        name: "indexer",
        pace: Pace::Every(Duration::from_secs(20)),
        run: |app| Box::pin(indexer::run(app)),
    },
    Duty {
        name: "pruners",
        pace: Pace::Every(Duration::from_secs(60)),
        run: |app| Box::pin(pruners::run(app)),
    },
];

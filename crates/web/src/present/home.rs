//! The lines of the home page.

use jiff::Timestamp;
use rowmill_core::store::{sources, tables::TableOverview};

use super::{freshness, run, schedule, source};
use crate::pages::{
    format,
    home::{Draft, TableLine},
    when::When,
};

/// The line of a table.
pub fn table(table: &TableOverview, now: Timestamp) -> TableLine {
    let version = table.table.current_version;
    TableLine {
        name: table.table.name.clone(),
        title: table.table.title.clone(),
        freshness: freshness::of(table, now),
        note: freshness::note(table, now),
        rows: table.row_count.map(|rows| format::count(super::unsigned(rows))),
        version: (version > 0).then(|| version.to_string()),
        last_change: table.published_at.map(|at| When::new(at, now)),
        schedule: schedule::words(table.schedule.as_deref(), &table.time_zone),
        source: source::origin(table.url.as_deref(), table.file_name.as_deref()),
    }
}

/// The line of a source that has no table yet.
pub fn draft(workspace: &str, draft: &sources::Draft, now: Timestamp) -> Draft {
    Draft {
        url: format!("/{workspace}/-/sources/{}", draft.id),
        label: source::label(draft.url.as_deref(), draft.file_name.as_deref()),
        state: run::state(draft.state),
        added: When::new(draft.created_at, now),
    }
}

//! Attempts to bring a table in step, and previews: what they found and did, and what a person may do with them.

mod action;
pub(super) mod enqueue;
mod list;
mod overrule;
mod rejected;
mod relax;
mod show;

pub use action::{cancel, cancel_preview, refresh, retry, retry_preview};
pub use list::list;
pub use overrule::publish_anyway;
pub use rejected::{rejected_csv, rejected_csv_of_preview};
pub use relax::relax;
pub use show::{show, show_preview};

use deadpool_postgres::GenericClient;
use rowmill_core::{
    model::{RunId, RunKind},
    store::{
        runs::{self, Run},
        tables::Table,
    },
};

use crate::{error::Failure, extract::Member};

/// `/{workspace}/{table}/…/{run}`.
type OfTable = (String, String, i64);
/// `/{workspace}/-/…/{run}`.
type OfWorkspace = (String, i64);

/// A run of a table of the member's workspace. Another table's run is as absent as one that never was.
async fn find(
    client: &impl GenericClient,
    member: &Member,
    table: &str,
    run: i64,
) -> Result<(Table, Run), Failure> {
    let table = super::tables::find(client, member, table).await?;
    let run = runs::find(client, RunId(run)).await?.filter(|run| run.table == Some(table.id));
    Ok((table, run.ok_or_else(Failure::not_found)?))
}

/// A preview run of the member's workspace.
async fn find_preview(client: &impl GenericClient, member: &Member, run: i64) -> Result<Run, Failure> {
    let run = runs::find(client, RunId(run)).await?;
    run.filter(|run| run.workspace == member.workspace.id && run.kind == RunKind::Preview)
        .ok_or_else(Failure::not_found)
}

fn path(member: &Member, table: &Table, run: RunId) -> String {
    format!("/{}/{}/runs/{run}", member.workspace.slug, table.name)
}

fn preview_path(member: &Member, run: RunId) -> String {
    format!("/{}/-/runs/{run}", member.workspace.slug)
}

//! What every page of a table begins with.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use rowmill_core::store::{
    runs,
    tables::{self, Table, TableOverview},
};

use crate::{error::Failure, extract::Member, pages::table::TableHead, present::table, state::App};

/// A table and its heading.
pub(in crate::handlers) struct Frame {
    /// The table.
    pub(in crate::handlers) table: TableOverview,
    /// The heading.
    pub(in crate::handlers) head: TableHead,
    /// When it was looked at.
    pub(in crate::handlers) now: Timestamp,
}

impl Frame {
    /// A table of the member's workspace.
    pub(in crate::handlers) async fn find(app: &App, member: &Member, name: &str) -> Result<Self, Failure> {
        let client = app.client().await?;
        let found = tables::find_overview(&client, member.workspace.id, plain(name)?).await?;
        let found = found.ok_or_else(Failure::not_found)?;
        let active = runs::find_active(&client, found.table.id).await?;
        let now = Timestamp::now();
        let head = table::head(&member.workspace.slug, &found, active.as_ref(), now);
        Ok(Self { table: found, head, now })
    }
}

/// A table of the member's workspace, without what surrounds it.
pub(in crate::handlers) async fn find(
    client: &impl GenericClient,
    member: &Member,
    name: &str,
) -> Result<Table, Failure> {
    tables::find_by_name(client, member.workspace.id, plain(name)?).await?.ok_or_else(Failure::not_found)
}

/// Postgres refuses a NUL, and no table has one in its name.
fn plain(name: &str) -> Result<&str, Failure> {
    if name.contains('\0') { Err(Failure::not_found()) } else { Ok(name) }
}

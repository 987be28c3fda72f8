//! What becomes of the relation that a run made, once everybody was told how the run ended.

use rowmill_core::table::{self, Relations};

use super::RunContext;

/// Drops it, or gathers its statistics if it was published. What fails here Postgres or the clock do later: autovacuum
/// analyses what changed, the sweeper drops what nothing refers to.
pub(super) async fn look_after(context: &RunContext, is_published: bool) {
    let Some(relation) = context.relation() else { return };
    let done = if is_published { analyse(context, &relation).await } else { drop(context, &relation).await };
    if let Err(error) = done {
        tracing::info!(relation, error = format!("{error:#}"), "Left a relation to be looked after later");
    }
}

async fn analyse(context: &RunContext, relation: &str) -> anyhow::Result<()> {
    let relations = Relations { workspace: context.run.workspace, rows: relation };
    let client = context.app.database.get().await?;
    Ok(table::gather_statistics(&**client, &relations).await?)
}

async fn drop(context: &RunContext, relation: &str) -> anyhow::Result<()> {
    let mut client = context.app.database.get().await?;
    table::drop_if_orphaned(&mut client, relation).await?;
    Ok(())
}

//! What becomes of the relation that a run made, once everybody was told how the run ended.

use rowmill_core::table::{self, Relations};

use super::RunContext;

/// Drops it, or indexes its rows and gathers their statistics if it was published. What fails here Postgres or the clock do
/// later: autovacuum analyses what changed, duties of the clock index what is not and drop what nothing refers to.
pub(super) async fn look_after(context: &RunContext, is_published: bool) {
    let Some(relation) = context.relation() else { return };
    let done = if is_published { finish(context, &relation).await } else { drop(context, &relation).await };
    if let Err(error) = done {
        tracing::info!(relation, error = format!("{error:#}"), "Left a relation to be looked after later");
    }
}

async fn finish(context: &RunContext, relation: &str) -> anyhow::Result<()> {
    let relations = Relations { workspace: context.run.workspace, rows: relation };
    let mut client = context.app.database.get().await?;
    table::index_published(&mut client, relation).await?;
    Ok(table::gather_statistics(&**client, &relations).await?)
}

async fn drop(context: &RunContext, relation: &str) -> anyhow::Result<()> {
    let mut client = context.app.database.get().await?;
    table::drop_if_orphaned(&mut client, relation).await?;
    Ok(())
}

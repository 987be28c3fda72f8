//! Drops storage relations that no version and no running attempt refers to: what a killed worker, a refused
//! publication or a deleted table left behind.

use deadpool_postgres::Client;
use tokio_postgres::Error;

use super::{ddl::drop_relation, rows::Relations};
use crate::model::WorkspaceId;

// The name says which run and attempt made the relation; a run that is still running may be about to publish it. Later
// versions may have their rows in it. So nothing is dropped under a load.
const ORPHANS: &str = r"
    SELECT substring(n.nspname FROM '^rowmill_w([0-9]+)$')::bigint AS workspace_id, c.relname AS relation
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL regexp_match(c.relname, '^t([0-9]+)_r([0-9]+)_a([0-9]+)$') AS m
    WHERE n.nspname ~ '^rowmill_w[0-9]+$' AND c.relkind = 'r' AND m IS NOT NULL
      AND NOT EXISTS (SELECT FROM rowmill.versions v WHERE v.table_id = m[1]::bigint AND v.relation = c.relname)
      AND NOT EXISTS (SELECT FROM rowmill.runs r
            WHERE r.id = m[2]::bigint AND r.state = 'running' AND r.attempt = m[3]::integer)
      AND ($2::text IS NULL OR c.relname = $2)
    LIMIT $1";

/// Drops at most `limit` orphans; how many. One that a reader still holds is left for the next round.
///
/// # Errors
/// When Postgres refuses.
pub async fn sweep_orphans(client: &mut Client, limit: i64) -> Result<u64, Error> {
    sweep(client, limit, None).await
}

/// Drops this relation of rows if it is an orphan; whether it was, and nobody held it.
///
/// # Errors
/// When Postgres refuses.
pub async fn drop_if_orphaned(client: &mut Client, relation: &str) -> Result<bool, Error> {
    Ok(sweep(client, 1, Some(relation)).await? > 0)
}

async fn sweep(client: &mut Client, limit: i64, relation: Option<&str>) -> Result<u64, Error> {
    let rows = client.query(ORPHANS, &[&limit, &relation]).await?;
    let mut dropped = 0;
    for row in &rows {
        let (workspace, relation): (i64, &str) = (row.try_get("workspace_id")?, row.try_get("relation")?);
        let transaction = client.transaction().await?;
        let relations = Relations { workspace: WorkspaceId(workspace), rows: relation };
        match drop_relation(&transaction, &relations).await {
            Ok(()) => {
                transaction.commit().await?;
                dropped += 1;
            }
            Err(error) => tracing::info!(relation, %error, "An orphaned relation is still in use"),
        }
    }
    Ok(dropped)
}

//! Indexes of rows by their places. For the first version of a table nobody has waited to read it in pages: it is published
//! first, and indexed then.

use deadpool_postgres::{Client, Transaction};
use futures_util::future::try_join;
use tokio_postgres::Error;

use super::{
    load::SETTINGS,
    rows::{self, Relations},
};
use crate::model::WorkspaceId;

/// Rows up to which a relation is read in pages without an index in a fraction of the time a page may take.
pub const READ_UNINDEXED: u32 = 10_000_000;

// The name says whose the relation is. Versions before have no indexes where the newest has none.
const UNINDEXED: &str = r"
    SELECT substring(n.nspname FROM '^rowmill_w([0-9]+)$')::bigint AS workspace_id, v.relation, v.base_end
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL regexp_match(c.relname, '^t([0-9]+)_r[0-9]+_a[0-9]+$') AS m
    JOIN rowmill.tables t ON t.id = m[1]::bigint
    JOIN rowmill.versions v ON v.table_id = t.id AND v.number = t.current_version AND v.relation = c.relname
    WHERE n.nspname ~ '^rowmill_w[0-9]+$' AND c.relkind = 'r' AND NOT c.relhasindex AND v.base_end IS NOT NULL
      AND m IS NOT NULL AND ($2::text IS NULL OR c.relname = $2)
    LIMIT $1";

/// Indexes rows of a relation that nobody reads yet, by two connections at once.
///
/// # Errors
/// When Postgres refuses.
pub async fn index_loaded(
    clients: [&mut Client; 2],
    relations: &Relations<'_>,
    count: u32,
) -> Result<(), Error> {
    let [first, second] = clients;
    let [base, later] = rows::indexes(relations, count);
    try_join(by_itself(first, &base), by_itself(second, &later)).await.map(drop)
}

async fn by_itself(client: &mut Client, statement: &str) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(&format!("{SETTINGS} {statement}")).await?;
    transaction.commit().await
}

/// Indexes at most `limit` relations whose rows are published but not indexed: a worker was killed before it could; how many.
///
/// # Errors
/// When Postgres refuses, or another process is at it for long.
pub async fn index_unindexed(client: &mut Client, limit: i64) -> Result<u64, Error> {
    index(client, limit, None).await
}

/// Indexes the rows of this relation if they are published and not indexed. Whoever reads them meanwhile does not wait.
///
/// # Errors
/// When Postgres refuses, or another process is at it for long.
pub async fn index_published(client: &mut Client, relation: &str) -> Result<(), Error> {
    index(client, 1, Some(relation)).await.map(drop)
}

async fn index(client: &mut Client, limit: i64, relation: Option<&str>) -> Result<u64, Error> {
    let found = client.query(UNINDEXED, &[&limit, &relation]).await?;
    let mut indexed = 0;
    for row in &found {
        let workspace = WorkspaceId(row.try_get("workspace_id")?);
        let relations = Relations { workspace, rows: row.try_get("relation")? };
        let base_end: i32 = row.try_get("base_end")?;
        let transaction = client.transaction().await?;
        if is_mine(&transaction, &relations).await? {
            transaction.batch_execute(&rows::indexes(&relations, base_end.cast_unsigned()).concat()).await?;
            indexed += 1;
        }
        transaction.commit().await?;
    }
    Ok(indexed)
}

/// Keeps others that would index the rows, and those that add some, away; whether there is still something to do.
async fn is_mine(transaction: &Transaction<'_>, relations: &Relations<'_>) -> Result<bool, Error> {
    const IS_UNINDEXED: &str = "SELECT NOT relhasindex FROM pg_class WHERE oid = $1::text::regclass";
    let rows = relations.rows();
    let lock = format!("SET LOCAL lock_timeout = '10s'; LOCK TABLE {rows} IN SHARE ROW EXCLUSIVE MODE");
    transaction.batch_execute(&format!("{SETTINGS} {lock}")).await?;
    transaction.query_one(IS_UNINDEXED, &[&rows]).await?.try_get(0)
}

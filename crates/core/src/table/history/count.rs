//! Counts of differences that are too many to be listed, by Postgres.

use deadpool_postgres::Client;

use super::{ComparedColumn, Comparison, Side, cells};
use crate::{
    model::RowChanges,
    table::query::{QueryError, TIMEOUT_MS, all, classify, row},
};

/// Counts.
///
/// # Errors
/// When it takes too long.
pub(super) async fn count(
    client: &mut Client,
    comparison: &Comparison<'_>,
    columns: &[ComparedColumn],
    key: &[&str],
) -> Result<RowChanges, QueryError> {
    let statement = match key.is_empty() {
        true => as_multisets(comparison, columns),
        false => by_key(comparison, columns, key),
    };
    let transaction = client.build_transaction().read_only(true).start().await?;
    transaction.batch_execute(&format!("SET LOCAL statement_timeout = {TIMEOUT_MS}")).await?;
    let counts = transaction.query_typed(&statement, &[]).await.map_err(classify)?;
    transaction.commit().await?;
    let count = |name| match counts.first() {
        Some(row) => row.try_get::<_, i64>(name).map(i64::unsigned_abs),
        None => Ok(0),
    };
    Ok(RowChanges {
        added: count("added")?,
        removed: count("removed")?,
        changed: if key.is_empty() { None } else { Some(count("changed")?) },
    })
}

fn as_multisets(comparison: &Comparison<'_>, columns: &[ComparedColumn]) -> String {
    let side = |side: &Side<'_>, sign: &str| {
        format!(
            "SELECT {} AS row, {sign} AS sign FROM {}",
            cells::content(side.columns, columns),
            all(&side.snapshot)
        )
    };
    format!(
        "SELECT coalesce(sum(greatest(more, 0)), 0)::bigint AS added, coalesce(sum(greatest(-more, 0)), 0)::bigint AS removed
         FROM (SELECT sum(sign) AS more FROM ({} UNION ALL {}) AS both_sides GROUP BY row) AS rows",
        side(&comparison.from, "-1"),
        side(&comparison.to, "1")
    )
}

/// Of rows of equal keys, the first of one version is the first of the other.
fn by_key(comparison: &Comparison<'_>, columns: &[ComparedColumn], key: &[&str]) -> String {
    let side = |side: &Side<'_>| {
        let key = cells::row(side.columns, key.iter().copied());
        format!(
            "(SELECT {key} AS key, row_number() OVER (PARTITION BY {key} ORDER BY {}) AS number, {} AS row FROM {})",
            row(),
            cells::content(side.columns, columns),
            all(&side.snapshot)
        )
    };
    format!(
        "SELECT count(*) FILTER (WHERE old.key IS NULL) AS added, count(*) FILTER (WHERE new.key IS NULL) AS removed,
             count(*) FILTER (WHERE old.row <> new.row) AS changed
         FROM {} AS old FULL JOIN {} AS new ON old.key = new.key AND old.number = new.number",
        side(&comparison.from),
        side(&comparison.to)
    )
}

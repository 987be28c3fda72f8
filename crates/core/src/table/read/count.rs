//! How many rows meet the conditions of a plan, whatever page of them is read.

use tokio_postgres::Client;

use super::{error::ReadError, plan::Plan, statement::Statement};

/// How many rows there are.
///
/// # Errors
/// [`ReadError`].
pub async fn count(client: &Client, plan: &Plan<'_>) -> Result<u64, ReadError> {
    counted(client, Statement::count(plan, None)).await
}

/// How many rows there are, up to `bound`.
///
/// # Errors
/// [`ReadError`].
pub async fn count_up_to(client: &Client, plan: &Plan<'_>, bound: u64) -> Result<u64, ReadError> {
    counted(client, Statement::count(plan, Some(bound))).await
}

async fn counted(client: &Client, statement: Statement) -> Result<u64, ReadError> {
    let rows = client.query_typed(&statement.sql, &statement.parameters.typed()).await?;
    let count: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    Ok(count.unsigned_abs())
}

/// How many rows the planner takes there to be: of a table that was never analysed a mere guess.
///
/// # Errors
/// [`ReadError`].
pub async fn estimate(client: &Client, plan: &Plan<'_>) -> Result<u64, ReadError> {
    let Statement { sql, parameters } = Statement::estimate(plan);
    let rows = client.query_typed(&sql, &parameters.typed()).await?;
    let explained: Option<serde_json::Value> = rows.first().map(|row| row.try_get(0)).transpose()?;
    let rows = explained.and_then(|plan| plan.pointer("/0/Plan/Plan Rows")?.as_u64());
    Ok(rows.unwrap_or(0))
}

//! Brings the database's own tables to this release, and checks that they are.

use anyhow::{Context, bail};
use deadpool_postgres::Pool;
use tokio_postgres::Client;

mod embedded {
    refinery::embed_migrations!("../../migrations");
}

/// Where refinery remembers what it applied.
const HISTORY: &str = "rowmill.schema_history";
/// Key of the advisory lock that keeps two migrators apart: refinery takes none of its own.
const LOCK: i64 = 0x726f_776d_696c_6c31;

/// The version this release needs.
pub fn needed() -> i64 {
    let newest = embedded::migrations::runner().get_migrations().iter().map(|m| i64::from(m.version())).max();
    newest.unwrap_or(0)
}

/// Applies what is missing and returns the names of what was applied. Needs a connection of its own, since the lock
/// lasts as long as the session.
///
/// # Errors
/// When another migrator holds the lock for a minute, or a migration fails; a failed migration leaves no trace.
pub async fn migrate(client: &mut Client) -> anyhow::Result<Vec<String>> {
    client.batch_execute("SET lock_timeout = '60s'; SET statement_timeout = 0").await?;
    client
        .execute("SELECT pg_advisory_lock($1)", &[&LOCK])
        .await
        .context("waiting for another migration to end")?;
    let applied = apply(client).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await?;
    applied
}

async fn apply(client: &mut Client) -> anyhow::Result<Vec<String>> {
    client.batch_execute("CREATE SCHEMA IF NOT EXISTS rowmill").await?;
    let mut runner = embedded::migrations::runner();
    runner.set_migration_table_name(HISTORY);
    let report = runner.run_async(client).await.context("applying migrations")?;
    Ok(report.applied_migrations().iter().map(|m| format!("{:03} {}", m.version(), m.name())).collect())
}

/// The version the database is at; `None` when it was never migrated.
///
/// # Errors
/// When Postgres cannot be asked.
pub async fn current(pool: &Pool) -> anyhow::Result<Option<i64>> {
    let client = pool.get().await.context("reaching Postgres")?;
    let exists = client.query_one("SELECT to_regclass($1) IS NOT NULL AS present", &[&HISTORY]).await?;
    if !exists.try_get::<_, bool>("present")? {
        return Ok(None);
    }
    let row =
        client.query_one("SELECT max(version)::bigint AS version FROM rowmill.schema_history", &[]).await?;
    Ok(row.try_get("version")?)
}

/// Fails when the database is older than this release.
///
/// # Errors
/// Says which versions there are and what to do.
pub async fn check(pool: &Pool) -> anyhow::Result<()> {
    let (needed, current) = (needed(), current(pool).await?);
    if current.is_some_and(|current| current >= needed) {
        return Ok(());
    }
    let current = current.map_or("never migrated".to_owned(), |version| format!("at version {version}"));
    bail!("the database is {current}, this release needs version {needed}: run `rowmill-admin migrate`")
}

/// Waits until Postgres answers, then checks as [`check`] does. `false` when told to stop first.
///
/// # Errors
/// When the database answers and is older than this release.
pub async fn wait(pool: &Pool, stop: &tokio_util::sync::CancellationToken) -> anyhow::Result<bool> {
    let mut pause = std::time::Duration::from_millis(200);
    loop {
        match current(pool).await {
            Ok(_) => return check(pool).await.map(|()| true),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "Waiting for Postgres"),
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(false),
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(std::time::Duration::from_secs(5)),
        }
    }
}

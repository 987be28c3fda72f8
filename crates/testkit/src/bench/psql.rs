//! psql, with which everything is compared.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};

use super::{Cost, Meter, Refreshed};

/// A ready-made typed table, which psql's `\copy` fills.
#[derive(Debug)]
pub struct ReadyMade {
    url: String,
}

impl ReadyMade {
    /// Its name.
    pub const NAME: &str = "ready.ready";

    /// Makes it, with columns as in `CREATE TABLE`, beside a table that is kept in step.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn create(table: &Refreshed, columns: &str) -> anyhow::Result<Self> {
        let statement = format!("CREATE SCHEMA ready; CREATE TABLE {} ({columns})", Self::NAME);
        table.ledger.execute(&statement).await?;
        Ok(Self { url: table.formation.database_url().to_owned() })
    }

    /// Fills it from a CSV file with a header, behind a checkpoint; what that cost.
    ///
    /// # Errors
    /// When psql fails.
    pub async fn copy(&self, table: &Refreshed, file: &[u8]) -> anyhow::Result<Cost> {
        let mut staged = tempfile::NamedTempFile::new()?;
        staged.write_all(file)?;
        table.ledger.execute(&format!("TRUNCATE {}", Self::NAME)).await?;
        table.checkpoint()?;
        let meter = Meter::start(&table.ledger, None).await?;
        let path = staged.path().display();
        psql(&self.url, &format!("\\copy {} FROM '{path}' WITH (FORMAT csv, HEADER true)", Self::NAME))?;
        meter.stop(&table.ledger, None).await
    }
}

pub(super) fn psql(url: &str, command: &str) -> anyhow::Result<()> {
    let status = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url, "--command", command])
        .stdout(Stdio::null())
        .status()
        .context("running psql")?;
    ensure!(status.success(), "psql failed");
    Ok(())
}

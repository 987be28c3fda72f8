//! What the read API is compared with.

use std::{
    fs::File,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use testkit::service;

/// Transactions in a second that pgbench makes of a prepared statement.
pub(crate) fn pgbench(url: &str, statement: &str, connections: usize, seconds: u32) -> anyhow::Result<f64> {
    let mut script = tempfile::NamedTempFile::new()?;
    std::io::Write::write_all(&mut script, statement.as_bytes())?;
    let program = PathBuf::from(service("TEST_PG_BIN")).join("pgbench");
    let output = Command::new(&program)
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={connections}"))
        .arg(format!("--time={seconds}"))
        .arg(format!("--file={}", script.path().display()))
        .arg(url)
        .output()
        .with_context(|| format!("running {}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
    let (_, rest) = text.split_once("tps = ").context("pgbench told no rate")?;
    Ok(rest.split(' ').next().unwrap_or_default().parse()?)
}

/// Texts in a second that Postgres makes of a statement's rows.
pub(crate) async fn json_agg(
    url: &str,
    statement: &str,
    connections: usize,
    time: Duration,
) -> anyhow::Result<u64> {
    let statement = format!("SELECT coalesce(json_agg(page), '[]')::text FROM ({statement}) AS page");
    let end = Instant::now() + time;
    let mut tasks = Vec::with_capacity(connections);
    for _ in 0..connections {
        let (url, statement) = (url.to_owned(), statement.clone());
        tasks.push(tokio::spawn(async move {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
            let connection = tokio::spawn(connection);
            let statement = client.prepare(&statement).await?;
            let mut answers = 0;
            while Instant::now() < end {
                let row = client.query_one(&statement, &[]).await?;
                let text: &str = row.try_get(0)?;
                ensure!(text.starts_with('['), "json_agg makes arrays");
                answers += 1;
            }
            drop(client);
            connection.await??;
            anyhow::Ok(answers)
        }));
    }
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    Ok(answers)
}

/// Seconds in which psql writes a relation as CSV to a file that takes everything.
pub(crate) fn copy_out(url: &str, relation: &str) -> anyhow::Result<f64> {
    let began = Instant::now();
    let status = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url, "--command"])
        .arg(format!("\\copy {relation} TO STDOUT WITH (FORMAT csv, HEADER true)"))
        .stdout(Stdio::from(File::options().write(true).open("/dev/null")?))
        .status()
        .context("running psql")?;
    ensure!(status.success(), "psql failed");
    Ok(began.elapsed().as_secs_f64())
}

//! A large file: what a worker makes of it, and what `psql` makes of the same file without looking at it first.

use std::{
    fs::File,
    io::Write,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use futures_util::SinkExt;
use rowmill_core::model::{RunCause, RunState, Step};
use testkit::{
    Answer, Body, Formation, Kind, Origin,
    bench::{Measure, Report, median},
    csv_of_bytes, optional,
};

use crate::{idle::megabytes, settings::Settings};

/// Bytes that are read and sent at once.
const PIECE: usize = 256 << 10;
/// How long one load may take.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// The table that `psql` finds ready: the types a worker finds by itself.
const READY_MADE: &str = "CREATE SCHEMA ready; CREATE TABLE ready.ready (id text, name text, amount bigint, price numeric, day date,
    at timestamptz, flag boolean)";

/// One load.
#[derive(Debug, Clone, Copy)]
struct Load {
    seconds: f64,
    seconds_in_copy: f64,
    peak: f64,
}

#[expect(clippy::cast_precision_loss, reason = "rows are far below 2^53")]
pub(crate) async fn measure(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("rowmill-bench.").tempdir()?;
    let path = folder.path().join("large.csv");
    let (piece, length, rows) = csv_of_bytes(settings.load_bytes);
    let mut file = File::create(&path)?;
    (0..)
        .map_while(piece)
        .try_for_each(|bytes| file.write_all(&bytes))
        .context("writing the file to load")?;
    drop(file);

    let (mut ours, mut psql) = (Vec::new(), Vec::new());
    let repetitions = settings.repetitions.min(3);
    for _ in 0..repetitions {
        ours.push(load(&path, length, rows).await?);
        psql.push(copy(&path, rows).await?);
    }
    let of = |pick: fn(&Load) -> f64| median(ours.iter().map(pick).collect::<Vec<_>>());
    let rows_per_second = |seconds: f64| rows as f64 / seconds;
    let baseline = rows_per_second(median(psql));
    let text = format!(
        "load: a CSV of {length} bytes and {rows} rows from a local origin, one worker, median of {repetitions} \
         interleaved repetitions; against {} of the same file into a ready-made typed table. rows_per_second counts the \
         whole run (fetch, detect, infer, load, publish), copy_rows_per_second its load step alone",
        if psql_program().is_some() { "psql \\copy" } else { "COPY FROM STDIN (there is no psql)" }
    );
    let mut add = |name, value, unit, baseline| {
        report.add(&Measure { name, value, unit, baseline, settings: &text });
    };
    add("load_rows_per_second", rows_per_second(of(|load| load.seconds)), "rows/s", Some(baseline));
    add(
        "load_copy_rows_per_second",
        rows_per_second(of(|load| load.seconds_in_copy)),
        "rows/s",
        Some(baseline),
    );
    add("load_peak_memory", of(|load| load.peak), "MB", None);
    Ok(())
}

async fn load(path: &Path, length: u64, rows: u64) -> anyhow::Result<Load> {
    let origin = Origin::start()?;
    let file = File::open(path)?;
    let piece = move |number: u64| {
        let mut bytes = vec![0; PIECE];
        let read = file.read_at(&mut bytes, number * PIECE as u64).ok().filter(|read| *read > 0)?;
        bytes.truncate(read);
        Some(Bytes::from(bytes))
    };
    origin.set("/large.csv", Answer::body("text/csv", Body::Made { length, piece: Arc::new(piece) }));
    let formation = Formation::builder().counts(0, 1, 0).start().await?;
    let ledger = formation.ledger()?;
    let table = ledger.table_of_url("large", &origin.url("/large.csv"), None).await?;
    let run = ledger.ask(&table, RunCause::Create).await?;
    let run = ledger.wait_until_ended(run, PATIENCE).await?;
    ensure!(run.state == RunState::Published, "the load failed: {:?}", run.failure);
    ensure!(run.report.rows.loaded == rows, "{} of {rows} rows were loaded", run.report.rows.loaded);
    let seconds = match (run.started_at, run.finished_at) {
        (Some(started), Some(finished)) => finished.duration_since(started).as_secs_f64(),
        _ => anyhow::bail!("a published run has begun and ended"),
    };
    let steps = run.report.timings.iter().filter(|timing| timing.step == Step::Load);
    let seconds_in_copy = steps.map(|timing| Duration::from_millis(timing.duration_ms).as_secs_f64()).sum();
    let peak = megabytes(formation.process(Kind::Worker, 0).memory("VmHWM")?);
    formation.assert_log_clean(&[]);
    Ok(Load { seconds, seconds_in_copy, peak })
}

/// Seconds.
async fn copy(path: &Path, rows: u64) -> anyhow::Result<f64> {
    let formation = Formation::builder().prepare().await?;
    let ledger = formation.ledger()?;
    ledger.execute(READY_MADE).await?;
    let began = Instant::now();
    match psql_program() {
        Some(psql) => {
            let status = Command::new(psql)
                .args([
                    "--no-psqlrc",
                    "--quiet",
                    "--set=ON_ERROR_STOP=1",
                    formation.database_url(),
                    "--command",
                ])
                .arg(format!("\\copy ready.ready FROM '{}' WITH (FORMAT csv, HEADER true)", path.display()))
                .stdout(Stdio::null())
                .status()
                .context("running psql")?;
            ensure!(status.success(), "psql failed");
        }
        None => {
            let client = ledger.client().await?;
            client.batch_execute("SET statement_timeout = 0").await?;
            let sink = client.copy_in("COPY ready.ready FROM STDIN WITH (FORMAT csv, HEADER true)").await?;
            let mut sink = std::pin::pin!(sink);
            let file = File::open(path)?;
            let mut at = 0;
            loop {
                let mut bytes = vec![0; PIECE];
                let read = file.read_at(&mut bytes, at)?;
                if read == 0 {
                    break;
                }
                bytes.truncate(read);
                at += read as u64;
                sink.send(Bytes::from(bytes)).await?;
            }
            sink.close().await?;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let copied = ledger.number("SELECT count(*) FROM ready.ready").await?;
    ensure!(u64::try_from(copied)? == rows, "psql copied {copied} of {rows} rows");
    formation.assert_log_clean(&[]);
    Ok(seconds)
}

/// Beside the server's programs, else on PATH; not every package of the server carries it.
fn psql_program() -> Option<PathBuf> {
    let beside = optional("TEST_PG_BIN").map(|folder| PathBuf::from(folder).join("psql"));
    let on_path = optional("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).map(|folder| folder.join("psql")).collect::<Vec<_>>());
    beside.into_iter().chain(on_path).find(|path| path.is_file())
}

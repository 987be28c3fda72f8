//! How many runs of tiny files end in a second.

use std::time::Duration;

use rowmill_core::model::RunCause;
use testkit::{
    Answer, Formation, Kind, Origin,
    bench::{Measure, Report, median},
};

use crate::settings::Settings;

/// Repetitions with each number of workers.
const REPETITIONS: usize = 3;
/// The bell holds no more; what waits beyond it waits for a clock.
const MOST: usize = 1_000;

pub(crate) async fn measure(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let runs = settings.tiny_runs.min(MOST);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS.min(settings.repetitions) {
        one.push(drain(runs, 1).await?);
        two.push(drain(runs, 2).await?);
    }
    let text = format!(
        "throughput: {runs} first loads of files of 3 rows queued before the workers start, default lanes, \
         FETCH_PER_HOST=64; runs by the time from the first start to the last end, median of {} interleaved repetitions",
        one.len()
    );
    for (name, values) in [("tiny_runs_one_worker", one), ("tiny_runs_two_workers", two)] {
        let value = median(values);
        report.add(&Measure { name, value, unit: "runs/s", baseline: None, settings: &text });
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a thousand runs at most")]
async fn drain(runs: usize, workers: usize) -> anyhow::Result<f64> {
    let origin = Origin::start()?;
    let mut formation = Formation::builder().env("FETCH_PER_HOST", "64").prepare().await?;
    let ledger = formation.ledger()?;
    for number in 0..runs {
        let path = format!("/{number}.csv");
        origin.set(&path, Answer::csv(format!("id,word\n{number},one\n2,two\n3,three\n")));
        let table = ledger.table_of_url(&format!("t{number}"), &origin.url(&path), None).await?;
        ledger.ask(&table, RunCause::Create).await?;
    }
    for _ in 0..workers {
        formation.spawn(Kind::Worker, &[])?;
    }
    let left = "SELECT count(*) FROM rowmill.runs WHERE finished_at IS NULL";
    ledger.wait_for_number(left, Duration::from_secs(300), |count| count == 0).await?;
    let published = ledger.number("SELECT count(*) FROM rowmill.runs WHERE state = 'published'").await?;
    anyhow::ensure!(usize::try_from(published)? == runs, "{published} of {runs} runs were published");
    let took =
        "SELECT (extract(epoch FROM max(finished_at) - min(started_at)) * 1e6)::bigint FROM rowmill.runs";
    let microseconds = ledger.number(took).await?;
    formation.assert_log_clean(&[]);
    Ok(runs as f64 / (microseconds as f64 / 1e6))
}

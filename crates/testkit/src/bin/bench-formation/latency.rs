//! How soon an idle worker begins a run that is asked for.
//!
//! Everything is read from Postgres' clock, so that no two clocks are compared: `created_at` is the instant of the INSERT,
//! `started_at` that of the worker's claim, and just before the bell rings Postgres is asked for its time. That question's
//! way back is counted in, so the figures are an upper bound.

use std::time::Duration;

use jiff::Timestamp;
use rand::RngExt;
use rowmill_core::{
    model::{Lane, RunCause},
    store::runs::{self, NewRun},
};
use testkit::{
    Answer, Formation, Origin,
    bench::{Measure, Report, percentile},
};

use crate::settings::Settings;

pub(crate) async fn measure(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let origin = Origin::start()?;
    origin.set("/a.csv", Answer::csv("id,word\n1,one\n2,two\n"));
    let formation = Formation::builder().counts(0, 1, 0).start().await?;
    let (ledger, bell) = (formation.ledger()?, formation.bell()?);
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let first = ledger.ask(&table, RunCause::Create).await?;
    ledger.wait_until_ended(first, Duration::from_secs(30)).await?;

    let (mut from_ring, mut from_insert) = (Vec::new(), Vec::new());
    let client = ledger.client().await?;
    for _ in 0..settings.latency_runs {
        // Idle again, and not in step with anything.
        let pause = rand::rng().random_range(5..40);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let new = NewRun {
            workspace: table.workspace,
            source: table.source,
            table: Some(table.table),
            cause: RunCause::Schedule,
            lane: Lane::Small,
            host: Some("127.0.0.1".to_owned()),
            slot: None,
            slots_merged: 0,
        };
        let run = runs::insert(&client, &new).await?.expect("the run before has ended");
        let rings: Timestamp = client.query_one("SELECT clock_timestamp()", &[]).await?.try_get(0)?;
        bell.ring(Lane::Small, run).await?;
        let run = ledger.wait_until_ended(run, Duration::from_secs(30)).await?;
        let started = run.started_at.expect("a run that ended has begun");
        from_ring.push(milliseconds(rings, started));
        from_insert.push(milliseconds(run.created_at, started));
    }
    drop(client);
    formation.assert_log_clean(&[]);

    let settings = format!(
        "latency: {} runs one after the other on one idle worker, on Postgres' clock; ring_to_start is from just before \
         ZADD to the claim, enqueue_to_start from the INSERT to the claim",
        settings.latency_runs
    );
    for (name, values, part) in [
        ("ring_to_start_p50", &from_ring, 0.5),
        ("ring_to_start_p99", &from_ring, 0.99),
        ("enqueue_to_start_p50", &from_insert, 0.5),
        ("enqueue_to_start_p99", &from_insert, 0.99),
    ] {
        let value = percentile(values, part);
        report.add(&Measure { name, value, unit: "ms", baseline: None, settings: &settings });
    }
    Ok(())
}

fn milliseconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() * 1_000.0
}

//! A worker that stops for longer than its lease and comes back as if nothing had happened.

use std::time::Duration;

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Body, Edition, Formation, Gate, Kind, Origin, Signal, Watcher};

use crate::support::{SOON, beside_others};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_was_frozen_past_its_lease_cannot_publish() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let mut formation = Formation::builder()
        .counts(0, 1, 1)
        .env("RUN_LEASE_SECONDS", "3")
        .env("CLOCK_TICK_MS", "200")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let edition = |number| Edition { number, base: 500 };
    origin.set("/a.csv", Answer::csv(edition(1).csv()));
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let first = ledger.ask(&table, RunCause::Create).await?;
    ledger.wait_until_ended(first, SOON).await?;
    let watcher = Watcher::start(&ledger, &table.view, 500);

    // The frozen worker has asked for edition 2, and will find all of it in its socket when it thaws.
    let gate = Gate::closed();
    let gated = gate.clone();
    let held =
        Answer::csv(edition(2).csv()).sent_as(|bytes| Body::Gated { bytes, before: 1_000, gate: gated });
    origin.set("/a.csv", held);
    let run = ledger.ask(&table, RunCause::Manual).await?;
    ledger.wait_until_running(run, SOON).await?;
    while origin.count("/a.csv", 200) < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    formation.process_mut(Kind::Worker, 0).signal(Signal::Stop)?;
    gate.open();
    origin.set("/a.csv", Answer::csv(edition(3).csv()));
    formation.spawn(Kind::Worker, &[])?;
    let run = ledger.wait_until_ended(run, SOON).await?;
    assert_eq!((run.state, run.version, run.attempt, run.strikes), (RunState::Published, Some(2), 2, 1));

    formation.process_mut(Kind::Worker, 0).signal(Signal::Cont)?;
    let frozen = formation.process(Kind::Worker, 0);
    frozen
        .wait_for_log(SOON, |line| line.text.contains("taken over") || line.text.contains("no longer holds"))
        .await?;
    // It is counted a moment after it was said.
    while frozen.metric("rowmill_leases_lost_total").await? < 1.0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let edition_now = ledger.number(&format!("SELECT max(edition) FROM {}", table.view)).await?;
    assert_eq!(edition_now, 3, "what the frozen worker held is not published");
    assert!(watcher.finish().await > 10);
    // What it may have loaded meanwhile is swept by the next clock.
    formation.start(Kind::Clock).await?;
    ledger.assert_at_rest(SOON).await?;
    // The worker that thawed works on.
    formation.process_mut(Kind::Worker, 1).kill().await?;
    origin.set("/a.csv", Answer::csv(edition(4).csv()));
    let run = ledger.ask(&table, RunCause::Manual).await?;
    assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, RunState::Published);
    formation.assert_log_clean(&[
        "A run's worker fell silent",
        "Could not extend the lease",
        "Waiting for Redis",
    ]);
    Ok(())
}

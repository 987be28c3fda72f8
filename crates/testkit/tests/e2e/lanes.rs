//! Lanes: a preview never waits behind files that load, and a full lane does not stand still.

use std::time::{Duration, Instant};

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Body, Edition, Formation, Gate, Origin};

use crate::support::{SOON, beside_others};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lane_keeps_to_its_slots_and_a_preview_does_not_wait_behind_it() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let formation = Formation::builder()
        .counts(0, 1, 1)
        .env("WORKER_LANES", "4:interactive=4,small=2,big=1")
        .env("FETCH_PER_HOST", "20")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let (gate, content) = (Gate::closed(), Edition { number: 1, base: 50 });
    let mut refreshes = Vec::new();
    for number in 0..6 {
        let (path, held) = (format!("/{number}.csv"), gate.clone());
        let answer =
            Answer::csv(content.csv()).sent_as(|bytes| Body::Gated { bytes, before: 100, gate: held });
        origin.set(&path, answer);
        let table = ledger.table_of_url(&format!("t{number}"), &origin.url(&path), None).await?;
        refreshes.push(ledger.ask(&table, RunCause::Create).await?);
    }
    let running = "SELECT count(*) FROM rowmill.runs WHERE state = 'running' AND kind = 'refresh'";
    ledger.wait_for_number(running, SOON, |count| count == 2).await?;

    origin.set("/looked-at.csv", Answer::csv(content.csv()));
    let looked_at = ledger.table_of_url("looked_at", &origin.url("/looked-at.csv"), None).await?;
    for _ in 0..3 {
        let preview = ledger.ask_preview(&looked_at).await?;
        let preview = ledger.wait_until_ended(preview, SOON).await?;
        assert_eq!(preview.state, RunState::Previewed);
        assert_eq!(ledger.number(running).await?, 2, "the lane has two slots");
    }
    gate.open();
    for run in refreshes {
        assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, RunState::Published);
    }
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_lane_goes_on_as_soon_as_a_slot_comes_back() -> anyhow::Result<()> {
    const RUNS: usize = 40;
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    // One slot: every run has to wait for the one before, and none may wait for anything else.
    let mut formation =
        Formation::builder().env("WORKER_LANES", "4:interactive=4,small=1,big=1").prepare().await?;
    let ledger = formation.ledger()?;
    let mut runs = Vec::new();
    for number in 0..RUNS {
        let path = format!("/{number}.csv");
        origin.set(&path, Answer::csv(Edition { number: 1, base: 3 }.csv()));
        let table = ledger.table_of_url(&format!("t{number}"), &origin.url(&path), None).await?;
        runs.push(ledger.ask(&table, RunCause::Create).await?);
    }
    let began = Instant::now();
    formation.start(testkit::Kind::Worker).await?;
    for run in runs {
        assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, RunState::Published);
    }
    // A wait for the other lanes lasts a second; a worker that sat it out each time would take forty.
    let took = began.elapsed();
    assert!(took < Duration::from_secs(15), "{RUNS} tiny runs took {took:?}");
    formation.assert_log_clean(&[]);
    Ok(())
}

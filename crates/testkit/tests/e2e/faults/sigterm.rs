//! A worker that is told to stop in mid run.

use std::time::{Duration, Instant};

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Body, Edition, Formation, Gate, Kind, Origin, Signal};

use crate::support::{SOON, beside_others, slow};

/// Every process ends within this time of SIGTERM.
const DRAIN: Duration = Duration::from_secs(25);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_run_ends_before_its_worker_does() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let mut formation = Formation::builder().counts(0, 1, 0).start().await?;
    let ledger = formation.ledger()?;
    let content = Answer::csv(Edition { number: 1, base: 500 }.csv());
    origin.set("/a.csv", slow(content, Duration::from_secs(2)));
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let run = ledger.ask(&table, RunCause::Create).await?;
    ledger.wait_until_running(run, SOON).await?;

    let worker = formation.process_mut(Kind::Worker, 0);
    worker.signal(Signal::Term)?;
    let status = worker.wait(DRAIN).await?;
    assert!(status.success(), "{status}");
    let run = ledger.run(run).await?;
    assert_eq!((run.state, run.attempt, run.strikes), (RunState::Published, 1, 0));
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_run_is_handed_back_at_once_and_not_counted_as_a_failure() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    // A lease that nobody would want to wait for.
    let mut formation = Formation::builder()
        .counts(0, 1, 0)
        .env("SHUTDOWN_GRACE_SECONDS", "1")
        .env("RUN_LEASE_SECONDS", "120")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let (gate, gated) = (Gate::closed(), Edition { number: 1, base: 500 });
    let held = gate.clone();
    origin.set(
        "/a.csv",
        Answer::csv(gated.csv()).sent_as(|bytes| Body::Gated { bytes, before: 100, gate: held }),
    );
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let run = ledger.ask(&table, RunCause::Create).await?;
    ledger.wait_until_running(run, SOON).await?;

    let began = Instant::now();
    let worker = formation.process_mut(Kind::Worker, 0);
    worker.signal(Signal::Term)?;
    let status = worker.wait(DRAIN).await?;
    assert!(status.success(), "{status}");
    println!("handed back and gone after {:?}", began.elapsed());
    let back = ledger.run(run).await?;
    assert_eq!((back.state, back.attempt, back.strikes), (RunState::Queued, 1, 0));

    // The run was rung for when it was handed back: no clock is needed.
    gate.open();
    formation.start(Kind::Worker).await?;
    let run = ledger.wait_until_ended(run, SOON).await?;
    assert_eq!((run.state, run.attempt, run.strikes), (RunState::Published, 2, 0));
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_process_ends_at_once_and_with_zero() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut formation = Formation::builder().start().await?;
    for process in formation.processes_mut() {
        let began = Instant::now();
        process.signal(Signal::Term)?;
        let status = process.wait(DRAIN).await?;
        assert!(status.success(), "{}: {status}", process.name());
        assert!(began.elapsed() < Duration::from_secs(5), "{} took {:?}", process.name(), began.elapsed());
    }
    formation.assert_log_clean(&[]);
    Ok(())
}

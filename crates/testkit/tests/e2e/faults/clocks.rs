//! Any number of clocks.

use std::time::Duration;

use testkit::{Answer, Edition, Formation, Origin};

use crate::support::{SOON, beside_others};

/// Tables that come due every second.
const TABLES: i64 = 6;
/// Seconds the three clocks work side by side.
const SECONDS: u64 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_clocks_make_one_run_for_each_slot() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    let formation = Formation::builder()
        .counts(0, 1, 3)
        .env("CLOCK_TICK_MS", "50")
        .env("SCHEDULE_MIN_SECONDS", "1")
        .env("WORKER_LANES", "8:interactive=8,small=8,big=1")
        .env("FETCH_PER_HOST", "8")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let mut tables = Vec::new();
    for number in 0..TABLES {
        let path = format!("/{number}.csv");
        origin.set(&path, Answer::csv(Edition { number, base: 10 }.csv()));
        tables
            .push(ledger.table_of_url(&format!("t{number}"), &origin.url(&path), Some("* * * * * *")).await?);
    }
    tokio::time::sleep(Duration::from_secs(SECONDS)).await;
    ledger.execute("UPDATE rowmill.sources SET schedule = NULL").await?;
    ledger
        .wait_for_number("SELECT count(*) FROM rowmill.runs WHERE finished_at IS NULL", SOON, |count| {
            count == 0
        })
        .await?;

    for table in &tables {
        let (due, answered) = ledger.slots(table.source).await?;
        assert_eq!(due, answered, "slots of {}", table.view);
        assert!(due >= i64::try_from(SECONDS)? - 2, "only {due} slots of {} came due", table.view);
    }
    let by_state = "SELECT count(*) FROM rowmill.runs WHERE state NOT IN ('published', 'unchanged')";
    assert_eq!(ledger.number(by_state).await?, 0);
    assert_eq!(
        ledger.number("SELECT count(*) FROM rowmill.versions").await?,
        TABLES,
        "unchanged files make none"
    );
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

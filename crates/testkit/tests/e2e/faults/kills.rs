//! kill -9 of whatever process, again and again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use testkit::{Answer, Edition, Formation, Kind, Ledger, Origin, Seeded, Signal, Watcher, optional};

use crate::support::{alone, slow};

/// Processes killed.
const KILLS: usize = 100;
/// Tables that change at the same time.
const TABLES: usize = 5;
/// Contents that each of them gets one after the other; each takes at least one run.
const EDITIONS: i64 = 10;
/// Rows of a file.
const BASE: i64 = 3_000;
/// Milliseconds between two kills.
const PAUSE: std::ops::Range<u64> = 100..700;
/// How long one content may take to be published, with all that happens to its runs.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_kills_during_fifty_runs_lose_double_and_tear_nothing() -> anyhow::Result<()> {
    let _machine = alone().await;
    let seed: u64 = optional("TEST_SEED").map_or_else(rand::random, |text| text.parse().expect("a number"));
    println!("TEST_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let origin = Arc::new(Origin::start()?);
    let mut formation = Formation::builder()
        .counts(1, 2, 2)
        .env("RUN_LEASE_SECONDS", "3")
        .env("CLOCK_TICK_MS", "250")
        .env("SCHEDULE_MIN_SECONDS", "1")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    // A kill meets about every second attempt here, so eight in a row, at which Rowmill rightly gives a run up, are no
    // rarity.
    ledger.execute("ALTER TABLE rowmill.runs ALTER max_strikes SET DEFAULT 1000").await?;

    let kills = Arc::new(AtomicUsize::new(0));
    let mut changing = Vec::new();
    for number in 0..TABLES {
        let path = format!("/{number}.csv");
        origin.set(&path, content(1));
        let table =
            ledger.table_of_url(&format!("t{number}"), &origin.url(&path), Some("* * * * * *")).await?;
        changing.push(tokio::spawn(change(ledger.clone(), origin.clone(), path, table, kills.clone())));
    }
    for kill in 1..=KILLS {
        tokio::time::sleep(Duration::from_millis(rng.random_range(PAUSE))).await;
        let index = rng.random_range(0..formation.processes_mut().len());
        formation.processes_mut()[index].kill().await?;
        formation.revive(index)?;
        kills.store(kill, Ordering::Relaxed);
    }
    let mut tables = Vec::new();
    for task in changing {
        tables.push(task.await??);
    }
    formation.wait_until_ready().await?;

    for (table, watcher) in tables {
        let reads = watcher.finish().await;
        assert!(reads > 100, "{} was read only {reads} times", table.view);
        let versions = format!("SELECT count(*) FROM rowmill.versions WHERE table_id = {}", table.table);
        assert_eq!(
            ledger.number(&versions).await?,
            EDITIONS,
            "each content of {} makes one version",
            table.view
        );
        let (due, answered) = ledger.slots(table.source).await?;
        assert_eq!(due, answered, "every slot of {} is answered for, once", table.view);
    }
    let failed = ledger.rows("SELECT id, strikes, failure FROM rowmill.runs WHERE state = 'failed'").await?;
    assert_eq!(failed, Vec::<Vec<Option<String>>>::new());
    let runs = ledger.number("SELECT count(*) FROM rowmill.runs").await?;
    let strikes = ledger.number("SELECT sum(strikes)::bigint FROM rowmill.runs").await?;
    println!("{KILLS} kills, {runs} runs, {strikes} attempts cut off");
    assert!(runs >= TABLES as i64 * EDITIONS);
    settle(&mut formation, &ledger).await?;
    formation.assert_log_clean(&[
        "A run's worker fell silent",
        // A worker that is killed takes its connections along in the middle of a statement.
        "The run met a passing fault",
    ]);
    Ok(())
}

fn content(number: i64) -> Answer {
    // Slow enough for kills to hit every step of a run.
    slow(Answer::csv(Edition { number, base: BASE }.csv()), Duration::from_millis(1_400))
}

/// Gives a table its contents one after the other, each once the one before was published, in step with the kills.
async fn change(
    ledger: Ledger,
    origin: Arc<Origin>,
    path: String,
    table: Seeded,
    kills: Arc<AtomicUsize>,
) -> anyhow::Result<(Seeded, Watcher)> {
    let versions = format!("SELECT count(*) FROM rowmill.versions WHERE table_id = {}", table.table);
    let mut watcher = None;
    for number in 1..=EDITIONS {
        let due = KILLS * usize::try_from(number - 1)? / usize::try_from(EDITIONS)?;
        while kills.load(Ordering::Relaxed) < due {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        origin.set(&path, content(number));
        ledger.wait_for_number(&versions, PATIENCE, |count| count >= number).await?;
        watcher.get_or_insert_with(|| Watcher::start(&ledger, &table.view, BASE));
    }
    Ok((table, watcher.expect("there is more than one edition")))
}

/// Ends the schedules, and lets the clocks sweep at once, as they do when they start.
pub(super) async fn settle(formation: &mut Formation, ledger: &Ledger) -> anyhow::Result<()> {
    ledger.execute("UPDATE rowmill.sources SET schedule = NULL, next_due_at = NULL").await?;
    ledger.wait_for_number(ACTIVE, PATIENCE, |count| count == 0).await?;
    for index in 0..formation.processes_mut().len() {
        if formation.processes_mut()[index].kind() == Kind::Clock {
            formation.processes_mut()[index].signal(Signal::Term)?;
            formation.processes_mut()[index].wait(Duration::from_secs(25)).await?;
            formation.revive(index)?;
        }
    }
    ledger.assert_at_rest(Duration::from_secs(30)).await?;
    assert_eq!(formation.scratch_files()?, Vec::<String>::new(), "files left in the scratch folder");
    Ok(())
}

const ACTIVE: &str = "SELECT count(*) FROM rowmill.runs WHERE state IN ('queued', 'running')";

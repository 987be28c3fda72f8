//! A thousand refreshes of one table, one after the other, while readers never stop: what they see is always a whole
//! version, and never an older one than before.

mod editions;
mod readers;

use std::time::{Duration, Instant};

use rand::{SeedableRng, rngs::StdRng};
use rowmill_core::{
    model::{RunCause, RunState},
    store::versions,
    table::is_compaction_due,
};
use testkit::{Answer, Formation, Kind, Ledger, Origin, Seeded, Signal, Visitor, optional};

use self::readers::Shared;
use crate::support::{SOON, alone};

const REFRESHES: usize = 1_000;
/// Versions that retention keeps.
const KEPT: i64 = 20;
/// Refreshes after which retention goes to work.
const ROUND: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_whole_versions_only_through_a_thousand_refreshes() -> anyhow::Result<()> {
    let _machine = alone().await;
    let seed: u64 = optional("TEST_SEED").map_or_else(rand::random, |text| text.parse().expect("a number"));
    println!("TEST_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let origin = Origin::start()?;
    let mut formation = Formation::builder()
        .env("KEEP_VERSIONS", KEPT.to_string())
        .env("KEEP_VERSIONS_SECONDS", "1")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let table = ledger.table_of_url("polled", &origin.url("/polled.csv"), None).await?;
    let mut ada = Visitor::new(&formation.web(0))?;
    ada.sign_up(&formation.admin(&["first-link"])?, "Lab").await?;
    ledger
        .execute(&format!(
            "INSERT INTO rowmill.members (workspace_id, user_id, role)
             SELECT {}, id, 'owner' FROM rowmill.users ON CONFLICT DO NOTHING",
            table.workspace
        ))
        .await?;

    let shared = Shared::default();
    let (mut ada, mut readers) = (Some(ada), Vec::new());
    let mut latencies = Vec::new();
    for number in 1..=REFRESHES {
        origin.set("/polled.csv", Answer::csv(shared.editions.next(&mut rng)));
        latencies.push(refresh(&ledger, &table, number).await?);
        if let Some(ada) = ada.take() {
            let url = formation.database_url();
            readers.extend(
                [false, false, true].map(|is_prepared| shared.read_view(url, &table.view, is_prepared)),
            );
            readers.push(shared.read_pages(ada, "/testing/polled"));
        }
        // Refreshes that come at once get ahead of the work in the background; some wait for it.
        if number.is_multiple_of(2) {
            let_compact(&ledger, &table, number).await?;
        }
        if number.is_multiple_of(ROUND) {
            forget(&mut formation, &ledger).await?;
        }
    }
    shared.stop();
    for reader in readers {
        let reads = reader.await??;
        println!("{reads} reads");
        assert!(reads > 100, "there were only {reads} reads");
    }
    tell(latencies);

    let kept = "SELECT count(*) FROM rowmill.versions WHERE relation IS NOT NULL";
    assert_eq!(ledger.number(kept).await?, KEPT);
    let oldest = ledger.number("SELECT min(number) FROM rowmill.versions WHERE relation IS NOT NULL").await?;
    assert_eq!(oldest, REFRESHES as i64 - KEPT + 1);
    let log = formation.log();
    let told = |text: &str| log.iter().filter(|line| line.text.contains(text)).count();
    let (loads, compactions) = (told("\"step\":\"load\""), told("Wrote the table's rows anew"));
    println!("{loads} files were loaded as a whole, {compactions} times the rows were written anew");
    assert!((10..REFRESHES / 2).contains(&loads) && compactions > 3);
    // The clocks sweep when they start.
    restart_clock(&mut formation).await?;
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[]);
    Ok(())
}

/// How long it took from asking until the ledger said that it was done.
async fn refresh(ledger: &Ledger, table: &Seeded, number: usize) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let run = ledger.ask(table, RunCause::Manual).await?;
    let run = ledger.wait_until_ended(run, SOON).await?;
    let version = run.version.and_then(|version| usize::try_from(version).ok());
    anyhow::ensure!(run.state == RunState::Published && version == Some(number), "file {number}: {run:?}");
    Ok(began.elapsed())
}

/// Waits a little where the rows are about to be written anew.
async fn let_compact(ledger: &Ledger, table: &Seeded, number: usize) -> anyhow::Result<()> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(500) {
        let client = ledger.client().await?;
        let version = versions::find(&client, table.table, i32::try_from(number)?).await?;
        if !version.is_some_and(|version| is_compaction_due(&version)) {
            break;
        }
        drop(client);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Lets retention give up what it should: versions as if they had been replaced long ago, and a clock that begins with it.
async fn forget(formation: &mut Formation, ledger: &Ledger) -> anyhow::Result<()> {
    ledger
        .execute("UPDATE rowmill.versions SET superseded_at = now() - interval '1 hour' WHERE superseded_at IS NOT NULL")
        .await?;
    restart_clock(formation).await?;
    let kept = "SELECT count(*) FROM rowmill.versions WHERE relation IS NOT NULL";
    ledger.wait_for_number(kept, SOON, |kept| kept == KEPT).await.map(drop)
}

async fn restart_clock(formation: &mut Formation) -> anyhow::Result<()> {
    for index in 0..formation.processes_mut().len() {
        let clock = &mut formation.processes_mut()[index];
        if clock.kind() == Kind::Clock {
            clock.signal(Signal::Term)?;
            clock.wait(Duration::from_secs(25)).await?;
            formation.revive(index)?;
        }
    }
    formation.wait_until_ready().await
}

fn tell(mut latencies: Vec<Duration>) {
    latencies.sort_unstable();
    let at = |part: usize| latencies[latencies.len() * part / 100 - 1];
    println!("a refresh took {:?} (median), {:?} (95 %), {:?} (longest)", at(50), at(95), at(100));
}

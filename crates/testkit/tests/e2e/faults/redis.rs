//! Redis wiped, gone and back in mid run. Postgres is the ledger: nothing but sessions is lost.

use std::time::{Duration, Instant};

use rowmill_core::model::{RunCause, RunId, RunState};
use testkit::{Answer, Edition, Formation, Kind, Ledger, Origin, PrivateRedis, Seeded, Visitor, service};

use crate::support::{SOON, beside_others, slow};

const TABLES: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_wiped_killed_and_restarted_in_mid_run_loses_no_run() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut redis = PrivateRedis::start()?;
    let origin = Origin::start()?;
    let mut formation = Formation::builder()
        .counts(1, 2, 1)
        .services(&service("TEST_DATABASE_URL"), &redis.url())
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let mut tables = Vec::new();
    for number in 0..TABLES {
        tables.push(ledger.table_of_url(&format!("t{number}"), &origin.url(&path(number)), None).await?);
    }

    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = format!("/{}", ada.sign_up(&formation.admin(&["first-link"])?, "Wiped").await?);

    // Two run, and the others wait in Redis when it is wiped.
    let runs = ask_all(&ledger, &origin, &tables, 1).await?;
    ledger.wait_until_running(runs[0], SOON).await?;
    redis.flush_all()?;
    assert_published(&ledger, &runs, 1).await?;
    assert!(ada.get(&workspace).await?.path.starts_with("/sign-in"), "sessions are lost, and nothing else");
    ada.sign_in().await?;
    assert_eq!(ada.get(&workspace).await?.status, 200);

    let runs = ask_all(&ledger, &origin, &tables, 2).await?;
    ledger.wait_until_running(runs[0], SOON).await?;
    redis.kill();
    tokio::time::sleep(Duration::from_secs(2)).await;
    for process in formation.processes_mut() {
        assert!(process.is_running(), "{} ended", process.name());
        let (status, body) = process.get("/readyz").await?;
        assert_eq!(status, 503, "{body}");
        assert_eq!(process.get("/healthz").await?.0, 200);
    }
    let asked = Instant::now();
    let page = ada.get(&workspace).await?;
    assert_eq!(page.status, 503, "{}", page.text());
    assert!(page.header("retry-after").is_some());
    assert!(asked.elapsed() < Duration::from_secs(6), "the answer took {:?}", asked.elapsed());
    // What runs goes on without Redis, and what is asked for now waits in Postgres.
    ledger.wait_until_ended(runs[0], SOON).await?;
    redis.resume()?;
    let back = Instant::now();
    formation.wait_until_ready().await?;
    assert!(back.elapsed() < Duration::from_secs(10), "ready again after {:?}", back.elapsed());
    assert_published(&ledger, &runs, 2).await?;

    ada.sign_in().await?;
    assert_eq!(ada.get(&workspace).await?.status, 200);
    ledger.assert_at_rest(SOON).await?;
    assert_eq!(formation.process(Kind::Worker, 0).get("/readyz").await?.0, 200);
    formation.assert_log_clean(&[
        "A service is away",
        "Waiting for Redis",
        "Duty failed; it comes round again",
        "Could not ring; the dispatcher will",
    ]);
    Ok(())
}

fn path(number: usize) -> String {
    format!("/{number}.csv")
}

async fn ask_all(
    ledger: &Ledger,
    origin: &Origin,
    tables: &[Seeded],
    edition: i64,
) -> anyhow::Result<Vec<RunId>> {
    let mut runs = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let content = Answer::csv(Edition { number: edition, base: 100 }.csv());
        origin.set(&path(number), slow(content, Duration::from_millis(1_500)));
        runs.push(ledger.ask(table, RunCause::Manual).await?);
    }
    Ok(runs)
}

async fn assert_published(ledger: &Ledger, runs: &[RunId], version: i32) -> anyhow::Result<()> {
    for run in runs {
        let run = ledger.wait_until_ended(*run, SOON).await?;
        assert_eq!((run.state, run.version, run.attempt), (RunState::Published, Some(version), 1));
    }
    Ok(())
}

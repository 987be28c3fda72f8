//! Postgres restarted in mid run.

use std::time::{Duration, Instant};

use rowmill_core::model::{RunCause, RunState};
use testkit::{
    Answer, Edition, Formation, Kind, Origin, PrivatePostgres, Restart, Visitor, Watcher, service,
};

use crate::support::{SOON, beside_others, slow};

const TABLES: usize = 4;
const BASE: i64 = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_restarted_in_mid_run_loses_doubles_and_tears_nothing() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let postgres = PrivatePostgres::start()?;
    let origin = Origin::start()?;
    let mut formation = Formation::builder()
        .counts(1, 2, 1)
        .env("RUN_LEASE_SECONDS", "3")
        .services(&postgres.url(), &service("TEST_REDIS_URL"))
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    let workspace = format!("/{}", ada.sign_up(&formation.admin(&["first-link"])?, "Restarted").await?);
    let mut tables = Vec::new();
    for number in 0..TABLES {
        tables.push(
            ledger.table_of_url(&format!("t{number}"), &origin.url(&format!("/{number}.csv")), None).await?,
        );
    }
    let mut watchers = Vec::new();
    for (edition, how) in
        [(1, None), (2, Some(Restart::Fast)), (3, Some(Restart::Immediate)), (4, Some(Restart::Immediate))]
    {
        let mut runs = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            // Their steps do not coincide, so a restart meets them at different ones.
            let duration = Duration::from_millis(200 * (1 + number as u64));
            let content = Answer::csv(Edition { number: edition, base: BASE }.csv());
            origin.set(&format!("/{number}.csv"), slow(content, duration));
            runs.push(ledger.ask(table, RunCause::Manual).await?);
        }
        if let Some(how) = how {
            ledger.wait_until_running(runs[1], SOON).await?;
            tokio::time::sleep(Duration::from_millis(300)).await;
            postgres.stop(how)?;
            let page = ada.get(&workspace).await?;
            assert_eq!(page.status, 503, "{}", page.text());
            assert!(page.header("retry-after").is_some());
            assert_eq!(formation.process(Kind::Web, 0).get("/healthz").await?.0, 200);
            postgres.resume()?;
            let back = Instant::now();
            formation.wait_until_ready().await?;
            assert!(back.elapsed() < Duration::from_secs(10), "ready {:?} after Postgres", back.elapsed());
            assert_eq!(ada.get(&workspace).await?.status, 200);
        }
        for run in runs {
            let run = ledger.wait_until_ended(run, Duration::from_secs(60)).await?;
            assert_eq!(
                (run.state, i64::from(run.version.unwrap_or(0))),
                (RunState::Published, edition),
                "{run:?}"
            );
        }
        if watchers.is_empty() {
            watchers.extend(tables.iter().map(|table| Watcher::start(&ledger, &table.view, BASE)));
        }
    }
    for watcher in watchers {
        assert!(watcher.finish().await > 10);
    }
    for process in formation.processes_mut() {
        assert!(process.is_running(), "{} ended", process.name());
    }
    // A load that was cut off after its commit is swept by the next clock.
    formation.start(Kind::Clock).await?;
    ledger.assert_at_rest(SOON).await?;
    formation.assert_log_clean(&[
        "A service is away",
        // The pool's own words for a connection that ended.
        "deadpool.postgres",
        "Could not claim a run",
        "Could not extend the lease",
        "Could not write the outcome of the run yet",
        "Left the outcome of the run to the clock",
        "The run met a passing fault",
        "A run's worker fell silent",
        "Duty failed; it comes round again",
    ]);
    Ok(())
}

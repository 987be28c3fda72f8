//! How processes start: refused at once with every fault named, or patient until the services are there.

use std::{
    process::{Command, Output},
    time::{Duration, Instant},
};

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Edition, Formation, Kind, Origin, PrivatePostgres, PrivateRedis, Restart, program};

use crate::support::{SOON, alone, beside_others};

/// A process with a bad configuration has ended within this time.
const AT_ONCE: Duration = Duration::from_secs(1);
/// Must not be seen.
const SECRET: &str = "hunter2hunter2";

/// A process, its environment, and what it must complain of.
type Refusal<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_configuration_is_refused_at_once_with_every_fault_and_no_secret() -> anyhow::Result<()> {
    let _machine = alone().await;
    let cases: [Refusal<'_>; 6] = [
        ("rowmill-web", &[], &["DATABASE_URL is not set", "REDIS_URL is not set", "SECRET_KEY is not set"]),
        ("rowmill-worker", &[], &["DATABASE_URL is not set", "REDIS_URL is not set"]),
        ("rowmill-clock", &[], &["DATABASE_URL is not set", "REDIS_URL is not set"]),
        (
            "rowmill-web",
            &[
                ("DATABASE_URL", "postgres://u:hunter2hunter2@:port:/"),
                ("REDIS_URL", "http://:hunter2hunter2@127.0.0.1"),
                ("SECRET_KEY", SECRET),
                ("PORT", "many"),
                ("PUBLIC_URL", "ftp://hunter2hunter2.example.org"),
                ("SESSION_URL", "mysql://hunter2hunter2"),
                ("STATELESS", "maybe"),
                ("SCRATCH_DIR", "/nonexistent/scratch"),
            ],
            &[
                "DATABASE_URL",
                "REDIS_URL",
                "SECRET_KEY",
                "PORT",
                "PUBLIC_URL",
                "SESSION_URL",
                "STATELESS",
                "SCRATCH_DIR",
            ],
        ),
        (
            "rowmill-worker",
            &[
                ("DATABASE_URL", "postgres://u:hunter2hunter2@127.0.0.1/d"),
                ("REDIS_URL", "redis://:hunter2hunter2@127.0.0.1"),
                ("FETCH_ALLOW_CIDRS", "everything"),
                ("WORKER_LANES", "4:slow=1"),
                ("RUN_LEASE_SECONDS", "1"),
            ],
            &["FETCH_ALLOW_CIDRS", "WORKER_LANES", "RUN_LEASE_SECONDS"],
        ),
        (
            "rowmill-clock",
            &[
                ("DATABASE_URL", "postgres://u:hunter2hunter2@127.0.0.1/d"),
                ("REDIS_URL", "redis://:hunter2hunter2@127.0.0.1"),
                ("CLOCK_TICK_MS", "often"),
                ("KEEP_VERSIONS", "0"),
                ("KEEP_VERSIONS_SECONDS", "a year"),
            ],
            &["CLOCK_TICK_MS", "KEEP_VERSIONS", "KEEP_VERSIONS_SECONDS"],
        ),
    ];
    for (name, variables, faults) in cases {
        let began = Instant::now();
        let output = run(name, variables)?;
        let took = began.elapsed();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!output.status.success(), "{name} started with {variables:?}");
        assert!(took < AT_ONCE, "{name} took {took:?}");
        for fault in faults {
            assert!(said.contains(fault), "{name} does not name {fault}:\n{said}");
        }
        assert!(!said.contains(SECRET), "{name} shows a secret:\n{said}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_older_than_the_release_is_refused_with_what_to_do() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut formation = Formation::builder().prepare().await?;
    formation.ledger()?.execute("DROP SCHEMA rowmill CASCADE").await?;
    for kind in [Kind::Web, Kind::Worker, Kind::Clock] {
        let process = formation.spawn(kind, &[])?;
        let status = process.wait(Duration::from_secs(5)).await?;
        assert!(!status.success(), "{kind:?} started");
        let said = |text: &str| process.log().iter().any(|line| line.text.contains(text));
        assert!(said("rowmill-admin migrate"), "{kind:?} does not say what to do: {:?}", process.log());
    }
    formation.assert_log_clean(&["rowmill-admin migrate"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_before_their_services_become_ready_by_themselves() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let (postgres, mut redis) = (PrivatePostgres::start()?, PrivateRedis::start()?);
    let mut formation = Formation::builder().services(&postgres.url(), &redis.url()).prepare().await?;
    redis.kill();
    postgres.stop(Restart::Fast)?;
    for kind in [Kind::Web, Kind::Worker, Kind::Clock] {
        formation.spawn(kind, &[])?;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    for process in formation.processes_mut() {
        assert!(process.is_running(), "{} ended", process.name());
        let (status, body) = process.get("/readyz").await?;
        assert_eq!(status, 503, "{body}");
        assert!(body.contains("cannot be reached") || body.contains("no answer in time"), "{body}");
        assert_eq!(process.get("/healthz").await?.0, 200);
    }
    postgres.resume()?;
    redis.resume()?;
    let back = Instant::now();
    formation.wait_until_ready().await?;
    assert!(back.elapsed() < Duration::from_secs(12), "ready {:?} after the services", back.elapsed());

    let origin = Origin::start()?;
    origin.set("/a.csv", Answer::csv(Edition { number: 1, base: 10 }.csv()));
    let ledger = formation.ledger()?;
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let run = ledger.ask(&table, RunCause::Create).await?;
    assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, RunState::Published);
    formation.assert_log_clean(&["Waiting for", "Postgres is away", "Duty failed", "deadpool.postgres"]);
    Ok(())
}

/// Without a line of this test's environment, and without a `.env` file above the working folder.
fn run(name: &str, variables: &[(&str, &str)]) -> anyhow::Result<Output> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(program(name)?);
    command.env_clear().current_dir(folder.path()).envs(variables.iter().copied());
    Ok(command.output()?)
}

//! kill -9 of a worker at named points of its run, twenty times at each: after the download, in mid diff, in mid load, before
//! the commit, and after it, before anybody was told.
//!
//! Nothing in the worker knows of these points. At some of them it waits for a lock that the test holds; at the others it
//! is caught as Postgres, or its own log, shows it there.

use std::{sync::Arc, time::Duration};

use rand::RngExt;
use rowmill_core::{
    database,
    model::{RunCause, RunId, RunState},
};
use testkit::{Answer, Edition, Formation, Ledger, Origin, Seeded, Watcher};
use tokio::sync::Mutex;

use super::kills::settle;
use crate::support::alone;

/// Kills at each of the points.
const KILLS: usize = 20;
/// How long a content may take to be published, with a lease that has to run out.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause between two looks at whether a run is at its point.
const LOOK: Duration = Duration::from_millis(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// The file is there, and the rows of the version before are about to be looked up.
    Download,
    /// The file is compared with the rows of the version before.
    Diff,
    /// Rows are being copied into a relation.
    Load,
    /// Everything was written but the end of the transaction.
    BeforeCommit,
    /// Postgres commits, and nobody hears of it.
    AfterCommit,
}

/// Each with the rows of its files: enough for a kill to meet the middle of its step. Of few rows a version is added to the
/// relation that is there, of more each is loaded as a whole.
const POINTS: [(Point, i64); 5] = [
    (Point::Download, 3_000),
    (Point::Diff, 60_000),
    (Point::Load, 125_000),
    (Point::BeforeCommit, 900),
    (Point::AfterCommit, 900),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_at_any_point_of_a_run_loses_doubles_and_tears_nothing() -> anyhow::Result<()> {
    let _machine = alone().await;
    let origin = Arc::new(Origin::start()?);
    let formation = Formation::builder()
        // A worker for each point and one more, with one run at a time, so that a kill meets no other run.
        .counts(0, POINTS.len() + 1, 1)
        .env("WORKER_LANES", "1:interactive=1,small=1,big=1")
        .env("FETCH_PER_HOST", "16")
        .env("RUN_LEASE_SECONDS", "3")
        .env("CLOCK_TICK_MS", "250")
        .start()
        .await?;
    let ledger = formation.ledger()?;
    let formation = Arc::new(Mutex::new(formation));
    ledger.execute(FUNCTION).await?;
    let mut stations = Vec::new();
    for (number, (point, base)) in POINTS.into_iter().enumerate() {
        let path = format!("/{number}.csv");
        let table = ledger.table_of_url(&format!("t{number}"), &origin.url(&path), None).await?;
        if let Some(trigger) = point.trigger(&table) {
            ledger.execute(&trigger).await?;
        }
        let (formation, origin) = (formation.clone(), origin.clone());
        let ledger = formation.lock().await.ledger()?;
        let url = formation.lock().await.database_url().to_owned();
        let holder = database::connect(&url.into(), "testkit").await?;
        let station = Station { point, base, path, table, ledger, holder, formation, origin };
        stations.push(tokio::spawn(station.work()));
    }
    for station in stations {
        println!("{}", station.await??);
    }
    let failed = ledger.rows("SELECT id, strikes, failure FROM rowmill.runs WHERE state = 'failed'").await?;
    assert_eq!(failed, Vec::<Vec<Option<String>>>::new());
    let mut formation = formation.lock().await;
    formation.wait_until_ready().await?;
    settle(&mut formation, &ledger).await?;
    formation.assert_log_clean(&["A run's worker fell silent"]);
    Ok(())
}

/// Waits for the test, however long the publication would wait for a lock.
const FUNCTION: &str = "CREATE SCHEMA points;
    CREATE FUNCTION points.wait() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(NEW.table_id); RETURN NULL; END $$";

impl Point {
    /// What makes a publication wait at this point.
    fn trigger(self, table: &Seeded) -> Option<String> {
        let when = match self {
            Self::BeforeCommit => "CREATE TRIGGER before_commit AFTER INSERT ON rowmill.versions",
            // It fires within COMMIT: once it may go on, nothing that the worker does or leaves undone stops it.
            Self::AfterCommit => {
                "CREATE CONSTRAINT TRIGGER after_commit AFTER INSERT ON rowmill.versions DEFERRABLE INITIALLY DEFERRED"
            }
            Self::Download | Self::Diff | Self::Load => return None,
        };
        let table = table.table;
        Some(format!("{when} FOR EACH ROW WHEN (NEW.table_id = {table}) EXECUTE FUNCTION points.wait()"))
    }
}

/// A table whose runs are met at one point.
struct Station {
    point: Point,
    base: i64,
    path: String,
    table: Seeded,
    ledger: Ledger,
    /// Holds locks.
    holder: tokio_postgres::Client,
    formation: Arc<Mutex<Formation>>,
    origin: Arc<Origin>,
}

impl Station {
    async fn work(self) -> anyhow::Result<String> {
        let mut editions = 1;
        self.publish(editions).await?;
        let watcher = Watcher::start(&self.ledger, &self.table.view, self.base);
        let mut kills = 0;
        while kills < KILLS {
            editions += 1;
            kills += usize::from(self.is_met(editions).await?);
            // What is copied in no time may slip through now and then.
            anyhow::ensure!(editions < 3 * KILLS as i64, "{:?} was met only {kills} times", self.point);
        }
        let reads = watcher.finish().await;
        anyhow::ensure!(reads > 100, "{} was read only {reads} times", self.table.view);
        let versions = format!("SELECT count(*) FROM rowmill.versions WHERE table_id = {}", self.table.table);
        anyhow::ensure!(self.ledger.number(&versions).await? == editions, "each content makes one version");
        Ok(format!("{:?}: {kills} kills, {editions} versions, {reads} reads", self.point))
    }

    async fn publish(&self, number: i64) -> anyhow::Result<()> {
        let run = self.ask(number).await?;
        self.see_published(run, number).await.map(drop)
    }

    async fn ask(&self, number: i64) -> anyhow::Result<RunId> {
        let content = Edition { number, base: self.base }.csv();
        self.origin.set(&self.path, Answer::csv(content));
        self.ledger.ask(&self.table, RunCause::Manual).await
    }

    /// The attempts it took.
    async fn see_published(&self, run: RunId, number: i64) -> anyhow::Result<i32> {
        let run = self.ledger.wait_until_ended(run, PATIENCE).await?;
        let is_right = run.state == RunState::Published && run.version.map(i64::from) == Some(number);
        anyhow::ensure!(is_right, "content {number} at {:?}: {run:?}", self.point);
        let rows = self.ledger.number(&format!("SELECT count(*) FROM {}", self.table.view)).await?;
        anyhow::ensure!(
            rows == Edition { number, base: self.base }.rows(),
            "content {number} has {rows} rows"
        );
        Ok(run.attempt)
    }

    /// Kills the worker of a content's run at the point; whether it was met there. Either way the content is published.
    async fn is_met(&self, number: i64) -> anyhow::Result<bool> {
        self.hold().await?;
        let run = self.ask(number).await?;
        self.ledger.wait_for(run, PATIENCE, |run| run.state != RunState::Queued).await?;
        let mut is_there = false;
        while !is_there && self.ledger.run(run).await?.state == RunState::Running {
            is_there = self.is_there(run).await?;
            tokio::time::sleep(LOOK).await;
        }
        let is_killed = is_there && self.kill(run).await?;
        self.release().await?;
        let attempts = self.see_published(run, number).await?;
        Ok(is_killed && (attempts == 1) == (self.point == Point::AfterCommit))
    }

    async fn hold(&self) -> anyhow::Result<()> {
        let statement = match self.point {
            Point::Download => format!("BEGIN; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", self.alive().await?),
            Point::BeforeCommit | Point::AfterCommit => {
                format!("SELECT pg_advisory_lock({})", self.table.table)
            }
            Point::Diff | Point::Load => return Ok(()),
        };
        Ok(self.holder.batch_execute(&statement).await?)
    }

    async fn release(&self) -> anyhow::Result<()> {
        Ok(self.holder.batch_execute("ROLLBACK; SELECT pg_advisory_unlock_all()").await?)
    }

    /// What says which rows are alive in the newest version.
    async fn alive(&self) -> anyhow::Result<String> {
        let statement = format!(
            "SELECT relation FROM rowmill.versions WHERE table_id = {} ORDER BY number DESC LIMIT 1",
            self.table.table
        );
        let relation = self.ledger.rows(&statement).await?.into_iter().flatten().flatten().next();
        let relation = relation.unwrap_or_default();
        Ok(format!("rowmill_w{}.{relation}_alive", self.table.workspace))
    }

    async fn is_there(&self, run: RunId) -> anyhow::Result<bool> {
        let table = self.table.table;
        let statement = match self.point {
            Point::Download => format!(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{}'::regclass",
                self.alive().await?
            ),
            Point::Diff => return Ok(self.steps(run).await?.last().is_some_and(|step| step == "compare")),
            Point::Load => format!(
                "SELECT count(*) FROM pg_stat_progress_copy JOIN pg_stat_activity USING (pid)
                 WHERE tuples_processed > 0 AND query LIKE 'COPY %\"t{table}_r{run}_a%'"
            ),
            Point::BeforeCommit | Point::AfterCommit => format!(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND objid = {table}
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
        };
        Ok(self.ledger.number(&statement).await? > 0)
    }

    /// The steps that workers began on a run so far.
    async fn steps(&self, run: RunId) -> anyhow::Result<Vec<String>> {
        let of_run = format!("\"run.id\":\"{run}\"");
        let log = self.formation.lock().await.log();
        let step = |line: &str| {
            let step = line.split_once("\"step\":\"")?.1;
            step.split_once('"').map(|(step, _)| step.to_owned())
        };
        Ok(log
            .iter()
            .filter(|line| line.text.contains(&of_run))
            .filter_map(|line| step(&line.text))
            .collect())
    }

    /// Kills the worker that holds a run, and starts another in its place; whether it was still at the point.
    async fn kill(&self, run: RunId) -> anyhow::Result<bool> {
        if self.point == Point::Diff {
            let pause = rand::rng().random_range(0..20);
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        let worker = self.ledger.run(run).await?.worker.unwrap_or_default();
        let mut formation = self.formation.lock().await;
        let is_it = |id: u32| worker.starts_with(&format!("worker-{id}-"));
        let Some(index) = formation.processes_mut().iter().position(|process| is_it(process.id())) else {
            anyhow::bail!("{worker} is none of the formation's processes");
        };
        formation.processes_mut()[index].kill().await?;
        formation.revive(index)?;
        drop(formation);
        Ok(self.point != Point::Diff || self.steps(run).await?.last().is_some_and(|step| step == "compare"))
    }
}

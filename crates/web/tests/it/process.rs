//! The built program: start, answers while Postgres is away, drain.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use rowmill_web::password::Hasher;
use testkit::TestDatabase;

use crate::{
    browser::Browser,
    test_app::{KEY, PASSWORD},
};

struct Process {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(database: &str) -> Self {
        rowmill_core::database::install_crypto();
        let mut child = Command::new(env!("CARGO_BIN_EXE_rowmill-web"))
            .env_clear()
            .envs([("DATABASE_URL", database), ("SECRET_KEY", KEY), ("HOST", "127.0.0.1"), ("PORT", "0")])
            .env("REDIS_URL", testkit::service("TEST_REDIS_URL"))
            .env("REDIS_PREFIX", testkit::redis_prefix())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, lines }
    }

    /// Where it says it listens.
    fn browser(&mut self) -> Browser {
        let line =
            self.lines.by_ref().map_while(Result::ok).find(|line| line.contains("\"port\"")).expect("a port");
        let line: serde_json::Value = serde_json::from_str(&line).expect("logs are JSON lines");
        Browser::new(&format!("http://127.0.0.1:{}", line["port"]))
    }

    fn kilobytes(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux");
        let line = status.lines().find(|line| line.starts_with(what)).expect("a line");
        line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number")
    }

    fn terminate(&self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(killed.expect("kill runs").success());
    }

    async fn ended(&mut self, patience: Duration) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                return status;
            }
            assert!(started.elapsed() < patience, "it did not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[actix_web::test]
async fn it_is_ready_within_a_second_and_drains() {
    let database = TestDatabase::new().await;
    let started = Instant::now();
    let mut process = Process::start(database.url());
    let browser = process.browser();
    while browser.get("/readyz").await.status != 200 {
        assert!(started.elapsed() < Duration::from_secs(5), "{}", browser.get("/readyz").await.body);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let health = browser.get("/healthz").await;
    assert!(health.status == 200 && health.body.contains("\"alive\":true"), "{}", health.body);
    process.terminate();
    assert_eq!(process.ended(Duration::from_secs(25)).await.code(), Some(0));
}

#[actix_web::test]
async fn fifty_people_sign_in_at_once_within_little_memory() {
    let database = TestDatabase::new().await;
    let mut process = Process::start(database.url());
    let browser = process.browser();
    let hash = Hasher::new().turn().await.expect("a turn").hash(PASSWORD.to_owned()).await.expect("hashed");
    let insert =
        "INSERT INTO rowmill.users (email, name, password_hash) VALUES ('ada@example.org', 'Ada', $1)";
    database.connect().await.execute(insert, &[&hash]).await.expect("inserted");
    let idle = process.kilobytes("VmRSS");
    assert!(idle < 25_000, "{idle} kB when idle");

    let visitors: Vec<Browser> = (0..50).map(|_| browser.clone()).collect();
    let logins = visitors.iter().map(|visitor| visitor.sign_in("ada@example.org", PASSWORD));
    let pages = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(browser.get("/sign-in").await.status, 200);
            slowest = slowest.max(started.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        slowest
    };
    let (answers, slowest) = tokio::join!(join_all(logins), pages);
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    let most = process.kilobytes("VmHWM");
    assert!(most < 130_000, "{most} kB at most: two hashes take 92 MB");
    let after = process.kilobytes("VmRSS");
    assert!(after < 40_000, "{after} kB afterwards: what hashing took is given back");
}

#[actix_web::test]
async fn it_lives_while_postgres_is_away() {
    // Nothing listens on port 1.
    let mut process = Process::start("postgres://nobody@127.0.0.1:1/none");
    let browser = process.browser();
    assert_eq!(browser.get("/healthz").await.status, 200);
    let ready = browser.get("/readyz").await;
    assert!(ready.status == 503 && ready.body.contains("cannot be reached"), "{}", ready.body);
    assert_eq!(browser.get("/sign-in").await.status, 200);
    assert_eq!(browser.get("/welcome/none").await.status, 503);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(process.child.try_wait().expect("a child of ours").is_none(), "it gave up");
    process.terminate();
    assert_eq!(process.ended(Duration::from_secs(25)).await.code(), Some(0));
}

#[actix_web::test]
async fn an_older_database_ends_it_with_what_to_do() {
    let database = TestDatabase::new().await;
    database.connect().await.batch_execute("DELETE FROM rowmill.schema_history").await.expect("made older");
    let mut process = Process::start(database.url());
    let status = process.ended(Duration::from_secs(10)).await;
    assert!(!status.success());
    let said = std::io::read_to_string(process.child.stderr.take().expect("piped")).expect("read");
    assert!(said.contains("run `rowmill-admin migrate`"), "{said}");
}

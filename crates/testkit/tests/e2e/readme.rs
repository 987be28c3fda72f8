//! The README's commands, as somebody new runs them.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use testkit::Visitor;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::support::alone;

const README: &str = include_str!("../../../../README.md");

/// How long a start may take: everything is built, unless somebody changed something meanwhile.
const START: Duration = Duration::from_secs(900);
/// How long a stop may take.
const STOP: Duration = Duration::from_secs(60);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// `scripts/up` with a data folder of its own and nothing from the environment of the tests.
struct Up {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Up {
    fn start(data: &Path, port: u16) -> Self {
        // Where the tests run in the background, they and all they start would ignore Ctrl-C.
        let mut command = Command::new("env");
        command
            .arg("--default-signal=HUP,INT,QUIT")
            .arg(root().join("scripts/up"))
            .current_dir(root())
            .arg("web=2,worker=1,clock=2")
            .env("ROWMILL_DATA", data)
            .env("PORT", port.to_string());
        for variable in ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "HOST", "OPS_PORT"] {
            command.env_remove(variable);
        }
        // What cargo tells the programs it runs would make the cargo within build its C libraries anew.
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            if name.starts_with("CARGO") && name != "CARGO_HOME" {
                command.env_remove(&variable);
            }
        }
        // A process group of its own, as a terminal makes it: Ctrl-C reaches all of it.
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("scripts/up can be run");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        Self { child, lines }
    }

    /// The lines up to the one that says how to stop.
    async fn greeting(&mut self) -> Vec<String> {
        let mut greeting = Vec::new();
        let read = async {
            while let Some(line) = self.lines.next_line().await.expect("its output is text") {
                let ready = line.contains("Ctrl-C");
                greeting.push(line);
                if ready {
                    return true;
                }
            }
            false
        };
        let ready = timeout(START, read).await;
        assert!(matches!(ready, Ok(true)), "scripts/up did not come to its end: {greeting:#?}");
        greeting
    }

    /// Ctrl-C; everything it started is gone when this returns.
    async fn interrupt(mut self) {
        let group = format!("-{}", self.child.id().expect("it still runs"));
        let killed =
            Command::new("kill").args(["-INT", "--", &group]).status().await.expect("kill can be run");
        assert!(killed.success());
        let rest = async { while self.lines.next_line().await.expect("its output is text").is_some() {} };
        timeout(STOP, rest).await.expect("it stops within a minute");
        let status = timeout(STOP, self.child.wait()).await.expect("it ends").expect("it can be waited for");
        assert!(status.success(), "scripts/up ended with {status}");
    }
}

/// A port whose followers, which the process manager gives to the other processes, are free too. Below the ports that
/// connections take for themselves, or one of the other tests' would sit on it.
fn free_base() -> u16 {
    let free = |port: u16| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
    let bases = (0..1_000).map(|i| 20_000 + (std::process::id() as u16 % 1_000 + i) % 1_000 * 10);
    let mut all_free =
        bases.filter(|base| [0, 1, 100, 200, 201].into_iter().all(|offset| free(base + offset)));
    all_free.next().expect("five free ports")
}

/// The sample's page, once its first run has ended.
async fn sample_page(visitor: &mut Visitor) -> String {
    for _ in 0..100 {
        let text = visitor.get("/demo/water_quality").await.expect("an answer").text();
        if text.contains("Älvsborg north") {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the sample did not appear");
}

#[tokio::test]
async fn the_readmes_two_commands_do_what_it_says() {
    let block = README.split("```sh").nth(1).expect("the README shows commands");
    let commands: Vec<&str> =
        block.lines().filter_map(|line| line.split_whitespace().next()).take(2).collect();
    assert_eq!(commands, ["scripts/up", "scripts/test"], "the test runs what the README says");
    assert!(root().join("scripts/test").is_file(), "this very test is run by it");

    let _machine = alone().await;
    let data = tempfile::Builder::new().prefix("rowmill-readme-").tempdir().expect("a folder");
    // As root, the services run as another user, who has to get in.
    std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    let port = free_base();
    let mut up = Up::start(data.path(), port);
    let greeting = up.greeting().await.join("\n");
    let link = greeting
        .split_whitespace()
        .find(|word| word.contains("/welcome/"))
        .unwrap_or_else(|| panic!("no link for the first administrator:\n{greeting}"))
        .to_owned();
    let mut visitor = Visitor::new(&format!("http://127.0.0.1:{port}")).expect("a client");
    visitor.sign_up(&link, "First").await.expect("the link lets in");
    let sample = sample_page(&mut visitor).await;
    assert!(sample.contains("00117"), "{sample}");
    up.interrupt().await;
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err(), "nothing listens any more");

    // Again just starts: no new link, and nothing was lost.
    let mut again = Up::start(data.path(), port);
    let greeting = again.greeting().await.join("\n");
    assert!(!greeting.contains("/welcome/"), "{greeting}");
    // Sessions live in Redis, which keeps nothing.
    visitor.sign_in().await.expect("the account is still there");
    let sample = sample_page(&mut visitor).await;
    assert!(sample.contains("480"), "{sample}");
    again.interrupt().await;
}

//! The stage of the browser tests: a formation with something to look at. Prints one line of JSON with the addresses, and
//! ends when its standard input does; fails when a process warned meanwhile.

use std::{io::Read, time::Duration};

use serde_json::json;
use testkit::{Answer, Body, Formation, Origin};

/// Cells that must be shown as text and obeyed by nobody.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "javascript:alert(3)",
    "\"\"><svg onload=alert(4)>",
    "=HYPERLINK(\"\"http://127.0.0.1\"\",\"\"x\"\")",
    "\u{202e}txt.exe",
];

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(stage())
}

async fn stage() -> anyhow::Result<()> {
    let origin = Origin::start()?;
    origin.set("/stations.csv", Answer::csv(stations(1)));
    origin.set("/hostile.csv", Answer::csv(hostile()));
    let bytes = stations(40);
    let piece = bytes.len().div_ceil(40);
    let slowly = |bytes| Body::Slow { bytes, piece, pause: Duration::from_millis(100) };
    origin.set("/slow.csv", Answer::csv(bytes).sent_as(slowly));
    let formation = Formation::builder().counts(2, 1, 1).start().await?;
    println!(
        "{}",
        json!({
            "base": formation.web(0),
            "other": formation.web(1),
            "link": formation.admin(&["first-link"])?,
            "stations": origin.url("/stations.csv"),
            "slow": origin.url("/slow.csv"),
            "hostile": origin.url("/hostile.csv"),
            "gone": origin.url("/gone.csv"),
            "upload": stations(2),
        })
    );
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    formation.assert_log_clean(&[]);
    Ok(())
}

/// A file with every type, `times` 250 rows.
fn stations(times: u32) -> String {
    let mut csv = "station,name,readings,altitude,online,since,note\n".to_owned();
    for n in 0..250 * times {
        csv += &format!(
            "{n:06},Station {n},{},{}.{:02},{},20{:02}-{:02}-{:02},{}\n",
            n * 37 % 1_000,
            n % 90,
            n % 100,
            n % 3 == 0,
            n % 26,
            1 + n % 12,
            1 + n % 28,
            if n % 7 == 0 { "" } else { "reads every quarter of an hour" }
        );
    }
    csv
}

fn hostile() -> String {
    let mut csv = "n,<b>cell</b>\n".to_owned();
    for (n, cell) in HOSTILE.iter().enumerate() {
        csv += &format!("{n},\"{cell}\"\n");
    }
    csv
}

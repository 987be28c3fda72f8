//! `scripts/bench history`: how long the pages of a large table's past take, from request to the last byte.

use std::{fmt::Write as _, time::Instant};

use anyhow::{Context, bail, ensure};
use serde_json::json;
use testkit::{Answer, Formation, Kind, Origin, Visitor};

const HELP: &str = "\
Usage: scripts/bench history [--json] [rows=NUMBER] [times=NUMBER]

Loads a file into a table, and refreshes it four times after a hundredth of its rows changed at random places; then once
with another type, so that it is loaded anew. Prints the milliseconds that pages of its history take, as a median, the speed of an
export, and the most memory that web had.

  rows=1000000      of the file
  times=15          each page";

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(600);

struct Settings {
    json: bool,
    rows: u64,
    times: usize,
}

fn settings() -> anyhow::Result<Option<Settings>> {
    let mut settings = Settings { json: false, rows: 1_000_000, times: 15 };
    for argument in std::env::args().skip(1) {
        let number = |text: &str| text.replace('_', "");
        match argument.split_once('=') {
            None if argument == "--json" => settings.json = true,
            None if argument == "--help" || argument == "-h" => return Ok(None),
            Some(("rows", text)) => settings.rows = number(text).parse().context("rows")?,
            Some(("times", text)) => settings.times = number(text).parse().context("times")?,
            _ => bail!("what is {argument}?\n\n{HELP}"),
        }
    }
    Ok(Some(settings))
}

fn main() -> anyhow::Result<()> {
    let Some(settings) = settings()? else {
        println!("{HELP}");
        return Ok(());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(&settings))
}

/// The file as of an edition: in each, other rows have changed since the one before, a hundredth of them.
fn file(rows: u64, edition: u64, has_fractions: bool) -> String {
    let mut csv = String::from("id,name,amount,day,flag,code\n");
    for id in 0..rows {
        // Multiplied by an odd constant, numbers are spread evenly (Knuth, TAOCP 3, 6.4).
        let changes = (1..=edition)
            .filter(|edition| (id + edition * rows).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 & 127 == 0);
        let hash = id.wrapping_mul(2_654_435_761) % 1_000_003 + changes.count() as u64;
        let fraction = if has_fractions && id == 0 { ".5" } else { "" };
        let _ = writeln!(
            csv,
            "{id},name of {},{}{fraction},20{:02}-{:02}-{:02},{},C-{:05}",
            hash % 100_003,
            hash % 1_000_000,
            hash % 30,
            hash % 12 + 1,
            hash % 28 + 1,
            if hash.is_multiple_of(3) { "true" } else { "false" },
            hash % 77_777
        );
    }
    csv
}

async fn measure(settings: &Settings) -> anyhow::Result<()> {
    let origin = Origin::start()?;
    let formation = Formation::builder().start().await?;
    let ledger = formation.ledger()?;
    let mut ada = Visitor::new(&formation.web(0))?;
    ada.sign_up(&formation.admin(&["first-link"])?, "Lab").await?;
    origin.set("/t.csv", Answer::csv(file(settings.rows, 0, false)));
    let preview = ada.preview_url("lab", &origin.url("/t.csv")).await?;
    ada.create_table(&preview, "t", None).await?;
    for edition in 1..=5 {
        let versions = "SELECT count(*) FROM rowmill.versions";
        ledger
            .wait_for_number(versions, PATIENCE, |count| count == i64::try_from(edition).unwrap_or(0))
            .await?;
        origin.set("/t.csv", Answer::csv(file(settings.rows, edition, edition == 5)));
        let page = ada.get("/lab/t").await?;
        ada.submit(&page.form("/refresh")?).await?;
    }
    ledger.wait_for_number("SELECT count(*) FROM rowmill.versions", PATIENCE, |count| count == 6).await?;
    let relations = "SELECT count(DISTINCT relation) FROM rowmill.versions WHERE number";
    ensure!(ledger.number(&format!("{relations} <= 5")).await? == 1, "five versions share a relation");
    ensure!(ledger.number(&format!("{relations} >= 5")).await? == 2, "the last has its own");

    let pages = [
        ("table", ""),
        ("history", "/history"),
        ("as_of", "?version=2"),
        ("step_without_key", "/difference?from=1&to=2"),
        ("far_without_key", "/difference?from=1&to=5"),
        ("step_with_key", "/difference?from=1&to=2"),
        ("far_with_key", "/difference?from=1&to=5"),
        ("last_page_with_key", "/difference?from=1&to=2&before=1000000000"),
        ("filtered_by_column", "/difference?from=1&to=2&column=flag"),
        ("filtered_by_text", "/difference?from=1&to=2&q=no+such+text"),
        ("other_relation_other_types", "/difference?from=5&to=6"),
    ];
    for (name, path) in pages {
        let key = if name.contains("without_key") { "{}" } else { "{id}" };
        ledger.execute(&format!("UPDATE rowmill.tables SET key_columns = '{key}'")).await?;
        let mut times = Vec::new();
        for _ in 0..settings.times {
            let began = Instant::now();
            let page = ada.get(&format!("/lab/t{path}")).await?;
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
            ensure!(page.status == 200, "{path}: {}", page.status);
        }
        times.sort_unstable_by(f64::total_cmp);
        say(settings, name, times[times.len() / 2], "ms");
    }
    let began = Instant::now();
    let bytes = ada.get("/lab/t.csv?version=2").await?.html.len();
    #[expect(clippy::cast_precision_loss, reason = "to look at")]
    say(settings, "export", bytes as f64 / 1e6 / began.elapsed().as_secs_f64(), "MB/s");
    #[expect(clippy::cast_precision_loss, reason = "to look at")]
    let peak = formation.process(Kind::Web, 0).memory("VmHWM")? as f64 / 1e6;
    say(settings, "peak_of_web", peak, "MB");
    formation.assert_log_clean(&[]);
    Ok(())
}

fn say(settings: &Settings, name: &str, value: f64, unit: &str) {
    if settings.json {
        println!(
            "{}",
            json!({ "bench": "history", "measure": name, "value": value, "unit": unit, "rows": settings.rows })
        );
    } else {
        println!("{name:<28} {value:>8.1} {unit}");
    }
}

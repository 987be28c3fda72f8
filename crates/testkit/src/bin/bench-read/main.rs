//! `scripts/bench read`: how fast a table is read by its API and exported, beside Postgres itself.

mod export;
mod http;
mod page;
mod peers;

use anyhow::{Context, bail};
use testkit::{
    Formation,
    bench::{ReadyMade, Refreshed, Report, Shape},
};

const HELP: &str = "\
Usage: scripts/bench read [--json] [rows=NUMBER] [seconds=NUMBER] [times=NUMBER]

Loads a file of sixty columns into a public table and, by \\copy, into a plain relation. Ten connections ask the read API of
one web process for a page, for the rows that a filter meets and for counts; ten others ask Postgres the same of the plain
relation: prepared statements by pgbench, which throws the rows away, and json_agg, which makes the JSON within Postgres.
All share the machine with what asks. Then the table is exported, beside psql's \\copy to standard output.
Prints medians of turns: answers in a second, seconds of processor of a thousand answers (web and Postgres), MB in a second.

  rows=300000
  seconds=4         that each turn takes
  times=3           turns of each";

pub(crate) struct Settings {
    json: bool,
    rows: u32,
    seconds: u32,
    times: usize,
}

fn settings() -> anyhow::Result<Option<Settings>> {
    let mut settings = Settings { json: false, rows: 300_000, seconds: 4, times: 3 };
    for argument in std::env::args().skip(1) {
        let number = |text: &str| text.replace('_', "").parse::<u32>().context("a number is wanted");
        match argument.split_once('=') {
            None if argument == "--json" => settings.json = true,
            None if argument == "--help" || argument == "-h" => return Ok(None),
            Some(("rows", text)) => settings.rows = number(text)?,
            Some(("seconds", text)) => settings.seconds = number(text)?.max(1),
            Some(("times", text)) => settings.times = usize::try_from(number(text)?)?.max(1),
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

async fn measure(settings: &Settings) -> anyhow::Result<()> {
    // Nobody is refused for asking often.
    let formation = Formation::builder().counts(1, 1, 0).env("API_REQUESTS_PER_MINUTE", "0").start().await?;
    let mut table = Refreshed::within(formation, "wide").await?;
    let file = Shape::Wide.file(settings.rows, 1);
    let plain = ReadyMade::create(&table, &Shape::Wide.columns()).await?;
    plain.copy(&table, file.as_bytes()).await?;
    table.refresh(file).await?;
    table.ledger.execute("UPDATE rowmill.tables SET is_public = true").await?;
    table.ledger.execute(&format!("VACUUM ANALYZE {}", ReadyMade::NAME)).await?;

    let mut report = Report::new("read", settings.json);
    page::measure(settings, &table, &mut report).await?;
    export::measure(settings, &table, &mut report).await
}

//! `scripts/bench load`: how long it takes from a file to a published typed table, beside psql's `\copy`.

mod measure;

use anyhow::{Context, bail};

use measure::Row;
use testkit::bench::Shape;

const HELP: &str = "\
Usage: scripts/bench load [--json] [shape=narrow|wide] [rows=NUMBER] [times=NUMBER]

Loads files into new tables, by a worker that fetches them over loopback and is told nothing of their types; beside each
load, psql's \\copy loads the same file into a ready-made table of the same types. Each is measured behind a checkpoint.
Prints medians: seconds from the start of the run to the published table, seconds of processor of client and Postgres,
bytes of write-ahead log, and the worker's peak memory.

  shape=narrow      six columns, or wide: sixty, half of them text; both where nothing is said
  rows=1000000      of a narrow file, a wide one has three tenths of them; 100,000, a million and five million where
                    nothing is said
  times=7           each; three times from five million rows on";

/// Rows of narrow files.
const ROWS: [u32; 3] = [100_000, 1_000_000, 5_000_000];
/// From so many rows on, and how often then.
const MANY: (u32, usize) = (5_000_000, 3);

struct Settings {
    json: bool,
    shapes: Vec<Shape>,
    rows: Vec<u32>,
    times: usize,
}

fn settings() -> anyhow::Result<Option<Settings>> {
    let mut settings =
        Settings { json: false, shapes: vec![Shape::Narrow, Shape::Wide], rows: ROWS.to_vec(), times: 7 };
    for argument in std::env::args().skip(1) {
        let number = |text: &str| text.replace('_', "").parse::<u32>().context("a number is wanted");
        match argument.split_once('=') {
            None if argument == "--json" => settings.json = true,
            None if argument == "--help" || argument == "-h" => return Ok(None),
            Some(("shape", "narrow")) => settings.shapes = vec![Shape::Narrow],
            Some(("shape", "wide")) => settings.shapes = vec![Shape::Wide],
            Some(("rows", text)) => settings.rows = vec![number(text)?],
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
    for rows in &settings.rows {
        let times = if *rows >= MANY.0 { settings.times.min(MANY.1) } else { settings.times };
        for shape in &settings.shapes {
            let row: Row = runtime.block_on(measure::measure(*shape, *rows, times))?;
            if settings.json { row.json() } else { row.print() }
        }
    }
    Ok(())
}

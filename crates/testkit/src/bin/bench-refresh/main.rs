//! `scripts/bench refresh`: what a refresh costs of which little changed, and whether every version is what its file was.

mod history;
mod reads;
mod speed;

use std::path::PathBuf;

use anyhow::{Context, bail};

const HELP: &str = "\
Usage: scripts/bench refresh [--json] [rows=NUMBER] [refreshes=NUMBER] [history=FOLDER]

Changes a hundredth of the rows of a file at random places, adds and removes a thousandth, and refreshes its table, again
and again; beside each refresh, psql's \\copy loads the same file into a ready-made typed table. Prints for each refresh
the seconds and the bytes of write-ahead log of both, each measured behind a checkpoint; then what all versions take on disk,
and how fast the table answers beside a plain relation of the same rows.

  rows=1000000      of the file
  refreshes=20
  history=FOLDER    instead: loads the files of FOLDER/*/versions one after the other, compares each step with
                    FOLDER/*/truth.jsonl, and in the end every version with the file it was made of";

struct Settings {
    json: bool,
    rows: u32,
    refreshes: u32,
    history: Option<PathBuf>,
}

fn settings() -> anyhow::Result<Option<Settings>> {
    let mut settings = Settings { json: false, rows: 1_000_000, refreshes: 20, history: None };
    for argument in std::env::args().skip(1) {
        let number = |text: &str| text.replace('_', "").parse().context("a number is wanted");
        match argument.split_once('=') {
            None if argument == "--json" => settings.json = true,
            None if argument == "--help" || argument == "-h" => return Ok(None),
            Some(("rows", text)) => settings.rows = number(text)?,
            Some(("refreshes", text)) => settings.refreshes = number(text)?,
            Some(("history", folder)) => settings.history = Some(folder.into()),
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
    runtime.block_on(async {
        match &settings.history {
            Some(folder) => history::measure(folder, settings.json).await,
            None => speed::measure(settings.rows, settings.refreshes, settings.json).await,
        }
    })
}

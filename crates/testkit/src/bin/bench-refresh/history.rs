//! Histories of files, step by step, against what is known of each step.

use std::{fs, path::Path};

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;
use testkit::bench::Refreshed;

/// What is known of a step.
#[derive(Debug, Deserialize)]
struct Truth {
    to: String,
    rows: u64,
    #[serde(default)]
    added: u64,
    #[serde(default)]
    deleted: u64,
    #[serde(default)]
    changed: u64,
    #[serde(default)]
    columns_added: Vec<String>,
    #[serde(default)]
    columns_removed: Vec<String>,
}

pub(crate) async fn measure(folder: &Path, is_json: bool) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let folder = entry?.path();
        let name = folder.file_name().and_then(|name| name.to_str()).context("a name")?.to_owned();
        let (steps, right, as_of) = replay(&folder, &name).await?;
        if is_json {
            println!(
                "{}",
                json!({ "bench": "refresh", "measure": format!("history_{name}"), "value": right, "of": steps,
                "versions_as_published": as_of })
            );
        } else {
            println!(
                "{name}: {right} of {steps} steps as in the truth, {as_of} of {steps} versions read as published"
            );
        }
    }
    Ok(())
}

async fn replay(folder: &Path, name: &str) -> anyhow::Result<(usize, usize, usize)> {
    let mut table = Refreshed::start(name).await?;
    let truth = fs::read_to_string(folder.join("truth.jsonl"))?;
    let (mut right, mut published) = (0, Vec::new());
    for line in truth.lines() {
        let truth: Truth = serde_json::from_str(line)?;
        let file = fs::read_to_string(folder.join("versions").join(&truth.to))?;
        let run = table.refresh(file).await?;
        let version = table.version().await?;
        let problem =
            differs(&truth, run.report.changes.map(|c| (c.added, c.removed)), run.report.rows.loaded);
        match problem {
            None => right += 1,
            Some(problem) => println!("{name} {}: {problem}", truth.to),
        }
        let rows = table.rows_of(&version).await?;
        published.push((version, rows));
    }
    let mut as_of = 0;
    for (version, rows) in &published {
        let now = table.rows_of(version).await?;
        if now == *rows { as_of += 1 } else { println!("{name}: version {} has changed", version.number) }
    }
    Ok((published.len(), right, as_of))
}

fn differs(truth: &Truth, found: Option<(u64, u64)>, rows: u64) -> Option<String> {
    if rows != truth.rows {
        return Some(format!("{rows} rows, should be {}", truth.rows));
    }
    if !truth.columns_added.is_empty() || !truth.columns_removed.is_empty() {
        return None;
    }
    let wanted = (truth.added + truth.changed, truth.deleted + truth.changed);
    match found {
        Some(found) if found != wanted => Some(format!(
            "{} rows added and {} removed, should be {} and {}",
            found.0, found.1, wanted.0, wanted.1
        )),
        _ => None,
    }
}

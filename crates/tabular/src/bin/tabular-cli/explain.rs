//! `explain FILE...`: what was found in a file, and why, for people.

use std::error::Error;
use std::fmt::Display;
use std::path::Path;

use tabular::input::LocalFile;
use tabular::sniff::{Delimited, Frame, JsonLayout, SheetLayout, Structure};
use tabular::{
    Batch, ColumnFinding, Detected, Inference, Layout, Limits, Overrides, RejectedRow, decode, sniff,
};

/// Rows set aside that are shown.
const SHOWN: usize = 10;

pub(crate) fn run(files: &[&str]) -> Result<(), Box<dyn Error>> {
    for file in files {
        println!("{file}");
        if let Err(error) = explain(Path::new(file)) {
            println!("  {error}");
        }
    }
    Ok(())
}

fn explain(path: &Path) -> Result<(), Box<dyn Error>> {
    let (input, limits) = (LocalFile::new(path), Limits::default());
    let layout = sniff::survey(&input, &Overrides::default(), &limits)?;
    explain_layout(&layout);
    let mut rows = decode::open(&input, &layout, &limits)?;
    let mut inference = Inference::new(rows.labels()).with_declared(rows.declared());
    let mut batch = Batch::new();
    let (mut read, mut rejected) = (0, Vec::new());
    let mut set_aside = 0;
    while rows.read(&mut batch)? {
        inference.observe(&batch);
        read += batch.len();
        set_aside += batch.rejected.len();
        let room = SHOWN.saturating_sub(rejected.len());
        rejected.extend(batch.rejected.drain(..).take(room));
    }
    println!("  {read} row{}, {set_aside} set aside", if read == 1 { "" } else { "s" });
    let place = if matches!(layout.structure, Structure::Sheet(_)) { "row" } else { "line" };
    for row in rejected {
        explain_rejected(&row, place, rows.labels());
    }
    for found in inference.finish() {
        explain_column(&found);
    }
    Ok(())
}

/// `place` is what its number counts. The row itself is shown where there is anything of it.
fn explain_rejected(row: &RejectedRow, place: &str, labels: &[String]) {
    let column = row.column.map_or_else(String::new, |number| {
        let label = (number as usize).checked_sub(1).and_then(|at| labels.get(at));
        label.map_or_else(|| format!(", column {number}"), |label| format!(", column {label:?}"))
    });
    println!("    {place} {}{column}: the row {}", row.line, row.reason);
    if !row.raw.is_empty() {
        println!("      `{}`", row.excerpt());
    }
}

fn explain_layout(layout: &Layout) {
    let wrapping = layout.wrapping.value.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    say("wrapping", if wrapping.is_empty() { "none" } else { &wrapping }, &layout.wrapping);
    say("format", format!("{:?}", layout.format.value).to_lowercase(), &layout.format);
    if let Some(charset) = layout.charset() {
        say("charset", charset.value, charset);
    }
    match &layout.structure {
        Structure::Delimited(dialect) => {
            explain_dialect(dialect);
            explain_frame(&dialect.frame, "line");
        }
        Structure::Json(json) => explain_json(json),
        Structure::Sheet(sheet) => explain_sheet(sheet),
        Structure::Columnar => {}
    }
}

fn explain_dialect(dialect: &Delimited) {
    say("delimiter", dialect.delimiter.value, &dialect.delimiter);
    say("quote", dialect.quote.value, &dialect.quote);
    say("escape", format!("{:?}", dialect.escape.value).to_lowercase(), &dialect.escape);
    say("leading space", dialect.leading_space.value, &dialect.leading_space);
    match dialect.comment.value {
        Some(mark) => say("comments", mark, &dialect.comment),
        None => say("comments", "none", &dialect.comment),
    }
    say("line end", format!("{:?}", dialect.line_end.value).to_lowercase(), &dialect.line_end);
    say("trailing delimiter", dialect.trailing_delimiter.value, &dialect.trailing_delimiter);
    say("short rows", dialect.short_rows.value, &dialect.short_rows);
}

fn explain_json(json: &JsonLayout) {
    say("rows at", format!("{:?}", json.pointer.value), &json.pointer);
    say("arrangement", format!("{:?}", json.arrangement.value).to_lowercase(), &json.arrangement);
    say("rows are", format!("{:?}", json.rows.value).to_lowercase(), &json.rows);
    say("header rows", json.header.value, &json.header);
}

fn explain_sheet(sheet: &SheetLayout) {
    say("sheet", format!("{:?}", sheet.sheet.value), &sheet.sheet);
    explain_frame(&sheet.frame, "row");
    if let Some(merged) = &sheet.merged {
        say("merged cells", merged.value, merged);
    }
}

/// `unit` is what the frame counts: lines of a text, or rows of a sheet.
fn explain_frame(frame: &Frame, unit: &str) {
    say(&format!("{unit}s before"), frame.skip.value, &frame.skip);
    say("header rows", frame.header.value, &frame.header);
    match frame.end.value {
        Some(line) => say(&format!("ends before {unit}"), line, &frame.end),
        None => say(&format!("ends before {unit}"), "none", &frame.end),
    }
}

/// The name is shown where it is not the label, and NULLs where there are any.
fn explain_column(found: &ColumnFinding) {
    let column = &found.column;
    let name = if column.name == column.label { String::new() } else { format!(" named {}", column.name) };
    let nulls = match found.nulls {
        0 => String::new(),
        nulls => format!(" ({nulls} of {} rows have no value)", nulls + found.values),
    };
    println!("  column {:?}{name}: {}{nulls}", column.label, found.evidence);
}

fn say<T>(name: &str, value: impl Display, found: &Detected<T>) {
    println!("  {name}: {value} ({:.0} %): {}", found.confidence * 100.0, found.evidence);
}

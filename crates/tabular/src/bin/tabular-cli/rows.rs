//! `rows DIR`: every file below a folder as the table that it would become, a line of JSON per file:
//! `{"file", "format", "columns": [{"label", "kind", "evidence"}], "text": [[…]], "values": [[…]], "rejected": [{"line",
//! "column", "reason", "raw"}]}`, or `{"file", "error"}`.
//!
//! `text` holds the cells as they stand in the file, `values` the same cells under the types of their columns, both by
//! rows. Numbers are text too, as JSON has none of any precision.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};
use tabular::input::LocalFile;
use tabular::{Batch, ColumnFinding, Inference, Limits, Overrides, RejectedRow, decode, sniff};

use crate::files;
use crate::types::{kind, value};

/// Prints the tables in the order of the names.
pub(crate) fn run(dir: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (name, path) in files::below(dir)? {
        let mut line =
            table(&path).unwrap_or_else(|error| json!({ "error": format!("{}: {error}", error.code()) }));
        line["file"] = name.into();
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn table(path: &Path) -> Result<Value, tabular::Error> {
    let (input, limits) = (LocalFile::new(path), Limits::default());
    let layout = sniff::survey(&input, &Overrides::default(), &limits)?;
    let mut decoder = decode::open(&input, &layout, &limits)?;
    let mut inference = Inference::new(decoder.labels()).with_declared(decoder.declared());
    let (mut text, mut rejected) = (Vec::<Vec<Option<String>>>::new(), Vec::new());
    let mut batch = Batch::new();
    while decoder.read(&mut batch)? {
        inference.observe(&batch);
        text.extend(batch.rows().map(|row| batch.row(row).map(|cell| cell.map(str::to_owned)).collect()));
        rejected.extend(batch.rejected.iter().map(aside));
    }
    let findings = inference.finish();
    let values: Vec<Vec<Option<String>>> = text.iter().map(|row| typed(row, &findings)).collect();
    let columns: Vec<Value> = findings.iter().map(column).collect();
    Ok(json!({
        "format": format!("{:?}", layout.format.value).to_lowercase(),
        "columns": columns, "text": text, "values": values, "rejected": rejected,
    }))
}

/// Columns count from 1; `null` is the row as a whole.
fn aside(row: &RejectedRow) -> Value {
    json!({ "line": row.line, "column": row.column, "reason": row.reason.to_string(), "raw": row.raw })
}

fn column(found: &ColumnFinding) -> Value {
    json!({ "label": found.column.label, "kind": kind(&found.column.kind), "evidence": found.evidence })
}

fn typed(row: &[Option<String>], findings: &[ColumnFinding]) -> Vec<Option<String>> {
    row.iter().zip(findings).map(|(cell, found)| value(&found.column, cell.as_deref())).collect()
}

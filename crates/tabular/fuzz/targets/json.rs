//! Any bytes as JSON: what is read is JSON in the eyes of another parser, and its texts are those of that parser.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::Value;
use tabular::Overrides;
use tabular::sniff::{Format, JsonArrangement, JsonRows, Structure};

use super::file::read_both;
use super::outcome::Outcome;

pub(crate) fn run(input: &[u8]) {
    let wanted = Overrides { format: Some(Format::Json), ..Overrides::default() };
    let result = read_both(input, &wanted);
    let (Ok((layout, outcome)), Ok(text)) = (result, std::str::from_utf8(input)) else { return };
    let Structure::Json(json) = &layout.structure else { panic!("asked for JSON, got {layout:?}") };
    if outcome.error.is_some() || json.arrangement.value == JsonArrangement::Sequence {
        return;
    }
    let text = text.trim_start_matches('\u{FEFF}');
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        panic!("read, but not JSON: {error}");
    }
    if let Ok(rows) = serde_json::from_str::<Vec<BTreeMap<String, Value>>>(text)
        && json.rows.value == JsonRows::Objects
        && json.pointer.value.is_empty()
        && outcome.rejected.is_empty()
    {
        check_texts(&rows, &outcome);
    }
}

/// The texts, and where there is nothing, are what another parser has.
fn check_texts(rows: &[BTreeMap<String, Value>], outcome: &Outcome) {
    assert_eq!(rows.len(), outcome.rows.len());
    for (expected, row) in rows.iter().zip(&outcome.rows) {
        for (label, cell) in outcome.labels.iter().zip(&row.cells) {
            match expected.get(label) {
                Some(Value::String(text)) => assert_eq!(cell.as_ref(), Some(text), "{label:?}"),
                Some(Value::Bool(value)) => assert_eq!(cell.as_deref(), Some(value.to_string().as_str())),
                Some(Value::Null) | None => assert_eq!(cell, &None, "{label:?}"),
                Some(_) => assert!(cell.is_some(), "{label:?}"),
            }
        }
    }
}

//! What has to hold for the types that are found.

use std::collections::{BTreeMap, HashSet};

use tabular::{Cell, ColumnFinding, ColumnType, Wanted};

use super::outcome::Outcome;

/// Bytes of a name that Postgres keeps.
const MOST_NAME_BYTES: usize = 63;

/// Every value of a column comes back as the same text, those that do not fit a chosen type are counted, and names are fit
/// for Postgres.
pub(crate) fn check(outcome: &Outcome, findings: &[ColumnFinding], wanted: &BTreeMap<String, Wanted>) {
    assert_eq!(findings.len(), outcome.labels.len());
    let names: HashSet<_> = findings.iter().map(|finding| &finding.column.name).collect();
    assert_eq!(names.len(), findings.len(), "a name twice: {names:?}");
    for (col, finding) in findings.iter().enumerate() {
        let column = &finding.column;
        assert_eq!(column.label, outcome.labels[col]);
        assert!((1..=MOST_NAME_BYTES).contains(&column.name.len()), "{:?}", column.name);
        assert!(!column.name.contains('\0'));
        assert!(!finding.evidence.is_empty());
        assert_eq!(finding.values + finding.nulls, outcome.rows.len() as u64);
        let cells = || outcome.rows.iter().map(|row| row.cells[col].as_deref());
        let count = |wanted: Kept| cells().filter(|cell| kept(*cell, finding) == wanted).count() as u64;
        assert_eq!(count(Kept::Null), finding.nulls, "{finding:?}");
        assert_eq!(count(Kept::Not), finding.mismatches, "{finding:?}");
        assert!(finding.mismatches == 0 || wanted.contains_key(&column.label), "{finding:?}");
    }
}

/// What becomes of a cell.
#[derive(Debug, PartialEq)]
enum Kept {
    Value,
    Null,
    Not,
}

/// What the column makes of a cell; a value has to come back as the same text.
fn kept(cell: Option<&str>, finding: &ColumnFinding) -> Kept {
    let Some(text) = cell else { return Kept::Null };
    match finding.column.parse(text) {
        Ok(Cell::Null) => Kept::Null,
        Ok(value) => {
            assert_eq!(finding.column.format(&value), text, "{finding:?}");
            Kept::Value
        }
        Err(_) => Kept::Not,
    }
}

/// A type survives being stored.
pub(crate) fn check_stored(kind: &ColumnType) {
    let json = serde_json::to_string(kind).expect("a type is plain data");
    assert_eq!(&serde_json::from_str::<ColumnType>(&json).expect("a stored type"), kind, "{json}");
    assert!(!kind.to_string().is_empty());
}

//! Columns with what speaks for their types and what against.

use rowmill_core::table::postgres_type;
use tabular::{Column, ColumnFinding, ColumnType};

use super::heading;
use crate::pages::{
    column::{ColumnReport, Refuted, Seen},
    format,
};

/// The columns a run found, in order.
pub fn of_findings(findings: &[ColumnFinding]) -> Vec<ColumnReport> {
    findings.iter().enumerate().map(|(i, finding)| report(i + 1, finding)).collect()
}

/// The columns of a version whose run's report is gone.
pub fn of_columns(columns: &[Column]) -> Vec<ColumnReport> {
    let nothing = |column: &Column| ColumnFinding {
        column: column.clone(),
        nulls: 0,
        values: 0,
        max_bytes: 0,
        examples: Vec::new(),
        evidence: "The evidence is no longer kept".to_owned(),
        refuted: Vec::new(),
        mismatches: 0,
    };
    columns.iter().enumerate().map(|(i, column)| report(i + 1, &nothing(column))).collect()
}

/// What was seen in a column.
pub fn seen(finding: &ColumnFinding) -> Seen {
    Seen { values: finding.values, empty: 0, nulls: finding.nulls }
}

/// Whether values of this type align right.
pub fn is_number(kind: &ColumnType) -> bool {
    kind.is_number()
}

fn report(position: usize, finding: &ColumnFinding) -> ColumnReport {
    let ColumnFinding { column, .. } = finding;
    ColumnReport {
        position,
        label: column.label.clone(),
        name: column.name.clone(),
        type_name: postgres_type(&column.kind).to_owned(),
        evidence: evidence(finding),
        refuted: finding.refuted.iter().map(refuted).collect(),
        seen: seen(finding),
    }
}

/// Without the type at its head, which stands in a column of its own.
fn evidence(finding: &ColumnFinding) -> String {
    let head = format!("{}: ", finding.column.kind.name());
    heading(finding.evidence.strip_prefix(&head).unwrap_or(&finding.evidence))
}

fn refuted(refuted: &tabular::Refuted) -> Refuted {
    Refuted {
        type_name: postgres_name(&refuted.kind).to_owned(),
        because: format!("line {} has {}", format::count(refuted.line), refuted.value),
    }
}

/// The Postgres name of a type's own name.
fn postgres_name(kind: &str) -> &str {
    match kind {
        "float" => "double precision",
        "timestamp_tz" => "timestamptz",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_stands_without_its_type() {
        let finding = ColumnFinding {
            column: Column::new("Id", "id", ColumnType::Text),
            nulls: 3,
            values: 12,
            max_bytes: 5,
            examples: vec!["00123".into()],
            evidence: "text: line 2 has `00123`, whose leading zeros a number would lose".into(),
            refuted: vec![tabular::Refuted { kind: "integer".into(), line: 1_002, value: "00123".into() }],
            mismatches: 0,
        };
        let report = &of_findings(&[finding])[0];
        assert_eq!(report.evidence, "Line 2 has `00123`, whose leading zeros a number would lose");
        assert_eq!(report.refuted[0].because, "line 1,002 has 00123");
        assert_eq!(report.refuted[0].type_name, "integer");
        assert_eq!((report.position, report.seen.nulls), (1, 3));
    }
}

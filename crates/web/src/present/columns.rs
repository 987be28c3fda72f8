//! Columns with what speaks for their types and what against.

use std::collections::BTreeMap;

use rowmill_core::table::postgres_type;
use tabular::{Column, ColumnFinding, ColumnType, infer::Wanted};

use super::heading;
use crate::pages::{
    column::{ColumnReport, Refuted, Seen},
    format,
    layout::LayoutOption,
};

/// Types a person may choose for a column, in the words of [`Wanted`], with their Postgres names.
const OFFERED: [(&str, &str); 14] = [
    ("text", "text"),
    ("integer", "bigint"),
    ("numeric", "numeric"),
    ("float", "double precision"),
    ("boolean", "boolean"),
    ("date", "date"),
    ("date DD/MM/YYYY", "date, day first"),
    ("date MM/DD/YYYY", "date, month first"),
    ("timestamp", "timestamp"),
    ("timestamp_tz", "timestamptz"),
    ("time", "time"),
    ("uuid", "uuid"),
    ("json", "json"),
    ("point", "point"),
];

/// The columns a preview found, in order, with the types that may be chosen instead. Columns of the same header have
/// their type together, so only the first of them offers a choice.
pub fn to_decide(findings: &[ColumnFinding], chosen: &BTreeMap<String, Wanted>) -> Vec<ColumnReport> {
    let mut columns = of_findings(findings);
    for i in 0..columns.len() {
        let label = &findings[i].column.label;
        if findings[..i].iter().all(|before| before.column.label != *label) {
            columns[i].choices = choices(&columns[i].type_name, chosen.get(label));
        }
    }
    columns
}

fn choices(inferred: &str, chosen: Option<&Wanted>) -> Vec<LayoutOption> {
    let chosen = chosen.map(ToString::to_string);
    let option = |value: &str, label: &str| LayoutOption {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: chosen.as_deref().unwrap_or_default() == value,
    };
    let automatic = if chosen.is_some() { "As inferred".to_owned() } else { inferred.to_owned() };
    let rare = chosen.as_deref().filter(|chosen| OFFERED.iter().all(|(value, _)| value != chosen));
    let mut options = vec![option("", &automatic)];
    options.extend(rare.map(|rare| option(rare, rare)));
    options.extend(OFFERED.iter().map(|(value, label)| option(value, label)));
    options
}

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
        choices: Vec::new(),
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
    fn every_type_offered_can_be_chosen() {
        for (value, _) in OFFERED {
            assert_eq!(value.parse::<Wanted>().expect(value).to_string(), value);
        }
        let chosen = "date DD.MM.YYYY".parse().expect("a type");
        let options = choices("text", Some(&chosen));
        let selected: Vec<_> = options.iter().filter(|o| o.selected).map(|o| o.value.as_str()).collect();
        assert_eq!(selected, ["date DD.MM.YYYY"]);
        assert!(choices("text", None)[0].selected);
    }

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

//! What the table promised against what the file has: columns are matched by name, types only widen, and a column that
//! is missing from the file stays, empty from then on. So whatever reads the table goes on reading it.

use rowmill_core::model::{RunFailure, SchemaChange};
use rowmill_core::table::{MAX_ROW_COLUMNS, postgres_type};
use tabular::{Column, ColumnFinding, widen};

use crate::run_state::JobError;

/// The columns of the version to be made, and where their values come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// In the table's order: the columns it had, then the new ones in the order of the file.
    pub columns: Vec<Column>,
    /// For each column of the table, its index in the file; `None` where the file no longer has it.
    pub from_file: Vec<Option<usize>>,
    /// What is different from the version before.
    pub changes: Vec<SchemaChange>,
}

/// Reconciles the columns of the version before (none for the first) with those found in the file.
///
/// # Errors
/// When the table would have more columns than Postgres can hold.
pub fn reconcile(previous: &[Column], found: &[ColumnFinding]) -> Result<Contract, JobError> {
    let mut contract = Contract { columns: Vec::new(), from_file: Vec::new(), changes: Vec::new() };
    for column in previous {
        let position = found.iter().position(|finding| finding.column.name == column.name);
        contract.columns.push(match position {
            Some(i) => keep(column, &found[i], &mut contract.changes),
            None => {
                contract.changes.push(SchemaChange::Removed { column: column.name.clone() });
                column.clone()
            }
        });
        contract.from_file.push(position);
    }
    for (i, finding) in found.iter().enumerate() {
        if previous.iter().any(|column| column.name == finding.column.name) {
            continue;
        }
        if !previous.is_empty() {
            let to = postgres_type(&finding.column.kind).to_owned();
            contract.changes.push(SchemaChange::Added { column: finding.column.name.clone(), to });
        }
        contract.columns.push(finding.column.clone());
        contract.from_file.push(Some(i));
    }
    if contract.columns.len() > MAX_ROW_COLUMNS {
        return Err(too_many(contract.columns.len()));
    }
    Ok(contract)
}

fn keep(column: &Column, finding: &ColumnFinding, changes: &mut Vec<SchemaChange>) -> Column {
    // A column without a single value says nothing about its type.
    let kind =
        if finding.values == 0 { column.kind.clone() } else { widen(&column.kind, &finding.column.kind) };
    let (from, to) = (postgres_type(&column.kind), postgres_type(&kind));
    if from != to {
        changes.push(SchemaChange::Widened {
            column: column.name.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }
    Column { label: finding.column.label.clone(), name: column.name.clone(), kind }
}

fn too_many(count: usize) -> JobError {
    JobError::fail(RunFailure::new(
        "too_many_columns",
        format!(
            "The table would have {count} columns; Postgres holds at most {MAX_ROW_COLUMNS} beside the row number."
        ),
        "Split the file into several with fewer columns.",
    ))
}

#[cfg(test)]
mod tests {
    use tabular::ColumnType;

    use super::*;

    fn finding(name: &str, kind: ColumnType, values: u64) -> ColumnFinding {
        let column = Column { label: name.to_owned(), name: name.to_owned(), kind };
        ColumnFinding {
            column,
            nulls: 0,
            values,
            max_bytes: 0,
            examples: vec![],
            evidence: String::new(),
            refuted: vec![],
        }
    }

    fn columns(findings: &[ColumnFinding]) -> Vec<Column> {
        findings.iter().map(|f| f.column.clone()).collect()
    }

    #[test]
    fn a_reordered_file_keeps_the_tables_order() {
        let (a, b) = (finding("a", ColumnType::Integer, 1), finding("b", ColumnType::Text, 1));
        let contract = reconcile(&columns(&[a.clone(), b.clone()]), &[b, a]).expect("fits");
        assert_eq!(contract.from_file, [Some(1), Some(0)]);
        assert!(contract.changes.is_empty());
    }

    #[test]
    fn a_missing_column_stays_and_a_new_one_is_added_behind() {
        let before = columns(&[finding("a", ColumnType::Integer, 1), finding("b", ColumnType::Text, 1)]);
        let contract =
            reconcile(&before, &[finding("c", ColumnType::Text, 1), finding("b", ColumnType::Text, 1)])
                .expect("fits");
        let names: Vec<_> = contract.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(contract.from_file, [None, Some(1), Some(0)]);
        assert_eq!(contract.changes.len(), 2);
    }

    #[test]
    fn a_type_widens_and_never_narrows() {
        let numeric = columns(&[finding("a", ColumnType::Numeric, 1)]);
        let contract = reconcile(&numeric, &[finding("a", ColumnType::Integer, 1)]).expect("fits");
        assert_eq!(contract.columns[0].kind, ColumnType::Numeric);
        assert!(contract.changes.is_empty());
        let contract = reconcile(&numeric, &[finding("a", ColumnType::Text, 1)]).expect("fits");
        assert!(matches!(contract.changes[..], [SchemaChange::Widened { .. }]));
    }

    #[test]
    fn a_column_without_values_keeps_its_type() {
        let before = columns(&[finding("a", ColumnType::Integer, 1)]);
        let contract = reconcile(&before, &[finding("a", ColumnType::Text, 0)]).expect("fits");
        assert_eq!(contract.columns[0].kind, ColumnType::Integer);
    }
}

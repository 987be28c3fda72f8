//! What the table promised against what the file has: columns are matched by their headers, types only widen, and a
//! column that is missing from the file stays, empty from then on. So whatever reads the table goes on reading it.

use rowmill_core::model::{RunFailure, SchemaChange};
use rowmill_core::table::{MAX_ROW_COLUMNS, postgres_type};
use tabular::{Column, ColumnFinding, diff::RowDigests, schema::names};

use super::matching;
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
    /// Indexes of the columns that together tell rows apart; empty without a key.
    pub key: Vec<usize>,
}

impl Contract {
    /// The same with the columns of these names as its key; `None` where one of them is not there.
    pub fn with_key(self, names: &[String]) -> Option<Self> {
        let index = |name: &String| self.columns.iter().position(|column| column.name == *name);
        let key = names.iter().map(index).collect::<Option<_>>()?;
        Some(Self { key, ..self })
    }

    /// What digests the rows of the file.
    pub fn row_digests(&self) -> RowDigests {
        let columns = self.columns.iter().zip(self.from_file.iter().copied());
        RowDigests::new(columns).by_key(self.key.clone())
    }
}

impl Contract {
    /// Names of the table's columns that the file has not.
    pub fn missing(&self) -> Vec<String> {
        let missing = self.columns.iter().zip(&self.from_file).filter(|(_, from)| from.is_none());
        missing.map(|(column, _)| column.name.clone()).collect()
    }

    /// Without the columns among its changes that the version before had lost already.
    #[must_use]
    pub fn since(mut self, absent: &[String]) -> Self {
        let is_new = |change: &SchemaChange| !matches!(change, SchemaChange::Removed { column } if absent.contains(column));
        self.changes.retain(is_new);
        self
    }
}

/// Reconciles the columns of the version before (none for the first) with those found in the file.
///
/// # Errors
/// When headers that stand twice cannot be told apart, or the table would have more columns than Postgres can hold.
pub fn reconcile(previous: &[Column], found: &[ColumnFinding]) -> Result<Contract, JobError> {
    let labels: Vec<&str> = found.iter().map(|finding| finding.column.label.as_str()).collect();
    let matched = matching::by_header(previous, &labels).map_err(ambiguous)?;
    let mut contract =
        Contract { columns: Vec::new(), from_file: matched.clone(), changes: Vec::new(), key: Vec::new() };
    for (column, position) in previous.iter().zip(&matched) {
        contract.columns.push(match position {
            Some(i) => keep(column, &found[*i], &mut contract.changes),
            None => {
                contract.changes.push(SchemaChange::Removed { column: column.name.clone() });
                column.clone()
            }
        });
    }
    let new: Vec<usize> = (0..found.len()).filter(|i| !matched.contains(&Some(*i))).collect();
    for (name, i) in names_for(previous, found, &new).into_iter().zip(new) {
        let column = Column { name, ..found[i].column.clone() };
        if !previous.is_empty() {
            let to = postgres_type(&column.kind).to_owned();
            contract.changes.push(SchemaChange::Added { column: column.name.clone(), to });
        }
        contract.columns.push(column);
        contract.from_file.push(Some(i));
    }
    if contract.columns.len() > MAX_ROW_COLUMNS {
        return Err(too_many(contract.columns.len()));
    }
    Ok(contract)
}

/// The contract of a file with these headers that has every column the table has, but for those that were `absent` before,
/// and no other; `None` for any other file.
pub fn unchanged(previous: &[Column], absent: &[String], labels: &[String]) -> Option<Contract> {
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let from_file = matching::by_header(previous, &labels).ok()?;
    let is_lost =
        |(column, from): (&Column, &Option<usize>)| from.is_none() && !absent.contains(&column.name);
    if from_file.iter().flatten().count() != labels.len() || previous.iter().zip(&from_file).any(is_lost) {
        return None;
    }
    let label = |from: &Option<usize>| from.and_then(|i| labels.get(i));
    let columns = previous.iter().zip(&from_file).map(|(column, from)| {
        let label = label(from).map_or_else(|| column.label.clone(), |label| (*label).to_owned());
        Column { label, ..column.clone() }
    });
    Some(Contract { columns: columns.collect(), from_file, changes: Vec::new(), key: Vec::new() })
}

/// Names for new columns that no column of the table bears.
fn names_for(previous: &[Column], found: &[ColumnFinding], new: &[usize]) -> Vec<String> {
    let taken = previous.iter().map(|column| column.name.clone());
    let wanted = new.iter().map(|i| found[*i].column.name.clone());
    names(&taken.chain(wanted).collect::<Vec<_>>()).split_off(previous.len())
}

fn keep(column: &Column, finding: &ColumnFinding, changes: &mut Vec<SchemaChange>) -> Column {
    // A column without a single value says nothing about its type.
    let kept = if finding.values == 0 { column.clone() } else { column.widened(&finding.column) };
    let (from, to) = (postgres_type(&column.kind), postgres_type(&kept.kind));
    if from != to {
        changes.push(SchemaChange::Widened {
            column: column.name.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }
    Column { label: finding.column.label.clone(), ..kept }
}

fn ambiguous(label: String) -> JobError {
    JobError::fail(RunFailure::new(
        "ambiguous_columns",
        format!(
            "The header `{label}` does not stand as often as in the version before, so its columns cannot be told apart."
        ),
        "Give each column a header of its own in the file, and add it as a new table.",
    ))
}

fn too_many(count: usize) -> JobError {
    JobError::fail(RunFailure::new(
        "too_many_columns",
        format!(
            "The table would have {count} columns, those counted that the file no longer has; it can have at most \
             {MAX_ROW_COLUMNS}."
        ),
        "Add the file as a new table, or split it into several with fewer columns.",
    ))
}

#[cfg(test)]
mod tests {
    use tabular::ColumnType;

    use super::*;

    fn finding(label: &str, name: &str, kind: ColumnType, values: u64) -> ColumnFinding {
        let column = Column::new(label, name, kind);
        ColumnFinding {
            column,
            nulls: 0,
            values,
            max_bytes: 0,
            examples: vec![],
            evidence: String::new(),
            refuted: vec![],
            mismatches: 0,
        }
    }

    fn text(label: &str, name: &str) -> ColumnFinding {
        finding(label, name, ColumnType::Text, 1)
    }

    fn columns(findings: &[ColumnFinding]) -> Vec<Column> {
        findings.iter().map(|f| f.column.clone()).collect()
    }

    fn names_of(contract: &Contract) -> Vec<&str> {
        contract.columns.iter().map(|column| column.name.as_str()).collect()
    }

    #[test]
    fn a_reordered_file_keeps_the_tables_order() {
        let (a, b) = (text("a", "a"), text("b", "b"));
        let contract = reconcile(&columns(&[a.clone(), b.clone()]), &[b, a]).expect("fits");
        assert_eq!(contract.from_file, [Some(1), Some(0)]);
        assert!(contract.changes.is_empty());
    }

    #[test]
    fn a_missing_column_stays_and_a_new_one_is_added_behind() {
        let before = columns(&[text("a", "a"), text("b", "b")]);
        let contract = reconcile(&before, &[text("c", "c"), text("b", "b")]).expect("fits");
        assert_eq!(names_of(&contract), ["a", "b", "c"]);
        assert_eq!(contract.from_file, [None, Some(1), Some(0)]);
        assert_eq!(contract.changes.len(), 2);
    }

    #[test]
    fn headers_decide_and_not_the_names_made_from_them() {
        let before = columns(&[text("a", "a"), text("A", "a_2")]);
        let contract = reconcile(&before, &[text("A", "a"), text("a", "a_2")]).expect("fits");
        assert_eq!(contract.from_file, [Some(1), Some(0)]);
        let before = columns(&[text("a b", "a_b")]);
        let contract = reconcile(&before, &[text("a-b", "a_b"), text("a b", "a_b_2")]).expect("fits");
        assert_eq!(contract.from_file, [Some(1), Some(0)]);
        assert_eq!(names_of(&contract), ["a_b", "a_b_2"]);
    }

    #[test]
    fn a_header_that_stands_twice_and_then_once_is_not_guessed_at() {
        let before = columns(&[text("name", "name"), text("name", "name_2")]);
        assert!(reconcile(&before, &[text("name", "name")]).is_err());
        assert!(reconcile(&before, &[text("name", "name"), text("name", "name_2")]).is_ok());
    }

    #[test]
    fn a_column_is_lost_only_once() {
        let before = columns(&[text("a", "a"), text("b", "b")]);
        let labels = ["a".to_owned()];
        assert_eq!(unchanged(&before, &[], &labels), None);
        let contract = unchanged(&before, &["b".to_owned()], &labels).expect("as before");
        assert_eq!(
            (contract.from_file.clone(), contract.missing()),
            (vec![Some(0), None], vec!["b".to_owned()])
        );
        let lost = reconcile(&before, &[text("a", "a")]).expect("fits");
        assert_eq!(lost.clone().since(&[]).changes.len(), 1);
        assert!(lost.since(&["b".to_owned()]).changes.is_empty());
    }

    #[test]
    fn a_type_widens_and_never_narrows() {
        let numeric = columns(&[finding("a", "a", ColumnType::NUMERIC, 1)]);
        let contract = reconcile(&numeric, &[finding("a", "a", ColumnType::BIGINT, 1)]).expect("fits");
        assert_eq!(contract.columns[0].kind, ColumnType::NUMERIC);
        assert!(contract.changes.is_empty());
        let contract = reconcile(&numeric, &[text("a", "a")]).expect("fits");
        assert!(matches!(contract.changes[..], [SchemaChange::Widened { .. }]));
    }

    #[test]
    fn a_column_without_values_keeps_its_type() {
        let before = columns(&[finding("a", "a", ColumnType::BIGINT, 1)]);
        let contract = reconcile(&before, &[finding("a", "a", ColumnType::Text, 0)]).expect("fits");
        assert_eq!(contract.columns[0].kind, ColumnType::BIGINT);
    }
}

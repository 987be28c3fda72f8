//! Whether the file's columns may differ from the table's.

use rowmill_core::model::{DriftPolicy, RunFailure, SchemaChange};
use tabular::Overrides;

use super::{contract::Contract, overrule::unless_overruled};
use crate::run_state::{JobError, RunContext};

/// Differences that the failure names; the run's page lists all.
const NAMED: usize = 3;

/// Holds what changed against the table's policy.
///
/// # Errors
/// When the columns are frozen and differ.
pub fn check(
    context: &RunContext,
    policy: DriftPolicy,
    contract: &Contract,
    overrides: &Overrides,
) -> Result<(), JobError> {
    match policy {
        DriftPolicy::Evolve => Ok(()),
        DriftPolicy::Freeze => {
            drifted(contract, overrides).map_or(Ok(()), |failure| unless_overruled(context, failure))
        }
    }
}

/// Why the file does not fit the frozen columns. A type that a person chose is no drift.
fn drifted(contract: &Contract, overrides: &Overrides) -> Option<RunFailure> {
    let is_chosen = |name: &str| {
        let column = contract.columns.iter().find(|column| column.name == name);
        column.is_some_and(|column| overrides.types.contains_key(&column.label))
    };
    let mut words = Vec::new();
    for change in &contract.changes {
        match change {
            SchemaChange::Added { column, .. } => words.push(format!("`{column}` is new")),
            SchemaChange::Removed { column } => words.push(format!("`{column}` is missing")),
            SchemaChange::Widened { column, .. } if is_chosen(column) => {}
            SchemaChange::Widened { column, from, to } => {
                words.push(format!("`{column}` would become {to} instead of {from}"));
            }
        }
    }
    let more = words.len().saturating_sub(NAMED);
    words.truncate(NAMED);
    if more > 0 {
        words.push(format!("and {more} more"));
    }
    (!words.is_empty()).then(|| {
        RunFailure::new(
            RunFailure::COLUMNS_FROZEN,
            format!("The file's columns differ from the table's, which are frozen: {}.", words.join(", ")),
            "The last version stays. The differences are listed below. Publish them anyway, or let the columns evolve in \
             the settings.",
        )
    })
}

#[cfg(test)]
mod tests {
    use tabular::{Column, ColumnType};

    use super::*;

    fn contract(changes: Vec<SchemaChange>) -> Contract {
        let columns = vec![Column::new("Price (EUR)", "price_eur", ColumnType::Text)];
        Contract { columns, from_file: vec![Some(0)], changes, key: Vec::new() }
    }

    fn widened() -> SchemaChange {
        SchemaChange::Widened { column: "price_eur".into(), from: "integer".into(), to: "text".into() }
    }

    #[test]
    fn what_differs_is_named_but_for_what_a_person_chose() {
        let failure = drifted(&contract(vec![widened()]), &Overrides::default()).expect("a difference");
        assert!(
            failure.message.ends_with("`price_eur` would become text instead of integer."),
            "{}",
            failure.message
        );
        assert_eq!(drifted(&contract(vec![]), &Overrides::default()), None);

        let types = [("Price (EUR)".to_owned(), "text".parse().expect("a type"))].into();
        let chosen = Overrides { types, ..Overrides::default() };
        assert_eq!(drifted(&contract(vec![widened()]), &chosen), None);
    }

    #[test]
    fn many_differences_are_counted() {
        let removed = |n: usize| SchemaChange::Removed { column: format!("c{n}") };
        let failure = drifted(&contract((0..5).map(removed).collect()), &Overrides::default()).expect("some");
        assert!(failure.message.ends_with("`c2` is missing, and 2 more."), "{}", failure.message);
    }
}

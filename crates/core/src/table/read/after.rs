//! Where a page goes on: behind the last row of the one before, so that the thousandth page costs what the first does.

use tokio_postgres::{Error, Row};

use super::{
    super::query::row,
    expression,
    parameters::Parameters,
    plan::{Order, Plan},
};

/// A row by which a page goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// What it has in each term of the order, as Postgres writes it; `None` is NULL.
    pub values: Vec<Option<String>>,
    /// Its place among the others.
    pub row: i64,
}

impl After {
    /// Of a row that was read with [`columns`] behind `items` values.
    pub(super) fn of(row: &Row, items: usize, plan: &Plan<'_>) -> Result<Self, Error> {
        let values = (1..=plan.order.len()).map(|i| row.try_get(items + i)).collect::<Result<_, _>>()?;
        Ok(Self { values, row: row.try_get(items)? })
    }
}

/// What has to be read of each row beside its values: its place, and what it has in each term of the order.
pub(super) fn columns(plan: &Plan<'_>, parameters: &mut Parameters) -> String {
    let place = format!(", {}", row());
    plan.order.iter().fold(place, |columns, Order { value, .. }| {
        format!("{columns}, ({})::text", expression::sorted(plan, value, parameters))
    })
}

/// The rows behind that row.
pub(super) fn condition(plan: &Plan<'_>, after: &After, parameters: &mut Parameters) -> String {
    let place = format!("{} > {}::bigint", row(), parameters.value(after.row.to_string()));
    plan.order.iter().zip(&after.values).rev().fold(place, |rest, (term, value)| {
        let sorted = expression::sorted(plan, &term.value, parameters);
        // NULLs are larger than any value where nothing is said.
        let nulls_first = term.nulls_first.unwrap_or(term.descending);
        match value {
            None if nulls_first => format!("({sorted} IS NOT NULL OR {rest})"),
            None => format!("({sorted} IS NULL AND {rest})"),
            Some(value) => {
                let value = parameters.value(value);
                let behind = if term.descending { "<" } else { ">" };
                let nulls = if nulls_first { String::new() } else { format!(" OR {sorted} IS NULL") };
                format!("({sorted} {behind} {value} OR ({sorted} = {value} AND {rest}){nulls})")
            }
        }
    })
}

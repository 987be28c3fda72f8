//! The statements of a read.

use super::{
    super::{
        query::row,
        rows::{First, Wanted},
    },
    after,
    expression::{self, Expression, RELATION, Style},
    filter::conditions,
    parameters::Parameters,
    plan::{Order, Plan},
};

/// Rows up to which each one's bit is looked up by itself; beyond, all bits are gathered first.
const FEW: u64 = 500;

/// A statement and its values.
#[derive(Debug)]
pub(super) struct Statement {
    pub sql: String,
    pub parameters: Parameters,
}

impl Statement {
    /// Reads the rows of a plan.
    pub(super) fn rows(plan: &Plan<'_>, style: Style) -> Self {
        let mut parameters = Parameters::default();
        let items: Vec<Expression> =
            plan.items.iter().map(|item| expression::item(plan, item, &mut parameters)).collect();
        let zoned = plan.timezone.is_some();
        let list =
            items.iter().map(|item| expression::sent(item, style, zoned)).collect::<Vec<_>>().join(", ");
        let mut condition = conditions(plan, &mut parameters);
        if let Some(after) = &plan.after {
            condition = format!("{condition} AND {}", after::condition(plan, after, &mut parameters));
        }
        let order = order(plan, &mut parameters);
        let [offset, limit] = [plan.offset, plan.read_rows()].map(within);
        let sql = if plan.has_groups() {
            let groups: Vec<&str> = items
                .iter()
                .zip(&plan.items)
                .filter(|(_, item)| item.aggregate.is_none())
                .map(|(expression, _)| expression.sql.as_str())
                .collect();
            let groups = groups.join(", ");
            let order =
                [order.as_str(), &groups].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            format!(
                "SELECT {list} FROM {}{}{} LIMIT {limit} OFFSET {offset}",
                all(plan, &condition),
                clause("GROUP BY", &groups),
                clause("ORDER BY", &order.join(", ")),
            )
        } else if order.is_empty() {
            let list = list + &after::columns(plan, &mut parameters);
            format!(
                "SELECT {list} FROM {} AS {RELATION} ORDER BY {} LIMIT {limit} OFFSET {offset}",
                first(plan, &condition),
                row()
            )
        } else {
            let list = list + &after::columns(plan, &mut parameters);
            format!(
                "SELECT {list} FROM {} ORDER BY {order}, {} LIMIT {limit} OFFSET {offset}",
                all(plan, &condition),
                row()
            )
        };
        Self { sql, parameters }
    }

    /// Counts the rows that meet the conditions, up to `bound` where it is given.
    pub(super) fn count(plan: &Plan<'_>, bound: Option<u64>) -> Self {
        let mut parameters = Parameters::default();
        let source = all(plan, &conditions(plan, &mut parameters));
        let sql = match bound {
            None => format!("SELECT count(*) FROM {source}"),
            Some(bound) => format!("SELECT count(*) FROM (SELECT FROM {source} LIMIT {bound}) AS counted"),
        };
        Self { sql, parameters }
    }

    /// Asks the planner how many rows it takes to meet the conditions.
    pub(super) fn estimate(plan: &Plan<'_>) -> Self {
        let mut parameters = Parameters::default();
        let source = all(plan, &conditions(plan, &mut parameters));
        Self { sql: format!("EXPLAIN (FORMAT JSON) SELECT FROM {source}"), parameters }
    }
}

/// A number of rows that Postgres takes; there are never more.
fn within(rows: u64) -> u64 {
    rows.min(i64::MAX.unsigned_abs())
}

fn clause(word: &str, list: &str) -> String {
    if list.is_empty() { String::new() } else { format!(" {word} {list}") }
}

/// All rows that meet the condition, in no order.
fn all(plan: &Plan<'_>, condition: &str) -> String {
    let snapshot = &plan.snapshot;
    format!("{} AS {RELATION} WHERE {} AND {condition}", snapshot.rows(), snapshot.has_each(RELATION))
}

/// At least the first rows of the file that meet the condition.
fn first(plan: &Plan<'_>, condition: &str) -> String {
    let end = within(plan.offset.saturating_add(plan.read_rows()));
    let limit = end.to_string();
    plan.snapshot.placed(&Wanted {
        alias: RELATION,
        condition,
        first: Some(First { limit: &limit, backwards: false }),
        are_many: end > FEW || !plan.conditions.is_empty(),
    })
}

fn order(plan: &Plan<'_>, parameters: &mut Parameters) -> String {
    let term = |Order { value, descending, nulls_first }: &Order| {
        let way = if *descending { "DESC" } else { "ASC" };
        let nulls = match nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        };
        format!("{} {way}{nulls}", expression::sorted(plan, value, parameters))
    };
    plan.order.iter().map(term).collect::<Vec<_>>().join(", ")
}

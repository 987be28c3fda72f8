//! What a check looks for, in SQL.

use tabular::{Column, ColumnType};

use super::question::Question;
use crate::{
    model::Check,
    table::{ident::Ident, postgres_type, rows::Snapshot},
};

/// SQL with its texts, each a parameter of type `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) statement: String,
    pub(super) parameters: Vec<String>,
    /// Statements that fail where a text cannot be read.
    pub(super) probes: Vec<Condition>,
}

impl Condition {
    pub(super) fn new(statement: String, parameters: Vec<String>) -> Self {
        Self { statement, parameters, probes: Vec::new() }
    }

    pub(super) fn as_question(&self) -> Question<'_> {
        Question { statement: &self.statement, parameters: &self.parameters }
    }
}

/// How a check is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// It cannot be made, in the user's words.
    Impossible(String),
    /// Rows that meet the condition are at fault. Its parameters are numbered from 1.
    Rows(Condition),
    /// Rows whose value in this column, as an expression, stands more than once are at fault.
    Unique(String),
    /// The number of rows decides.
    Number,
}

impl Test {
    /// Whether one scan can serve it beside others.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Self::Rows(_) | Self::Number)
    }
}

/// How to make a check on a table with these columns, of which the file has not those that are `missing`.
pub(super) fn of_check(check: &Check, columns: &[Column], missing: &[String]) -> Test {
    let Some(name) = check.column() else { return Test::Number };
    let Some(column) = columns.iter().find(|column| column.name == name) else {
        return Test::Impossible(format!(
            "The table has no column `{name}`. Remove the check in the settings, or choose another column."
        ));
    };
    if missing.iter().any(|missing| missing == name) {
        return Test::Impossible(format!(
            "The file no longer has the column `{name}`. Remove the check in the settings if that is meant."
        ));
    }
    let value = format!("r.{}", Ident::new(&column.name));
    match check {
        Check::NotNull { .. } => Test::Rows(Condition::new(format!("{value} IS NULL"), Vec::new())),
        Check::Unique { .. } => Test::Unique(comparable(&column.kind, &value)),
        Check::Range { min, max, .. } => range(&column.kind, &value, min.as_deref(), max.as_deref()),
        Check::Pattern { pattern, .. } => Test::Rows(Condition {
            statement: format!("{value}::text !~ $1"),
            parameters: vec![pattern.clone()],
            probes: vec![Condition::new(
                "SELECT (''::text ~ $1)::int4::int8".to_owned(),
                vec![pattern.clone()],
            )],
        }),
        Check::OneOf { values, .. } => {
            let places: Vec<String> = (1..=values.len()).map(|i| format!("${i}")).collect();
            let list = places.join(", ");
            Test::Rows(Condition::new(format!("{value}::text NOT IN ({list})"), values.clone()))
        }
        Check::RowCount { .. } | Check::RowCountChange { .. } => Test::Number,
    }
}

/// Values of types that Postgres cannot compare are compared by their texts.
fn comparable(kind: &ColumnType, value: &str) -> String {
    match kind {
        ColumnType::Json | ColumnType::Point { .. } => format!("{value}::text"),
        _ => value.to_owned(),
    }
}

fn range(kind: &ColumnType, value: &str, min: Option<&str>, max: Option<&str>) -> Test {
    let bound_type = match kind {
        ColumnType::Json | ColumnType::Point { .. } => {
            return Test::Impossible(
                "Values of this column have no order. Remove the check in the settings.".to_owned(),
            );
        }
        // So that a bound may have decimals, and digits beyond those that the column takes.
        ColumnType::Integer { .. } => "numeric",
        kind => postgres_type(kind),
    };
    // By code point, whatever the database's language: the same file gets the same verdict everywhere.
    let collation = if bound_type == "text" { r#" COLLATE "C""# } else { "" };
    let (mut parts, mut parameters, mut probes) = (Vec::new(), Vec::new(), Vec::new());
    for (bound, operator) in [(min, "<"), (max, ">")] {
        let Some(bound) = bound else { continue };
        parameters.push(bound.to_owned());
        parts.push(format!("{value} {operator} ${}::{bound_type}{collation}", parameters.len()));
        let probe = format!("SELECT ($1::{bound_type} IS NULL)::int4::int8");
        probes.push(Condition::new(probe, vec![bound.to_owned()]));
    }
    if parts.is_empty() {
        return Test::Impossible("The check has no bounds. Change it in the settings.".to_owned());
    }
    Test::Rows(Condition { statement: format!("({})", parts.join(" OR ")), parameters, probes })
}

/// One scan that counts for each test, of those that can share one, the rows it finds at fault, or all rows.
pub(super) fn scan(snapshot: &Snapshot<'_>, tests: &[&Test]) -> Condition {
    let (mut counts, mut parameters) = (Vec::new(), Vec::new());
    for test in tests {
        counts.push(match test {
            Test::Rows(condition) => {
                let shifted = shift(&condition.statement, parameters.len());
                parameters.extend(condition.parameters.iter().cloned());
                format!("count(*) FILTER (WHERE {shifted})")
            }
            _ => "count(*)".to_owned(),
        });
    }
    let from = from(snapshot);
    Condition::new(format!("SELECT {} {from}", counts.join(", ")), parameters)
}

/// Counts the rows whose value stands more than once.
pub(super) fn repeated(snapshot: &Snapshot<'_>, value: &str) -> Condition {
    let groups = groups(snapshot, value, "count(*) AS n");
    Condition::new(format!("SELECT COALESCE(sum(n), 0)::int8 FROM ({groups}) g"), Vec::new())
}

/// The values that stand more than once.
pub(super) fn groups(snapshot: &Snapshot<'_>, value: &str, selected: &str) -> String {
    let from = from(snapshot);
    format!("SELECT {selected} {from} AND {value} IS NOT NULL GROUP BY {value} HAVING count(*) > 1")
}

/// The rows of the snapshot, as `r`.
pub(super) fn from(snapshot: &Snapshot<'_>) -> String {
    format!("FROM {} AS r WHERE {}", snapshot.relations.rows(), snapshot.has_each("r"))
}

/// The same condition with parameters that begin behind `by` others. Names of columns hold no dollar sign, and texts of
/// people are parameters.
fn shift(statement: &str, by: usize) -> String {
    let mut parts = statement.split('$');
    let mut shifted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let number = number.parse::<usize>().unwrap_or_default();
        shifted += &format!("${}{rest}", number + by);
    }
    shifted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: ColumnType) -> Vec<Column> {
        vec![Column::new("A", "a", kind)]
    }

    fn between(min: Option<&str>, max: Option<&str>) -> Check {
        Check::Range { column: "a".into(), min: min.map(str::to_owned), max: max.map(str::to_owned) }
    }

    #[test]
    fn parameters_are_counted_through() {
        assert_eq!(
            shift("(r.\"a\" < $1::date OR r.\"a\" > $2::date)", 10),
            "(r.\"a\" < $11::date OR r.\"a\" > $12::date)"
        );
        assert_eq!(shift("r.\"a\" IS NULL", 3), "r.\"a\" IS NULL");
    }

    #[test]
    fn what_cannot_be_checked_says_so() {
        let impossible = |check: &Check, kind, missing: &[String]| {
            matches!(of_check(check, &column(kind), missing), Test::Impossible(_))
        };
        let gone = Check::NotNull { column: "b".into() };
        assert!(impossible(&gone, ColumnType::Text, &[]));
        assert!(impossible(&Check::Unique { column: "a".into() }, ColumnType::Text, &["a".into()]));
        assert!(impossible(&between(Some("1"), None), ColumnType::Json, &[]));
        assert!(impossible(&between(None, None), ColumnType::Text, &[]));
        assert!(!impossible(&between(None, Some("2")), ColumnType::Text, &[]));
    }
}

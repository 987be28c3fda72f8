//! Values of a row as SQL, and which type they have.

use tabular::{Column, ColumnType};

use super::{
    super::{ddl::postgres_type, ident::Ident},
    operation::{Aggregate, Key, Step},
    parameters::Parameters,
    plan::{Item, Plan, Value},
};

/// What the rows of a version are called in a statement.
pub(super) use super::super::query::RELATION;

/// An expression and its type, where it is known.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    pub sql: String,
    pub kind: Option<&'static str>,
}

/// How rows are written: it says what Postgres has to write as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Json { stripped: bool },
    Text,
}

fn column<'a>(plan: &'a Plan<'_>, value: &Value) -> Option<&'a Column> {
    plan.columns.get(value.column)
}

fn whole(column: &Column) -> String {
    format!("{RELATION}.{}", Ident::new(&column.name))
}

/// A value as it is.
pub(super) fn value(plan: &Plan<'_>, value: &Value, parameters: &mut Parameters) -> Expression {
    let Some(column) = column(plan, value) else {
        return Expression { sql: "NULL".to_owned(), kind: None };
    };
    let sql = whole(column);
    if value.path.is_empty() {
        return Expression { sql, kind: Some(postgres_type(&column.kind)) };
    }
    let is_json = column.kind == ColumnType::Json;
    let base = if is_json { sql } else { format!("to_jsonb({sql})") };
    into(base, if is_json { "json" } else { "jsonb" }, &value.path, parameters)
}

/// A value as it is compared: JSON can be compared only as `jsonb`.
pub(super) fn compared(plan: &Plan<'_>, value: &Value, parameters: &mut Parameters) -> Expression {
    let Some(column) = column(plan, value) else {
        return Expression { sql: "NULL".to_owned(), kind: None };
    };
    let sql = whole(column);
    if column.kind != ColumnType::Json && value.path.is_empty() {
        return Expression { sql, kind: Some(postgres_type(&column.kind)) };
    }
    into(format!("to_jsonb({sql})"), "jsonb", &value.path, parameters)
}

/// A value as it is sorted by. Postgres knows no order of `json` values, but of their texts, and none of points, but of
/// arrays: by the first number, then by the second. Groups are sorted by what they are made of.
pub(super) fn sorted(plan: &Plan<'_>, value: &Value, parameters: &mut Parameters) -> String {
    match column(plan, value) {
        Some(column) if value.path.is_empty() && !plan.has_groups() => {
            let sql = whole(column);
            match column.kind {
                ColumnType::Json => format!("{sql}::text"),
                ColumnType::Point { .. } => {
                    format!("(CASE WHEN {sql} IS NOT NULL THEN ARRAY[({sql})[0], ({sql})[1]] END)")
                }
                _ => sql,
            }
        }
        _ => compared(plan, value, parameters).sql,
    }
}

fn into(base: String, kind: &'static str, path: &[Step], parameters: &mut Parameters) -> Expression {
    let mut expression = Expression { sql: base, kind: Some(kind) };
    for step in path {
        let arrow = if step.as_text { "->>" } else { "->" };
        let key = match &step.to {
            Key::Name(name) => parameters.key(name),
            Key::Index(index) => format!("({index})"),
        };
        expression.sql = format!("({}{arrow}{key})", expression.sql);
        if step.as_text {
            expression.kind = Some("text");
        }
    }
    expression
}

/// An item of a row or, where there are aggregates, of a group. JSON can be grouped only as `jsonb`.
pub(super) fn item(plan: &Plan<'_>, item: &Item, parameters: &mut Parameters) -> Expression {
    let mut expression = match &item.value {
        Some(at) if plan.has_groups() => compared(plan, at, parameters),
        Some(at) => value(plan, at, parameters),
        None => Expression { sql: "*".to_owned(), kind: None },
    };
    if let (Some(cast), Some(_)) = (item.cast, &item.value) {
        expression =
            Expression { sql: format!("CAST({} AS {})", expression.sql, cast.sql()), kind: Some(cast.sql()) };
    }
    if let Some(aggregate) = item.aggregate {
        let kind = aggregated(aggregate, expression.kind);
        expression = Expression { sql: format!("{}({})", aggregate.name(), expression.sql), kind };
        if let Some(cast) = item.aggregate_cast {
            let sql = format!("CAST({} AS {})", expression.sql, cast.sql());
            expression = Expression { sql, kind: Some(cast.sql()) };
        }
    }
    expression
}

/// The type of an aggregate (PostgreSQL documentation, "Aggregate Functions").
fn aggregated(aggregate: Aggregate, kind: Option<&'static str>) -> Option<&'static str> {
    match (aggregate, kind) {
        (Aggregate::Count, _) => Some("bigint"),
        (Aggregate::Max | Aggregate::Min, kind) => kind,
        (Aggregate::Sum, Some("smallint" | "integer")) => Some("bigint"),
        (_, Some("smallint" | "integer" | "bigint" | "numeric")) => Some("numeric"),
        (Aggregate::Sum, Some("real")) => Some("real"),
        (_, Some("real" | "double precision")) => Some("double precision"),
        _ => None,
    }
}

/// An item as it is sent: types that are decoded here as they are, any other as Postgres writes it.
pub(super) fn sent(expression: &Expression, style: Style, zoned: bool) -> String {
    let sql = &expression.sql;
    match (expression.kind, style) {
        (Some("json" | "jsonb"), Style::Json { stripped: true }) => {
            format!("json_strip_nulls(({sql})::json)")
        }
        (Some("timestamptz"), _) if !zoned => sql.clone(),
        (
            Some(
                "boolean" | "smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric"
                | "text" | "date" | "timestamp" | "uuid" | "json" | "jsonb",
            ),
            _,
        ) => sql.clone(),
        (_, Style::Json { .. }) => format!("to_json({sql})"),
        // Without `abbrev`, every address would end in `/32` or `/128`.
        (Some("inet"), Style::Text) => format!("abbrev({sql})"),
        (_, Style::Text) => format!("({sql})::text"),
    }
}

//! What there is to read, as an OpenAPI 2.0 document in PostgREST's form: of one table, or of a workspace.

use rowmill_core::table::postgres_type;
use serde_json::{Map, Value, json};
use tabular::{Column, ColumnType};

/// A table to be described.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Its name.
    pub name: &'a str,
    /// As people call it.
    pub title: &'a str,
    /// The columns of its current version.
    pub columns: &'a [Column],
}

/// The document of these tables, whose addresses begin with `base`.
pub fn document(title: &str, base: &str, tables: &[Described<'_>]) -> Value {
    let mut paths = Map::new();
    let mut definitions = Map::new();
    let mut parameters = shared();
    paths.insert("/".to_owned(), root());
    for table in tables {
        paths.insert(format!("/{}", table.name), json!({ "get": operation(table) }));
        definitions.insert(table.name.to_owned(), definition(table));
        for column in table.columns {
            let Column { name, label, .. } = column;
            let filter = json!({
                "name": name, "in": "query", "required": false, "type": "string", "description": label,
            });
            parameters.insert(format!("rowFilter.{}.{name}", table.name), filter);
        }
    }
    json!({
        "swagger": "2.0",
        "info": { "title": title, "version": env!("CARGO_PKG_VERSION") },
        "basePath": base,
        "consumes": [],
        "produces": MEDIA,
        "paths": paths,
        "definitions": definitions,
        "parameters": parameters,
    })
}

const MEDIA: &[&str] = &[
    "application/json",
    "application/vnd.pgrst.object+json;nulls=stripped",
    "application/vnd.pgrst.object+json",
    "text/csv",
];

fn root() -> Value {
    json!({ "get": {
        "tags": ["Introspection"],
        "summary": "OpenAPI description (this document)",
        "produces": ["application/openapi+json", "application/json"],
        "responses": { "200": { "description": "OK" } },
    } })
}

fn operation(table: &Described<'_>) -> Value {
    let of_columns = table.columns.iter().map(|column| format!("rowFilter.{}.{}", table.name, column.name));
    let shared = ["select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"];
    let parameters: Vec<Value> = of_columns
        .chain(shared.map(str::to_owned))
        .map(|name| json!({ "$ref": format!("#/parameters/{name}") }))
        .collect();
    let rows = json!({ "type": "array", "items": { "$ref": format!("#/definitions/{}", table.name) } });
    json!({
        "tags": [table.name],
        "summary": table.title,
        "produces": MEDIA,
        "parameters": parameters,
        "responses": {
            "200": { "description": "OK", "schema": rows },
            "206": { "description": "Partial Content" },
        },
    })
}

fn definition(table: &Described<'_>) -> Value {
    let mut properties = Map::new();
    for column in table.columns {
        let mut property = Map::new();
        if let Some(kind) = json_type(&column.kind) {
            property.insert("type".to_owned(), kind.into());
        }
        property.insert("format".to_owned(), postgres_type(&column.kind).into());
        if column.label != column.name {
            property.insert("description".to_owned(), column.label.as_str().into());
        }
        properties.insert(column.name.clone(), property.into());
    }
    json!({ "type": "object", "description": table.title, "properties": properties })
}

/// JSON of any type has none.
fn json_type(kind: &ColumnType) -> Option<&'static str> {
    match kind {
        ColumnType::Boolean { .. } => Some("boolean"),
        ColumnType::Integer { .. } => Some("integer"),
        ColumnType::Numeric { .. } | ColumnType::Float { .. } => Some("number"),
        ColumnType::Json => None,
        _ => Some("string"),
    }
}

fn shared() -> Map<String, Value> {
    let mut all = Map::new();
    for (key, name, at, description) in [
        ("select", "select", "query", "Columns to read"),
        ("order", "order", "query", "Order of the rows"),
        ("range", "Range", "header", "First and last row"),
        ("rangeUnit", "Range-Unit", "header", "Unit of the range"),
        ("offset", "offset", "query", "Rows to leave out before the first"),
        ("limit", "limit", "query", "Rows at most"),
    ] {
        let parameter = json!({
            "name": name, "in": at, "required": false, "type": "string", "description": description,
        });
        all.insert(key.to_owned(), parameter);
    }
    let count = json!({
        "name": "Prefer", "in": "header", "required": false, "type": "string",
        "description": "How all rows are counted", "enum": ["count=exact", "count=planned", "count=estimated"],
    });
    all.insert("preferCount".to_owned(), count);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let columns = [Column::new("Id", "id", ColumnType::BIGINT), Column::new("d", "d", ColumnType::Json)];
        let table = Described { name: "t", title: "A table", columns: &columns };
        let document = document("lab", "/api/lab", &[table]);
        assert_eq!(document["definitions"]["t"]["properties"]["id"]["format"], "bigint");
        assert_eq!(document["definitions"]["t"]["properties"]["id"]["description"], "Id");
        let parameters = document["paths"]["/t"]["get"]["parameters"].as_array().expect("a list");
        assert_eq!(parameters.len(), 9);
        for parameter in parameters {
            let at = parameter["$ref"].as_str().and_then(|at| at.strip_prefix('#')).expect("a place");
            assert!(document.pointer(at).is_some(), "{at}");
        }
    }
}

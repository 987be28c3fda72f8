//! Rows that a check does not hold for, as a person looks at them.

use tabular::Column;

use super::condition::{Condition, Test, from, groups};
use crate::{
    model::Example,
    table::{
        ident::Ident,
        rows::{ROW, Snapshot},
    },
};

/// Columns of an example.
const COLUMNS: usize = 6;
/// Characters of a value; the rest is cut.
const CHARACTERS: usize = 100;

/// The columns of an example: that of the check, those that tell the row apart, and the first others.
pub(super) fn columns<'a>(
    checked: Option<&'a str>,
    key: &'a [String],
    columns: &'a [Column],
) -> Vec<&'a str> {
    let wanted = checked.into_iter().chain(key.iter().map(String::as_str));
    let wanted = wanted.filter(|name| columns.iter().any(|column| column.name == *name));
    let mut shown: Vec<&str> = Vec::new();
    for name in wanted.chain(columns.iter().map(|column| column.name.as_str())) {
        if shown.len() < COLUMNS && !shown.contains(&name) {
            shown.push(name);
        }
    }
    shown
}

/// Selects the first rows at fault; `None` for a test that has none.
pub(super) fn statement(snapshot: &Snapshot<'_>, test: &Test, shown: &[&str]) -> Option<Condition> {
    let cell = |name: &&str| format!("left(r.{}::text, {CHARACTERS})", Ident::new(name));
    let cells = shown.iter().map(cell).collect::<Vec<_>>().join(", ");
    let (condition, order, parameters) = match test {
        Test::Rows(condition) => (condition.statement.clone(), String::new(), condition.parameters.clone()),
        Test::Unique(value) => {
            let repeated = groups(snapshot, value, value);
            let condition = format!("{value} IN ({repeated} ORDER BY 1 LIMIT {})", Example::MOST);
            (condition, format!("{value}, "), Vec::new())
        }
        Test::Impossible(_) | Test::Number => return None,
    };
    let (from, row, most) = (from(snapshot), Ident::new(ROW), Example::MOST);
    let statement = format!("SELECT {cells} {from} AND {condition} ORDER BY {order}r.{row} LIMIT {most}");
    Some(Condition::new(statement, parameters))
}

#[cfg(test)]
mod tests {
    use tabular::ColumnType;

    use super::*;

    #[test]
    fn the_checked_column_and_the_key_come_first_and_once() {
        let all: Vec<Column> =
            ["a", "b", "c", "d", "e", "f", "g"].map(|name| Column::new(name, name, ColumnType::Text)).into();
        let key = ["e".to_owned(), "gone".to_owned(), "c".to_owned()];
        assert_eq!(columns(Some("c"), &key, &all), ["c", "e", "a", "b", "d", "f"]);
        assert_eq!(columns(None, &[], &all[..2]), ["a", "b"]);
    }
}

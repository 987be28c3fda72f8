//! How many rows name the columns.

use super::{Row, contrast, ruler, sequence};
use crate::sniff::Detected;
use crate::sniff::shape::Shape;
use crate::wording::{counted, shown};

/// Rows that name columns at most.
const MAX_ROWS: usize = 5;

/// Rows below the header that are looked at.
const MAX_BODY: usize = 200;

/// How many rows at the start of the table name its columns.
pub(super) fn decide(table: &[&Row], width: usize, wanted: Option<u32>) -> Detected<u32> {
    if let Some(rows) = wanted {
        return Detected::chosen(rows);
    }
    let Some((first, rest)) = table.split_first() else {
        return Detected::new(1, 0.3, "no record was seen");
    };
    let body = &rest[..rest.len().min(MAX_BODY)];
    if body.is_empty() {
        return alone(first);
    }
    if let Some(found) = ruler::decide(table) {
        return found;
    }
    let typed = typed_columns(body, width.max(first.width()));
    if let Some(found) = numbers_as_names(first, &typed).or_else(|| sequence::decide(first, body)) {
        return found;
    }
    if typed.is_empty() { contrast::decide(first, body) } else { above_values(table, &typed) }
}

/// The only record of a file.
fn alone(first: &Row) -> Detected<u32> {
    match first.cells.iter().position(|cell| cell.shape.is_value()) {
        Some(column) => Detected::new(0, 0.6, already_a_value(column, first)),
        None => Detected::new(1, 0.5, "the only record holds names rather than values"),
    }
}

pub(super) fn already_a_value(column: usize, row: &Row) -> String {
    let text = row.cells.get(column).map_or("", |cell| &cell.text);
    format!("column {} of the first record is already a value: `{}`", column + 1, shown(text))
}

/// The columns that hold numbers or dates nearly everywhere.
pub(super) fn typed_columns(body: &[&Row], width: usize) -> Vec<usize> {
    (0..width).filter(|column| is_typed(body, *column)).collect()
}

fn is_typed(body: &[&Row], column: usize) -> bool {
    let cells = body.iter().filter_map(|row| row.cells.get(column));
    let known = cells.filter(|cell| !matches!(cell.shape, Shape::Empty | Shape::Missing));
    let values: Vec<bool> = known.map(|cell| cell.shape.is_value()).collect();
    let count = values.iter().filter(|is_value| **is_value).count();
    if count > 0 && count * 5 >= values.len() * 4 {
        return true;
    }
    // In a short table a header of two rows weighs much.
    let names = values.iter().take_while(|is_value| !**is_value).count();
    let rest = &values[names..];
    names <= 2 && rest.len() > names && rest.iter().all(|is_value| *is_value)
}

/// How many of the columns have a name in this row, and how many a value.
pub(super) fn votes(row: &Row, typed: &[usize]) -> (usize, usize) {
    let cells = typed.iter().filter_map(|column| row.cells.get(*column));
    cells.fold((0, 0), |(names, values), cell| match cell.shape {
        Shape::Number | Shape::Moment => (names, values + 1),
        Shape::Empty | Shape::Missing => (names, values),
        _ => (names + 1, values),
    })
}

/// With columns of numbers or dates: the rows before the first one that has values in them.
fn above_values(table: &[&Row], typed: &[usize]) -> Detected<u32> {
    let is_header = |(index, row): (usize, &&Row)| {
        let (names, values) = votes(row, typed);
        names > values && (index == 0 || names * 2 >= typed.len().min(row.filled()))
    };
    let years = usize::from(are_years_above_names(table, typed));
    let below = table[years..].iter().enumerate().take(MAX_ROWS - 1);
    let rows = match below.take_while(|row| is_header(*row)).count() {
        0 => 0,
        rows => rows + years,
    };
    let (named, _) = votes(table[0], typed);
    match rows {
        0 => match typed.iter().find(|c| table[0].cells.get(**c).is_some_and(|cell| cell.shape.is_value())) {
            Some(column) => Detected::new(0, 0.9, already_a_value(*column, table[0])),
            None => Detected::new(0, 0.5, "the first record has no names above columns of numbers or dates"),
        },
        1 => {
            let verb = if named == 1 { "has" } else { "have" };
            let evidence =
                format!("{} {verb} a name above numbers or dates", counted(named as u64, "column"));
            Detected::new(1, 0.95, evidence)
        }
        rows => Detected::new(
            rows as u32,
            0.7,
            format!("{rows} rows have names where the rows below have numbers or dates"),
        ),
    }
}

/// `2023,,2024,` above `men,women,men,women`: years that group the names below them.
fn are_years_above_names(table: &[&Row], typed: &[usize]) -> bool {
    let [years, names, ..] = table else { return false };
    let (named, valued) = votes(names, typed);
    let mut values = years.cells.iter().filter(|cell| cell.shape.is_value());
    valued == 0
        && named == typed.len()
        && values.clone().next().is_some()
        && values.all(|cell| is_year(&cell.text))
}

fn is_year(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4 && text.parse().is_ok_and(|year: u32| (1800..=2200).contains(&year))
}

/// `country,2019,2020,2021` or `n,0.1,0.2,0.5`: years or levels as names, behind a word.
fn numbers_as_names(first: &Row, typed: &[usize]) -> Option<Detected<u32>> {
    let (name, others) = first.cells.split_first()?;
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let words = others.iter().take_while(|cell| number(&cell.text).is_none()).count();
    let numbers: Vec<f64> = others[words..].iter().map_while(|cell| number(&cell.text)).collect();
    if name.shape.is_value() || numbers.len() < 2 || words + numbers.len() < others.len() {
        return None;
    }
    if others[..words].iter().any(|cell| cell.shape.is_value()) {
        return None;
    }
    let steps = || numbers.windows(2).map(|pair| pair[1] - pair[0]);
    if others[words..].iter().all(|cell| is_year(&cell.text)) && steps().all(|step| step.abs() == 1.0) {
        return Some(Detected::new(1, 0.7, "the first record names consecutive years"));
    }
    let levels = numbers.len() > 2 && (steps().all(|step| step > 0.0) || steps().all(|step| step < 0.0));
    (levels && typed.contains(&0)).then(|| {
        let evidence = format!(
            "`{}` stands above numbers, and rising numbers name the other columns",
            shown(&name.text)
        );
        Detected::new(1, 0.6, evidence)
    })
}

//! Dates or numbers that name columns: `place,2024-01-01,2024-02-01` or `id,1,2,3`.

use super::{Cell, Row};
use crate::sniff::Detected;
use crate::sniff::shape::Shape;
use crate::wording::{counted, shown};

/// Numbers that name columns at least: two in sequence are no rarity.
const MIN_NUMBERS: usize = 3;

/// Dates that name columns at least.
const MIN_DATES: usize = 2;

/// Takes the first record for names where it starts with a word and goes on with dates above columns without any, or with
/// evenly spaced whole numbers above numbers that are not whole.
pub(super) fn decide(first: &Row, body: &[&Row]) -> Option<Detected<u32>> {
    let words = first.cells.iter().take_while(|cell| !cell.shape.is_value()).count();
    let (named, values) = first.cells.split_at(words);
    if named.is_empty()
        || named.iter().enumerate().any(|(i, word)| below(body, i).any(|c| c.text == word.text))
    {
        return None;
    }
    let are_distinct = values.iter().enumerate().all(|(i, a)| values[..i].iter().all(|b| a.text != b.text));
    let columns = words..first.cells.len();
    let evidence = if are_distinct && are_dates(values, body, words) {
        "that hold no dates"
    } else if are_numbers(values) && are_fractions(body, columns.clone()) {
        "of numbers that are not whole"
    } else {
        return None;
    };
    let (from, to) = (values.first()?, values.last()?);
    let evidence = format!(
        "`{}` to `{}` stand above {} {evidence}",
        shown(&from.text),
        shown(&to.text),
        counted(values.len() as u64, "column")
    );
    Some(Detected::new(1, 0.7, evidence))
}

/// The cells of a column that have something in them.
fn below<'t>(body: &'t [&Row], column: usize) -> impl Iterator<Item = &'t Cell> {
    let cells = body.iter().filter_map(move |row| row.cells.get(column));
    cells.filter(|cell| !matches!(cell.shape, Shape::Empty | Shape::Missing))
}

fn are_dates(values: &[Cell], body: &[&Row], words: usize) -> bool {
    let is_above_others =
        |(i, cell): (usize, &Cell)| is_date(cell) && below(body, words + i).all(|cell| !is_date(cell));
    values.len() >= MIN_DATES
        && values.iter().enumerate().all(is_above_others)
        && (0..values.len()).any(|i| below(body, words + i).next().is_some())
}

/// Whether it is a date, or could be one like `12.01.24`, which looks like a number in groups as well.
fn is_date(cell: &Cell) -> bool {
    let is_pair = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = cell.text.trim().split('.');
    let pairs: Vec<u32> =
        parts.by_ref().take(3).filter(|part| is_pair(part)).filter_map(|part| part.parse().ok()).collect();
    let is_written = matches!(pairs[..], [a, b, c] if (1..=12).contains(&b) && a > 0 && a.min(c) <= 31);
    cell.shape == Shape::Moment || parts.next().is_none() && is_written
}

/// Whether they are whole numbers, each as far from the one before.
fn are_numbers(values: &[Cell]) -> bool {
    let numbers: Option<Vec<i32>> = values.iter().map(|cell| cell.text.trim().parse().ok()).collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() >= MIN_NUMBERS) else { return false };
    let mut steps = numbers.windows(2).map(|pair| i64::from(pair[1]) - i64::from(pair[0]));
    let Some(step) = steps.next() else { return false };
    step != 0 && steps.all(|other| other == step)
}

/// Whether all columns hold numbers, and each of them some that are not whole.
fn are_fractions(body: &[&Row], mut columns: std::ops::Range<usize>) -> bool {
    let is_whole = |cell: &Cell| cell.text.trim().parse::<i64>().is_ok();
    columns.all(|column| {
        below(body, column).all(|cell| cell.shape == Shape::Number)
            && below(body, column).any(|cell| !is_whole(cell))
    })
}

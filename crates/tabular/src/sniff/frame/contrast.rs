//! Whether the first record names columns that are all text: by how it differs from the records below it.
//!
//! Each column votes. A name differs from what it names: it is a word above sentences, has no digits above codes, is no
//! address above addresses. A value is one of its kind.

use super::header::already_a_value;
use super::{Cell, Row};
use crate::sniff::Detected;
use crate::sniff::shape::Shape;
use crate::wording::{counted, shown};

/// Characters. Longer than this is no name.
const LONG: usize = 80;

/// Most files have a header.
const BEFOREHAND: f64 = 0.75;

/// What cells of a column may have in common.
type Trait = fn(&str) -> bool;

pub(super) fn decide(first: &Row, body: &[&Row]) -> Detected<u32> {
    if let Some(column) = first.cells.iter().position(|cell| cell.shape.is_value()) {
        return Detected::new(0, 0.8, already_a_value(column, first));
    }
    let mut balance = BEFOREHAND;
    let mut like_values = 0;
    let mut unlike_values = 0;
    let mut again = None;
    for (column, cell) in first.cells.iter().enumerate().filter(|(_, cell)| cell.shape != Shape::Empty) {
        let below: Vec<&Cell> = body
            .iter()
            .filter_map(|row| row.cells.get(column))
            .filter(|cell| !matches!(cell.shape, Shape::Empty | Shape::Missing))
            .collect();
        let repeated = below.iter().filter(|other| other.text == cell.text).count();
        if repeated > 0 {
            again = again.or(Some((column, cell)));
        }
        let vote = vote(cell, &below) - if repeated > 0 { 1.0 } else { 0.0 };
        like_values += u64::from(vote <= -1.0);
        unlike_values += u64::from(vote >= 1.0);
        balance += vote;
    }
    let distinct = first.cells.iter().enumerate().all(|(i, cell)| {
        cell.shape == Shape::Empty || first.cells[..i].iter().all(|other| other.text != cell.text)
    });
    if !distinct {
        balance -= 1.0;
    }
    let sure = (0.5 + balance.abs() / 8.0).min(0.9) as f32;
    if balance <= 0.0 {
        let evidence = match again {
            Some((i, cell)) => {
                format!("`{}` of the first record occurs again in column {}", shown(&cell.text), i + 1)
            }
            None if like_values > 0 => {
                format!("the first record looks like the others in {}", counted(like_values, "column"))
            }
            None => "the first record looks like the others".to_owned(),
        };
        return Detected::new(0, sure, evidence);
    }
    let evidence = match unlike_values {
        0 => "no column of the records seen is nearly all numbers or dates, and none repeats its first cell; most files \
              have a header"
            .to_owned(),
        n => format!("the first record looks unlike the others in {}", counted(n, "column")),
    };
    Detected::new(1, sure, evidence)
}

/// Above 0 when the cell looks unlike those below it, below 0 when it looks like them.
fn vote(cell: &Cell, below: &[&Cell]) -> f64 {
    let text = cell.text.trim();
    let is_sentence =
        text.chars().count() > LONG || text.ends_with(['.', '!', '?', ';', ':']) && text.contains(' ');
    let mut vote = if is_sentence { -1.0 } else { 0.0 };
    if below.len() < 2 {
        return vote;
    }
    if all(below, |other| other.quoted) != cell.quoted
        && below.iter().all(|other| other.quoted != cell.quoted)
    {
        vote += 2.0;
    }
    // The first of these that all cells below have in common says most.
    let traits: [(Trait, f64, f64); 5] = [
        (is_address, 2.0, 2.0),
        (has_digit, 1.0, 0.75),
        (is_upper, 0.75, 0.5),
        (has_blank, 0.5, 0.25),
        (is_lower, 0.5, 0.0),
    ];
    if let Some((has, unlike, like)) =
        traits.iter().find(|(has, ..)| all(below, |other| has(other.text.trim())))
    {
        vote += if has(text) { -like } else { *unlike };
    }
    let length = below[0].text.trim().chars().count();
    if below.len() > 2 && length < 20 && below.iter().all(|other| other.text.trim().chars().count() == length)
    {
        vote += if text.chars().count() == length { -1.0 } else { 1.0 };
    }
    if is_identifier(text) && !below.iter().any(|other| is_identifier(other.text.trim())) {
        vote += 0.75;
    }
    vote
}

/// Whether it holds for nearly all of them.
fn all(cells: &[&Cell], holds: impl Fn(&Cell) -> bool) -> bool {
    cells.iter().filter(|cell| holds(cell)).count() * 20 >= cells.len() * 19
}

fn is_address(text: &str) -> bool {
    text.contains("://")
        || text.starts_with('/')
        || text.contains('@') && text.contains('.') && !text.contains(' ')
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

fn has_blank(text: &str) -> bool {
    text.contains(' ')
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
}

/// `first_name`, `firstName`: how programs name things.
fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars().zip(text.chars().skip(1));
    let plain = text.chars().all(|c| c.is_alphanumeric() || c == '_');
    plain
        && (text.trim_matches('_').contains('_') || chars.any(|(a, b)| a.is_lowercase() && b.is_uppercase()))
}

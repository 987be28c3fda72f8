//! Columns and paths into JSON: `name`, `"quoted name"`, `data->key->>0`.

use rowmill_core::table::read::{Key, Step};

use super::scan::{Failed, Parsed, Scan};

/// A column, or a place within its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The column's name; `*` for all of them, in `select` alone.
    pub name: String,
    /// Steps into its value.
    pub path: Vec<Step>,
}

impl Field {
    /// A whole column.
    pub fn column(name: impl Into<String>) -> Self {
        Self { name: name.into(), path: Vec::new() }
    }
}

const NAME: &str = "field name (* or [a..z0..9_$])";

pub(super) fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ' ' | '$')
}

/// Letters, digits and blanks, without those around them.
pub(super) fn identifier(scan: &mut Scan<'_>) -> Parsed<String> {
    Ok(scan.take_some(is_identifier, "letter, digit or blank")?.trim().to_owned())
}

/// A name, quoted or plain.
pub(super) fn name(scan: &mut Scan<'_>) -> Parsed<String> {
    scan.named(NAME, |scan| match scan.peek() {
        Some('"') => quoted(scan),
        _ => dashed(scan, is_identifier),
    })
}

/// A text in double quotes; a backslash takes the next character as it is.
pub(super) fn quoted(scan: &mut Scan<'_>) -> Parsed<String> {
    scan.char('"', "\"\\\"\"")?;
    let mut text = String::new();
    loop {
        text += scan.take_while(|c| !matches!(c, '\\' | '"'));
        match scan.next_if(|_| true) {
            Some('"') => return Ok(text),
            Some(_) => {
                let Some(next) = scan.next_if(|_| true) else {
                    scan.fail("any character");
                    return Err(Failed::ForGood);
                };
                text.push(next);
            }
            None => {
                scan.fail("\"\\\"\"");
                return Err(Failed::ForGood);
            }
        }
    }
}

/// Parts joined by dashes that begin no arrow.
fn dashed(scan: &mut Scan<'_>, fits: impl Fn(char) -> bool) -> Parsed<String> {
    let mut text = scan.take_some(&fits, "letter, digit or blank")?.trim().to_owned();
    while scan.peek() == Some('-') && !scan.rest().starts_with("->") {
        scan.char('-', "\"-\"")?;
        text.push('-');
        text += scan.take_some(&fits, "letter, digit or blank").map_err(|_| Failed::ForGood)?.trim();
    }
    if scan.peek() != Some('-') {
        scan.fail("\"-\"");
    }
    Ok(text)
}

/// A column and perhaps a path, with blanks around them.
pub(super) fn field(scan: &mut Scan<'_>) -> Parsed<Field> {
    scan.space();
    let name = name(scan)?;
    let path = path(scan)?;
    scan.space();
    Ok(Field { name, path })
}

/// Any number of arrows, each with what it leads to.
pub(super) fn path(scan: &mut Scan<'_>) -> Parsed<Vec<Step>> {
    let mut path = Vec::new();
    loop {
        let as_text = scan.attempt(|scan| scan.word("\"->>\"")).is_ok();
        if !as_text && scan.attempt(|scan| scan.word("\"->\"")).is_err() {
            return Ok(path);
        }
        path.push(Step { as_text, to: key(scan).map_err(|_| Failed::ForGood)? });
    }
}

fn key(scan: &mut Scan<'_>) -> Parsed<Key> {
    scan.either(
        |scan| scan.attempt(index),
        |scan| {
            scan.attempt(|scan| {
                scan.named("any non reserved character different from: .,>()", |scan| match scan.peek() {
                    Some('"') => quoted(scan),
                    _ => dashed(scan, |c| !matches!(c, '(' | '-' | ':' | '.' | ',' | '>' | ')')),
                })
            })
            .map(Key::Name)
        },
    )
}

fn index(scan: &mut Scan<'_>) -> Parsed<Key> {
    let negative = scan.char('-', "\"-\"").is_ok();
    let digits = scan.take_some(|c| c.is_ascii_digit(), "digit")?;
    if !["->", "::", ".", ","].iter().any(|next| scan.rest().starts_with(next)) {
        for expected in ["\"->\"", "\"::\"", "\".\"", "\",\""] {
            scan.fail(expected);
        }
        scan.end()?;
    }
    // No array has so many elements that a larger number leads to another.
    let number: i32 = digits.parse().unwrap_or(i32::MAX);
    Ok(Key::Index(if negative { -number } else { number }))
}

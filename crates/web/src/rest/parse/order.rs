//! `order=`: fields with a direction and a place for NULLs.

use super::{
    field::{Field, field, name},
    operator::dot,
    scan::{Failed, Parsed, Scan},
};

/// One term of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderTerm {
    /// Of an embedded relation.
    pub relation: Option<String>,
    /// By what.
    pub field: Field,
    /// Largest first.
    pub descending: bool,
    /// Whether NULLs come first; where nothing is said, they are taken for larger than any value, as Postgres does.
    pub nulls_first: Option<bool>,
}

/// Terms between commas.
pub(super) fn order(scan: &mut Scan<'_>) -> Parsed<Vec<OrderTerm>> {
    let mut terms = Vec::new();
    loop {
        scan.space();
        terms.push(scan.either(|scan| scan.attempt(of_relation), own)?);
        scan.space();
        if scan.char(',', "\",\"").is_err() {
            return Ok(terms);
        }
    }
}

fn of_relation(scan: &mut Scan<'_>) -> Parsed<OrderTerm> {
    let relation = name(scan)?;
    scan.char('(', "\"(\"")?;
    let field = field(scan)?;
    scan.char(')', "\")\"")?;
    modified(scan, Some(relation), field)
}

fn own(scan: &mut Scan<'_>) -> Parsed<OrderTerm> {
    let field = field(scan)?;
    modified(scan, None, field).map_err(|_| Failed::ForGood)
}

fn modified(scan: &mut Scan<'_>, relation: Option<String>, field: Field) -> Parsed<OrderTerm> {
    let descending = modifier(scan, &[("\"asc\"", false), ("\"desc\"", true)]);
    let nulls_first = modifier(scan, &[("\"nullsfirst\"", true), ("\"nullslast\"", false)]);
    if scan.peek() != Some(',') {
        if scan.peek().is_some() {
            scan.fail("\",\"");
        }
        scan.end()?;
    }
    Ok(OrderTerm { relation, field, descending: descending == Some(true), nulls_first })
}

fn modifier(scan: &mut Scan<'_>, known: &[(&'static str, bool)]) -> Option<bool> {
    let modifier = |scan: &mut Scan<'_>| {
        dot(scan)?;
        let found = known.iter().find(|(word, _)| scan.attempt(|scan| scan.word(word)).is_ok());
        found.map(|(_, meaning)| *meaning).ok_or(Failed::Here)
    };
    scan.attempt(modifier).ok()
}

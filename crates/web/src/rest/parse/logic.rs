//! Filters, alone and in trees: `age=gte.18`, `or=(age.lt.18,not.and(a.is.null,b.eq.1))`.

use rowmill_core::table::read::LogicOperator;

use super::{
    field::{Field, field, name, path},
    operator::{Condition, ValueEnd, condition, dot},
    scan::{Failed, Parsed, Scan},
};

/// A condition on a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Which column, or which place in its JSON.
    pub field: Field,
    /// What is asked of it.
    pub condition: Condition,
}

/// Conditions, joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logic {
    /// A single one.
    Filter(Filter),
    /// Several.
    Group {
        /// Whether the rows that do not meet them are wanted.
        negated: bool,
        /// How they are joined.
        operator: LogicOperator,
        /// Which they are; at least one.
        members: Vec<Logic>,
    },
}

/// The key of a filter or an order: names of embedded relations, then a field.
pub(super) fn key(scan: &mut Scan<'_>) -> Parsed<(Vec<String>, Field)> {
    let mut names = names(scan)?;
    let path = path(scan)?;
    let name = names.pop().unwrap_or_default();
    Ok((names, Field { name, path }))
}

/// Names between dots.
pub(super) fn names(scan: &mut Scan<'_>) -> Parsed<Vec<String>> {
    let mut names = vec![name(scan)?];
    while dot(scan).is_ok() {
        names.push(name(scan).map_err(|_| Failed::ForGood)?);
    }
    Ok(names)
}

/// A filter or a group of them.
fn tree(scan: &mut Scan<'_>) -> Parsed<Logic> {
    if scan.is_too_deep() {
        return Err(Failed::ForGood);
    }
    scan.either(|scan| scan.attempt(filter), group)
}

fn filter(scan: &mut Scan<'_>) -> Parsed<Logic> {
    let field = field(scan)?;
    dot(scan)?;
    Ok(Logic::Filter(Filter { field, condition: condition(scan, ValueEnd::Member)? }))
}

/// `and(…)` or `or(…)`, perhaps with `not.` before it.
pub(super) fn group(scan: &mut Scan<'_>) -> Parsed<Logic> {
    let not = |scan: &mut Scan<'_>| scan.attempt(|scan| scan.word("\"not\"").and_then(|()| dot(scan)));
    let negated = scan.named("negation operator (not)", |scan| scan.maybe(not))?.is_some();
    let operator = scan.named("logic operator (and, or)", |scan| {
        if scan.attempt(|scan| scan.word("\"and\"")).is_ok() {
            return Ok(LogicOperator::And);
        }
        scan.word("\"or\"").map(|()| LogicOperator::Or)
    });
    // Nothing but a group is negated so.
    let operator = operator.map_err(|failed| if negated { Failed::ForGood } else { failed })?;
    let members = |scan: &mut Scan<'_>| {
        scan.space();
        scan.char('(', "\"(\"")?;
        scan.space();
        let members = scan.nested(members)?;
        scan.char(')', "\")\"")?;
        scan.space();
        Ok(members)
    };
    let members = members(scan).map_err(|_: Failed| Failed::ForGood)?;
    Ok(Logic::Group { negated, operator, members })
}

fn members(scan: &mut Scan<'_>) -> Parsed<Vec<Logic>> {
    let mut members = Vec::new();
    loop {
        members.push(tree(scan)?);
        scan.space();
        if scan.char(',', "\",\"").is_err() {
            return Ok(members);
        }
        scan.space();
    }
}

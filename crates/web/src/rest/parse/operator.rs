//! What follows a column in a filter: `not.eq.1`, `in.(a,"b,c")`, `like(any).{a*,b*}`, `fts(english).cat`.

use rowmill_core::table::read::{Comparison, Operation, Quantifier, Search, SimpleOperator, Truth};

use super::{
    field::{identifier, quoted},
    scan::{Failed, Parsed, Scan},
};

/// A condition on one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Whether the rows that do not meet it are wanted.
    pub negated: bool,
    /// What is asked of the value.
    pub operation: Operation,
}

const SIMPLE: &[(&str, SimpleOperator)] = &[
    ("\"neq\"", SimpleOperator::NotEqual),
    ("\"cs\"", SimpleOperator::Contains),
    ("\"cd\"", SimpleOperator::ContainedIn),
    ("\"ov\"", SimpleOperator::Overlaps),
    ("\"sl\"", SimpleOperator::StrictlyLeft),
    ("\"sr\"", SimpleOperator::StrictlyRight),
    ("\"nxr\"", SimpleOperator::NotExtendsRight),
    ("\"nxl\"", SimpleOperator::NotExtendsLeft),
    ("\"adj\"", SimpleOperator::Adjacent),
];

/// Of two words of which one begins the other, the longer comes first.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("\"eq\"", Comparison::Equal),
    ("\"gte\"", Comparison::GreaterOrEqual),
    ("\"gt\"", Comparison::Greater),
    ("\"lte\"", Comparison::LessOrEqual),
    ("\"lt\"", Comparison::Less),
    ("\"like\"", Comparison::Like),
    ("\"ilike\"", Comparison::ILike),
    ("\"match\"", Comparison::Match),
    ("\"imatch\"", Comparison::IMatch),
];

const SEARCHES: &[(&str, Search)] = &[
    ("\"fts\"", Search::Query),
    ("\"plfts\"", Search::Plain),
    ("\"phfts\"", Search::Phrase),
    ("\"wfts\"", Search::Web),
];

/// `not_null` would begin with nothing of `null`, so the order does not matter.
const TRUTHS: &[(&str, Truth)] = &[
    ("null", Truth::Null),
    ("not_null", Truth::NotNull),
    ("true", Truth::True),
    ("false", Truth::False),
    ("unknown", Truth::Unknown),
];

/// How a value ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueEnd {
    /// With the text.
    Text,
    /// Before a comma or a closing parenthesis, unless it is in quotes or an array.
    Member,
}

/// A condition.
pub(super) fn condition(scan: &mut Scan<'_>, end: ValueEnd) -> Parsed<Condition> {
    let not = |scan: &mut Scan<'_>| scan.attempt(|scan| scan.word("\"not\"").and_then(|()| dot(scan)));
    let negated = scan.maybe(not)?.is_some();
    let operation = scan.named("operator (eq, gt, ...)", |scan| operation(scan, end))?;
    Ok(Condition { negated, operation })
}

pub(super) fn dot(scan: &mut Scan<'_>) -> Parsed<()> {
    scan.char('.', "delimiter (.)")
}

fn operation(scan: &mut Scan<'_>, end: ValueEnd) -> Parsed<Operation> {
    if prefixed(scan, "\"in\"") {
        return list(scan).map(Operation::In).map_err(|_| Failed::ForGood);
    }
    if prefixed(scan, "\"is\"") {
        return truth(scan).map(Operation::Is).map_err(|_| Failed::ForGood);
    }
    if prefixed(scan, "\"isdistinct\"") {
        return value(scan, end).map(Operation::IsDistinctFrom);
    }
    let ways = [search, simple, compare];
    for way in ways {
        if let Ok(operation) = scan.attempt(|scan| way(scan, end)) {
            return Ok(operation);
        }
    }
    Err(Failed::Here)
}

/// Whether an operator stands here with its dot.
fn prefixed(scan: &mut Scan<'_>, word: &'static str) -> bool {
    scan.attempt(|scan| scan.word(word).and_then(|()| dot(scan))).is_ok()
}

fn one_of<T: Copy>(scan: &mut Scan<'_>, known: &[(&'static str, T)]) -> Parsed<T> {
    let found = known.iter().find(|(word, _)| scan.attempt(|scan| scan.word(word)).is_ok());
    found.map(|(_, meaning)| *meaning).ok_or(Failed::Here)
}

fn search(scan: &mut Scan<'_>, end: ValueEnd) -> Parsed<Operation> {
    let search = one_of(scan, SEARCHES)?;
    let language = scan.maybe(|scan| {
        scan.attempt(|scan| {
            scan.char('(', "\"(\"")?;
            let language = identifier(scan)?;
            scan.char(')', "\")\"")?;
            Ok(language)
        })
    })?;
    dot(scan)?;
    Ok(Operation::Search(search, language, value(scan, end)?))
}

fn simple(scan: &mut Scan<'_>, end: ValueEnd) -> Parsed<Operation> {
    let operator = one_of(scan, SIMPLE)?;
    dot(scan)?;
    Ok(Operation::Simple(operator, value(scan, end)?))
}

fn compare(scan: &mut Scan<'_>, end: ValueEnd) -> Parsed<Operation> {
    let comparison = one_of(scan, COMPARISONS)?;
    let quantifier = scan.maybe(|scan| {
        scan.attempt(|scan| {
            scan.char('(', "\"(\"")?;
            let quantifier = one_of(scan, &[("\"any\"", Quantifier::Any), ("\"all\"", Quantifier::All)])?;
            scan.char(')', "\")\"")?;
            Ok(quantifier)
        })
    })?;
    dot(scan)?;
    Ok(Operation::Compare(comparison, quantifier, value(scan, end)?))
}

fn truth(scan: &mut Scan<'_>) -> Parsed<Truth> {
    let found = TRUTHS
        .iter()
        .find(|(word, _)| scan.rest().get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word)));
    let Some((word, truth)) = found else {
        return Err(scan.fail("isVal: (null, not_null, true, false, unknown)"));
    };
    scan.take(word.len());
    Ok(*truth)
}

/// A list in parentheses.
fn list(scan: &mut Scan<'_>) -> Parsed<Vec<String>> {
    scan.space();
    scan.char('(', "\"(\"")?;
    scan.space();
    let mut values = Vec::new();
    loop {
        values.push(member(scan)?);
        if scan.char(',', "\",\"").is_err() {
            break;
        }
    }
    scan.space();
    scan.char(')', "\")\"")?;
    scan.space();
    Ok(values)
}

/// A value that ends at a comma or a closing parenthesis; in quotes it may hold both.
fn member(scan: &mut Scan<'_>) -> Parsed<String> {
    let in_quotes = scan.maybe(|scan| {
        scan.attempt(|scan| {
            let text = quoted(scan)?;
            if matches!(scan.peek(), None | Some(',' | ')')) { Ok(text) } else { Err(Failed::Here) }
        })
    })?;
    Ok(in_quotes.unwrap_or_else(|| scan.take_while(|c| !matches!(c, ',' | ')')).to_owned()))
}

fn value(scan: &mut Scan<'_>, end: ValueEnd) -> Parsed<String> {
    if end == ValueEnd::Text {
        return Ok(scan.take_while(|_| true).to_owned());
    }
    // An array whose elements are no arrays.
    if scan.peek() == Some('{')
        && let Some(length) = scan.rest()[1..].find(['{', '}'])
        && scan.rest()[1 + length..].starts_with('}')
    {
        return Ok(scan.take(length + 2).to_owned());
    }
    member(scan)
}

//! `select=`: columns with aliases, casts and aggregates, and relations with what is selected of them.

use rowmill_core::table::read::Aggregate;

use super::{
    field::{Field, field, identifier, name},
    scan::{Failed, Parsed, Scan},
};

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// A column, a place in it, or an aggregate.
    Column(SelectedColumn),
    /// Rows of another table.
    Relation(SelectedRelation),
}

/// `alias:field::cast.aggregate()::cast`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedColumn {
    /// The column, or `*`.
    pub field: Field,
    /// What it is called in the answer.
    pub alias: Option<String>,
    /// Type of the value, or of what is aggregated.
    pub cast: Option<String>,
    /// How many rows become one.
    pub aggregate: Option<Aggregate>,
    /// Type of the aggregate.
    pub aggregate_cast: Option<String>,
}

/// `alias:relation!hint!inner(…)` or `...relation(…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedRelation {
    /// The table, or what refers to it.
    pub name: String,
    /// What it is called in the answer.
    pub alias: Option<String>,
    /// Which of several references is meant.
    pub hint: Option<String>,
    /// Whether rows without a partner are left out.
    pub inner: bool,
    /// Whether its columns become columns of the row.
    pub spread: bool,
    /// What is selected of it.
    pub items: Vec<Selected>,
}

/// Items between commas; none at all is allowed.
pub(super) fn items(scan: &mut Scan<'_>) -> Parsed<Vec<Selected>> {
    let mut items = Vec::new();
    let Some(first) = scan.maybe(item)? else { return Ok(items) };
    items.push(first);
    loop {
        scan.space();
        if scan.char(',', "\",\"").is_err() {
            return Ok(items);
        }
        scan.space();
        items.push(item(scan).map_err(|_| Failed::ForGood)?);
    }
}

fn item(scan: &mut Scan<'_>) -> Parsed<Selected> {
    scan.either(
        |scan| with_items(scan, spread),
        |scan| scan.either(|scan| with_items(scan, relation), |scan| column(scan).map(Selected::Column)),
    )
}

fn with_items(
    scan: &mut Scan<'_>,
    head: impl FnOnce(&mut Scan<'_>) -> Parsed<SelectedRelation>,
) -> Parsed<Selected> {
    if scan.is_too_deep() {
        return Err(Failed::ForGood);
    }
    let mut relation = scan.attempt(head)?;
    let within = |scan: &mut Scan<'_>| {
        scan.char('(', "\"(\"")?;
        let items = scan.nested(items)?;
        scan.char(')', "\")\"")?;
        Ok(items)
    };
    relation.items = within(scan).map_err(|_: Failed| Failed::ForGood)?;
    scan.space();
    Ok(Selected::Relation(relation))
}

fn spread(scan: &mut Scan<'_>) -> Parsed<SelectedRelation> {
    scan.space();
    scan.word("\"...\"")?;
    let name = name(scan)?;
    named(scan, name, None, true)
}

fn relation(scan: &mut Scan<'_>) -> Parsed<SelectedRelation> {
    scan.space();
    let alias = alias(scan)?;
    let name = name(scan)?;
    // `count()` is an aggregate.
    if name == "count" {
        return Err(Failed::Here);
    }
    named(scan, name, alias, false)
}

fn named(scan: &mut Scan<'_>, name: String, alias: Option<String>, spread: bool) -> Parsed<SelectedRelation> {
    let (mut hint, mut inner) = (None, None);
    for _ in 0..2 {
        if scan.char('!', "\"!\"").is_err() {
            break;
        }
        if scan.attempt(|scan| scan.word("\"left\"")).is_ok() {
            inner = inner.or(Some(false));
        } else if scan.attempt(|scan| scan.word("\"inner\"")).is_ok() {
            inner = inner.or(Some(true));
        } else {
            let name = super::field::name(scan)?;
            hint = hint.or(Some(name));
        }
    }
    if scan.peek() != Some('(') {
        return Err(scan.fail("\"(\""));
    }
    Ok(SelectedRelation { name, alias, hint, inner: inner == Some(true), spread, items: Vec::new() })
}

/// `alias:`, where no cast follows.
fn alias(scan: &mut Scan<'_>) -> Parsed<Option<String>> {
    scan.maybe(|scan| {
        scan.attempt(|scan| {
            let alias = name(scan)?;
            if scan.rest().starts_with("::") {
                return Err(Failed::Here);
            }
            scan.char(':', "\":\"")?;
            Ok(alias)
        })
    })
}

fn column(scan: &mut Scan<'_>) -> Parsed<SelectedColumn> {
    scan.space();
    let item =
        scan.either(|scan| scan.attempt(all), |scan| scan.either(|scan| scan.attempt(count), plain))?;
    scan.space();
    Ok(item)
}

fn all(scan: &mut Scan<'_>) -> Parsed<SelectedColumn> {
    scan.char('*', "\"*\"")?;
    ends(scan)?;
    Ok(SelectedColumn {
        field: Field::column("*"),
        alias: None,
        cast: None,
        aggregate: None,
        aggregate_cast: None,
    })
}

fn count(scan: &mut Scan<'_>) -> Parsed<SelectedColumn> {
    let alias = alias(scan)?;
    scan.word("\"count()\"")?;
    let aggregate_cast = cast(scan)?;
    ends(scan)?;
    let aggregate = Some(Aggregate::Count);
    Ok(SelectedColumn { field: Field::column("*"), alias, cast: None, aggregate, aggregate_cast })
}

fn plain(scan: &mut Scan<'_>) -> Parsed<SelectedColumn> {
    let alias = alias(scan)?;
    let field = field(scan)?;
    let commit = |_| Failed::ForGood;
    let first = cast(scan).map_err(commit)?;
    let aggregate = scan.maybe(|scan| scan.attempt(aggregate)).map_err(commit)?;
    let aggregate_cast = cast(scan).map_err(commit)?;
    ends(scan).map_err(commit)?;
    // Without a function, only the last of two casts could have been one of a result.
    Ok(SelectedColumn { field, alias, cast: first, aggregate, aggregate_cast })
}

fn cast(scan: &mut Scan<'_>) -> Parsed<Option<String>> {
    if scan.attempt(|scan| scan.word("\"::\"")).is_err() {
        return Ok(None);
    }
    identifier(scan).map(Some).map_err(|_| Failed::ForGood)
}

fn aggregate(scan: &mut Scan<'_>) -> Parsed<Aggregate> {
    scan.char('.', "\".\"")?;
    let known = [
        ("\"sum\"", Aggregate::Sum),
        ("\"avg\"", Aggregate::Avg),
        ("\"count\"", Aggregate::Count),
        ("\"max\"", Aggregate::Max),
        ("\"min\"", Aggregate::Min),
    ];
    for (word, aggregate) in known {
        if scan.attempt(|scan| scan.word(word)).is_ok() {
            scan.word("\"()\"")?;
            return Ok(aggregate);
        }
    }
    Err(Failed::Here)
}

/// Nothing else may follow an item.
fn ends(scan: &mut Scan<'_>) -> Parsed<()> {
    if matches!(scan.peek(), Some(')' | ',')) {
        return Ok(());
    }
    if scan.peek().is_some() {
        scan.fail("\")\"");
        scan.fail("\",\"");
    }
    scan.end()
}

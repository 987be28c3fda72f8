//! The only code that says which rows of a relation are a version's, and by which index they are found: all of them in
//! order, or those at some places.

use super::{
    super::{
        ident::Ident,
        rows::{First, ROW, Snapshot, Wanted},
    },
    seek::RELATION,
};

/// From so many places on, all rows are looked through, and a version's bits are gathered at once.
const MANY: usize = 500;

/// The rows of a version that meet a condition, in the order of their file, as a query for `columns` and, where it is
/// given, of at most `limit` rows.
pub(in super::super) fn in_order(
    snapshot: &Snapshot<'_>,
    columns: &str,
    condition: &str,
    limit: Option<&str>,
) -> String {
    let row = row();
    match limit {
        None => format!("SELECT {columns} FROM {} AND {condition} ORDER BY {row}", all(snapshot)),
        Some(limit) => {
            let first = Some(First { limit, backwards: false });
            let source = snapshot.placed(&Wanted { alias: RELATION, condition, first, are_many: true });
            format!("SELECT {columns} FROM {source} AS {RELATION} ORDER BY {row} LIMIT {limit}")
        }
    }
}

/// Those of a version's rows that lie at the places `$1` and meet a condition, in no order, as a query for `columns`;
/// `count` is about how many places there are.
pub(in super::super) fn at_places(
    snapshot: &Snapshot<'_>,
    columns: &str,
    condition: &str,
    count: usize,
) -> String {
    let row = row();
    if count >= MANY {
        let wanted = format!("{row} IN (SELECT unnest($1::bigint[]))");
        return format!("SELECT {columns} FROM {} AND {wanted} AND {condition}", all(snapshot));
    }
    let condition = format!("{row} = ANY($1) AND {condition}");
    let wanted = Wanted { alias: RELATION, condition: &condition, first: None, are_many: false };
    format!("SELECT {columns} FROM {} AS {RELATION}", snapshot.placed(&wanted))
}

/// All rows of a version, in no order, as a source of a query.
pub(in super::super) fn all(snapshot: &Snapshot<'_>) -> String {
    format!("{} AS {RELATION} WHERE {}", snapshot.rows(), snapshot.has_each(RELATION))
}

/// A row's place.
pub(in super::super) fn row() -> String {
    format!("{RELATION}.{}", Ident::new(ROW))
}

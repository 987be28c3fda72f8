//! The only code that says which rows of a relation are a version's, and by which index they are found: all of them in
//! order, or those at some places.

use super::{
    super::{
        ident::Ident,
        rows::{ID, ROW, Snapshot},
    },
    seek::RELATION,
};

/// From so many places on, a version's bits are gathered at once instead of being looked up row by row.
const MANY: usize = 500;

/// The rows of a version that meet a condition, in the order of their file, as a query for `columns` and, where it is
/// given, of at most `limit` rows. Rows loaded together and rows added since have an index each.
pub(in super::super) fn in_order(
    snapshot: &Snapshot<'_>,
    columns: &str,
    condition: &str,
    limit: Option<&str>,
) -> String {
    let (rows, row) = (snapshot.relations.rows(), row());
    let limit = limit.map(|limit| format!("LIMIT {limit}")).unwrap_or_default();
    let part = |part: &str| {
        format!(
            "(SELECT * FROM {rows} AS {RELATION} WHERE {part} AND {condition} AND {} ORDER BY {row} {limit})",
            snapshot.has_each(RELATION)
        )
    };
    let source = match parts(snapshot) {
        None => part("true"),
        Some([base, later]) => format!("({} UNION ALL {})", part(&base), part(&later)),
    };
    format!("SELECT {columns} FROM {source} AS {RELATION} ORDER BY {row} {limit}")
}

/// Those of a version's rows that lie at the places `$1` and meet a condition, in no order, as a query for `columns`;
/// `count` is about how many places there are.
pub(in super::super) fn at_places(
    snapshot: &Snapshot<'_>,
    columns: &str,
    condition: &str,
    count: usize,
) -> String {
    let (rows, row) = (snapshot.relations.rows(), row());
    let is_there = if count < MANY { snapshot.has_row(RELATION) } else { snapshot.has_each(RELATION) };
    let part = |part: &str| {
        format!(
            "SELECT {columns} FROM {rows} AS {RELATION}
             WHERE {row} = ANY($1) AND {part} AND {condition} AND {is_there}"
        )
    };
    match parts(snapshot) {
        None => part("true"),
        Some([base, later]) => format!("{} UNION ALL {}", part(&base), part(&later)),
    }
}

/// All rows of a version, in no order, as a source of a query.
pub(in super::super) fn all(snapshot: &Snapshot<'_>) -> String {
    format!("{} AS {RELATION} WHERE {}", snapshot.relations.rows(), snapshot.has_each(RELATION))
}

/// A row's place.
pub(in super::super) fn row() -> String {
    format!("{RELATION}.{}", Ident::new(ROW))
}

/// Conditions that part the rows of a relation by the index that finds them; `None` where there is but one.
fn parts(snapshot: &Snapshot<'_>) -> Option<[String; 2]> {
    let base_end = snapshot.extent?.base_end;
    let id = format!("{RELATION}.{}", Ident::new(ID));
    Some([format!("{id} < {base_end}"), format!("{id} >= {base_end}")])
}

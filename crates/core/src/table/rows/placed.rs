//! Rows found by their place. Those loaded together and those added since have an index each. The second one has the rows
//! by buckets of successive ids: in one for all, each new row would land on another page, and Postgres writes each page it
//! touches to its log as a whole.

use super::{ID, ROW, Relations, Snapshot};
use crate::{model::Extent, table::ident::Ident};

/// Rows a bucket has at least.
const BUCKET: i32 = 16 << 10;

/// Buckets that as many rows as were loaded together fill, at most: each of them is looked into.
const BUCKETS: i32 = 64;

/// Rows of a bucket.
fn bucket_size(base_end: i32) -> i32 {
    (base_end / BUCKETS).max(BUCKET)
}

/// The bucket of a row, as an expression.
fn bucket(base_end: i32, id: &str) -> String {
    format!("({id} / {})", bucket_size(base_end))
}

/// The id of the first of `count` rows that are added to a relation of this extent. Rows that fill half of a bucket begin one
/// of their own: an index that is written in its order stays small, and so does what is logged of it.
pub fn first_id(extent: Extent, count: u32) -> u32 {
    let (end, size) = (extent.rows_end.cast_unsigned(), bucket_size(extent.base_end).cast_unsigned());
    if count < size / 2 { end } else { end.next_multiple_of(size) }
}

/// Statements that index the rows: those loaded together, and later ones.
pub(in super::super) fn indexes(relations: &Relations<'_>, base_end: u32) -> [String; 2] {
    let (rows, row, id) = (relations.rows(), Ident::new(ROW), Ident::new(ID));
    let bucket = bucket(base_end.cast_signed(), &id.to_string());
    [
        format!("CREATE UNIQUE INDEX ON {rows} ({row}) WHERE {id} < {base_end};"),
        format!("CREATE INDEX ON {rows} ({bucket}, {row}) WHERE {id} >= {base_end};"),
    ]
}

/// Rows wanted by their place, in a query in which they are called `alias`.
#[derive(Debug)]
pub(in super::super) struct Wanted<'a> {
    /// What they are called.
    pub alias: &'a str,
    /// A condition on `"#row"`.
    pub condition: &'a str,
    /// The first of them in an order.
    pub first: Option<First<'a>>,
    /// Whether they are many: then a version's bits are gathered at once, instead of being looked up row by row.
    pub are_many: bool,
}

/// The first rows in the order of the file, or in the opposite one.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct First<'a> {
    /// How many, as an expression.
    pub limit: &'a str,
    /// Whether from the last on.
    pub backwards: bool,
}

impl Snapshot<'_> {
    /// The rows of the version that are wanted, and perhaps more of those added since, as a subquery.
    pub(in super::super) fn placed(&self, wanted: &Wanted<'_>) -> String {
        let rows = self.relations.rows();
        let Wanted { alias, condition, first, are_many } = wanted;
        let order = first.map_or_else(String::new, |first| first.order(alias));
        let bound = first.map_or_else(String::new, |first| first.bound(alias));
        let select = |rows: &str| {
            let is_there = if *are_many { self.has_each(alias) } else { self.has_row(alias) };
            format!("SELECT {alias}.* FROM {rows} AS {alias} WHERE {condition} AND {is_there}")
        };
        let Some(extent) = self.extent else { return format!("({} {order})", select(&rows)) };
        let Extent { base_end, added_from, rows_end, has_past, .. } = extent;
        let id = format!("{alias}.{}", Ident::new(ID));
        let mut parts = format!(
            "WITH base AS MATERIALIZED ({} AND {id} < {base_end} {order}) SELECT * FROM base",
            select(&rows)
        );
        if has_past {
            let past = select(&self.relations.past());
            parts += &format!(" UNION ALL (SELECT * FROM ({past}{bound} {order}) AS past)");
        }
        if rows_end > added_from {
            let size = bucket_size(base_end);
            parts += &format!(
                " UNION ALL SELECT added.* FROM generate_series({}, {}) AS bucket, LATERAL (
                    {} AND {id} >= {base_end} AND {} = bucket{bound} {order}) AS added",
                added_from / size,
                (rows_end - 1) / size,
                select(&rows),
                bucket(base_end, &id),
            );
        }
        format!("({parts})")
    }
}

impl First<'_> {
    fn order(self, alias: &str) -> String {
        let way = if self.backwards { "DESC" } else { "ASC" };
        format!("ORDER BY {alias}.{} {way} LIMIT {}", Ident::new(ROW), self.limit)
    }

    /// Rows added since can only be among the first where they lie before the last of as many others.
    fn bound(self, alias: &str) -> String {
        let row = Ident::new(ROW);
        let (comparison, last, none) =
            if self.backwards { (">=", "min", i64::MIN + 1) } else { ("<=", "max", i64::MAX) };
        format!(
            " AND {alias}.{row} {comparison}
              (SELECT CASE WHEN count(*) < {} THEN {none} ELSE {last}({row}) END FROM base)",
            self.limit
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_begin_a_bucket() {
        let extent = |base_end, rows_end| Extent::whole(base_end).followed(rows_end, false);
        assert_eq!(first_id(extent(1000, 1000), 8_191), 1000);
        assert_eq!(first_id(extent(1000, 1000), 8_192), 16_384);
        assert_eq!(first_id(extent(1000, 32_768), 8_192), 32_768);
        assert_eq!(first_id(extent(6_400_000, 6_400_000), 40_000), 6_400_000);
        assert_eq!(first_id(extent(6_400_000, 6_400_001), 50_000), 6_500_000);
    }
}

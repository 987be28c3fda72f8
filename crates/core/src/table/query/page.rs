//! One page of a version, as the grid shows it.

use deadpool_postgres::Client;
use tabular::{Column, ColumnType};
use tokio_postgres::{Error, error::SqlState};

use super::{
    super::{
        ident::Ident,
        rows::{First, ROW, Snapshot, Wanted},
    },
    seek::{Cursor, Direction, RELATION, Seek, Sort},
};

/// Milliseconds a page may take; sorting by an unindexed column of a very large table does not come in time.
pub(in super::super) const TIMEOUT_MS: u32 = 10_000;

/// Characters of a text that a page shows. A longer one is cut and says how much is left out, so that a page of rows has
/// a bound; a few thousand are left to a cell that folds.
pub const SHOWN_CHARACTERS: usize = 3_900;

/// Which rows to read.
#[derive(Debug, Clone)]
pub struct PageQuery<'a> {
    /// Which version.
    pub snapshot: Snapshot<'a>,
    /// The version's columns.
    pub columns: &'a [Column],
    /// `None` keeps the order of the file.
    pub sort: Option<Sort>,
    /// Where to begin.
    pub seek: Seek,
    /// Rows at most.
    pub limit: usize,
}

/// Rows of a version.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Cells as Postgres writes them, in column order, cut behind [`SHOWN_CHARACTERS`]; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// Each row's place among the others: larger than that of the row before it in the file.
    pub row_numbers: Vec<i64>,
    /// The first row's place in this order, from 1.
    pub first_position: i64,
    /// Continues before the first row; `None` on the first page.
    pub before: Option<Cursor>,
    /// Continues behind the last row; `None` on the last page.
    pub after: Option<Cursor>,
}

/// Why a page was not read.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It took too long.
    #[error("the query took too long")]
    TooCostly,
    /// The relation is gone: retention dropped the version, or the table was deleted.
    #[error("the relation is gone")]
    Gone,
    /// The cursor does not fit the column.
    #[error("the cursor does not fit")]
    BadCursor,
    /// Postgres refused for another reason.
    #[error("reading a page failed")]
    Database(#[from] Error),
}

/// Reads a page.
///
/// # Errors
/// [`QueryError`].
pub async fn page(client: &mut Client, query: &PageQuery<'_>) -> Result<Page, QueryError> {
    let sorted = query.sort.and_then(|sort| Some((query.columns.get(sort.column)?, sort.direction)));
    let statement = format!(
        "SELECT {row}{cells} FROM {source} AS {RELATION} ORDER BY {order} LIMIT $3",
        row = Ident::new(ROW),
        cells = query.columns.iter().map(|column| format!(", {}", cell(column))).collect::<String>(),
        source = source(query, sorted),
        order = query.seek.order(sorted),
    );
    let (value, row) = match query.seek.cursor() {
        Some(cursor) => (sorted.and(cursor.value.as_deref()), Some(cursor.row)),
        None => (None, None),
    };
    // One row more than asked for tells whether there is a next page.
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX - 1) + 1;

    let transaction = client.build_transaction().read_only(true).start().await?;
    transaction.batch_execute(&format!("SET LOCAL statement_timeout = {TIMEOUT_MS}")).await?;
    // query_typed leaves no prepared statement behind: the text differs for every relation.
    use tokio_postgres::types::Type;
    let rows = transaction
        .query_typed(&statement, &[(&value, Type::TEXT), (&row, Type::INT8), (&limit, Type::INT8)])
        .await
        .map_err(classify)?;
    transaction.commit().await?;

    let mut page = Page::default();
    for row in rows.iter().take(query.limit) {
        page.row_numbers.push(row.try_get(0)?);
        page.rows.push((1..row.len()).map(|i| row.try_get(i)).collect::<Result<_, Error>>()?);
    }
    finish(&mut page, query, rows.len() > query.limit);
    Ok(page)
}

/// The rows among which the page is.
fn source(query: &PageQuery<'_>, sorted: Option<(&Column, Direction)>) -> String {
    let condition = query.seek.condition(sorted);
    if sorted.is_none() {
        let backwards = matches!(query.seek, Seek::Before(_));
        let first = Some(First { limit: "$3", backwards });
        return query.snapshot.placed(&Wanted {
            alias: RELATION,
            condition: &condition,
            first,
            are_many: false,
        });
    }
    let (rows, snapshot) = (query.snapshot.rows(), query.snapshot);
    format!("(SELECT * FROM {rows} AS {RELATION} WHERE {condition} AND {})", snapshot.has_each(RELATION))
}

/// The value a row has in a column, whole; for a cursor whose value was too long to be carried along. `None` is NULL, or
/// that there is no such row.
///
/// # Errors
/// [`QueryError`].
pub async fn value(
    client: &Client,
    snapshot: &Snapshot<'_>,
    column: &Column,
    row: i64,
) -> Result<Option<String>, QueryError> {
    let condition = format!("{RELATION}.{} = $1", Ident::new(ROW));
    let wanted = Wanted { alias: RELATION, condition: &condition, first: None, are_many: false };
    let statement = format!("SELECT {} FROM {} AS {RELATION}", text(column), snapshot.placed(&wanted));
    use tokio_postgres::types::Type;
    let rows = client.query_typed(&statement, &[(&row, Type::INT8)]).await.map_err(classify)?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?.flatten())
}

/// A column's values as text. Without `abbrev`, every address would end in `/32` or `/128`.
pub(in super::super) fn text(column: &Column) -> String {
    let name = Ident::new(&column.name);
    match column.kind {
        ColumnType::Inet => format!("abbrev({name})"),
        _ => format!("{name}::text"),
    }
}

/// A column's values as text, cut behind [`SHOWN_CHARACTERS`].
pub(in super::super) fn cell(column: &Column) -> String {
    let name = text(column);
    if !can_be_long(column) {
        return name;
    }
    format!(
        "CASE WHEN length({name}) > {SHOWN_CHARACTERS} THEN left({name}, {SHOWN_CHARACTERS}) || '… ('
            || length({name}) - {SHOWN_CHARACTERS} || ' more characters)' ELSE {name} END"
    )
}

/// Whether [`cell`] may have to cut its values.
pub(in super::super) fn can_be_long(column: &Column) -> bool {
    matches!(column.kind, ColumnType::Text | ColumnType::Json)
}

fn finish(page: &mut Page, query: &PageQuery<'_>, more: bool) {
    let count = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    let (first, has_before, has_after) = match &query.seek {
        Seek::First => (1, false, more),
        Seek::After(cursor) => (cursor.position + 1, true, more),
        Seek::Before(cursor) => {
            page.rows.reverse();
            page.row_numbers.reverse();
            // Where nothing lies before, this is the first page, whatever the cursor claimed.
            (if more { (cursor.position - count).max(1) } else { 1 }, more, true)
        }
    };
    page.first_position = first;
    let cursor = |i: usize, position: i64| Cursor {
        value: query.sort.and_then(|sort| page.rows[i].get(sort.column).cloned().flatten()),
        row: page.row_numbers[i],
        position,
    };
    if let Some(last) = page.rows.len().checked_sub(1) {
        (page.before, page.after) =
            (has_before.then(|| cursor(0, first)), has_after.then(|| cursor(last, first + count - 1)));
    }
}

pub(in super::super) fn classify(error: Error) -> QueryError {
    match error.code() {
        Some(code) if *code == SqlState::QUERY_CANCELED => QueryError::TooCostly,
        Some(code) if *code == SqlState::UNDEFINED_TABLE => QueryError::Gone,
        // Class 22, data exceptions: the cursor holds the only data that the statement converts.
        Some(code) if code.code().starts_with("22") => QueryError::BadCursor,
        _ => QueryError::Database(error),
    }
}

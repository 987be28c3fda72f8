//! Carries the rows of a version into a new relation, where their columns have other types, or there are more of them.

use deadpool_postgres::Client;
use tabular::Column;

use super::{
    ddl::postgres_type,
    ident::{Ident, list},
    load::begin_load,
    renumber::{digest_anew, renumber},
    rows::{Bitmap, DigestError, ID, KnownRows, PLACE_STEP, ROW, Relations, Snapshot, place_in_file},
};

/// Makes the relation `to` with these columns, the first of them those of the version, and fills it with the version's
/// rows in their order. They are its rows still: nothing is published. Returns the number of rows.
///
/// Digests are of texts, without NULLs at the end, so they hold for wider types and more columns. By another key, the columns
/// with these indexes, they are made anew of what Postgres writes for the values: a row whose values the file writes otherwise
/// then differs from itself once.
///
/// # Errors
/// When digests are damaged, a value does not fit its new type, or Postgres refuses; then nothing is left behind.
pub async fn carry(
    reading: &Client,
    writing: &mut Client,
    from: &Snapshot<'_>,
    before: &[Column],
    to: Relations<'_>,
    columns: &[Column],
    key: Option<&[usize]>,
) -> Result<u32, DigestError> {
    let extent = from.extent.ok_or(DigestError::Damaged)?;
    let transaction = writing.transaction().await?;
    let load = begin_load(transaction, to, columns).await?;
    let count = load.copy_rows(&insertion(from, before, &to, columns)).await?;
    let digested = match key {
        Some(key) => digest_anew(&load, columns, key).await?,
        None => {
            let known = KnownRows::find(reading, &from.relations, from.version, extent).await?;
            renumber(reading, &load, &known, &from.relations, (extent.rows_end, &Bitmap::default()))
                .await?
                .ends
                .1
        }
    };
    if digested != count {
        return Err(DigestError::Damaged);
    }
    load.commit(from.version, count).await?;
    Ok(count)
}

fn insertion(from: &Snapshot<'_>, before: &[Column], to: &Relations<'_>, columns: &[Column]) -> String {
    let shared = &columns[..before.len().min(columns.len())];
    let cells: String = shared
        .iter()
        .map(|column| format!(", r.{}::{}", Ident::new(&column.name), postgres_type(&column.kind)))
        .collect();
    let names = list([ROW, ID].into_iter().chain(shared.iter().map(|column| column.name.as_str())));
    let (row, rows) = (Ident::new(ROW), from.rows());
    format!(
        r##"INSERT INTO {to} ({names})
         SELECT ("#n" - 1) * {step} + {first}, "#n" - 1{cells}
         FROM (SELECT *, row_number() OVER (ORDER BY {row}) AS "#n" FROM {rows} AS r WHERE {condition} ORDER BY {row}) AS r"##,
        to = to.rows(),
        step = PLACE_STEP,
        first = place_in_file(0),
        condition = from.has_each("r"),
    )
}

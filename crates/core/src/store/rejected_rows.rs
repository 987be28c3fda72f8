//! `rowmill.rejected_rows`: rows that did not fit, as they stood in the file.

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, Row};

use crate::model::RunId;

const INSERT: &str = "INSERT INTO rowmill.rejected_rows
    (run_id, number, line, byte, column_no, column_name, code, reason, raw)
    SELECT $1, n, line, byte, column_no, column_name, code, reason, raw
    FROM unnest($2::int4[], $3::int8[], $4::int8[], $5::int4[], $6::text[], $7::text[], $8::text[], $9::text[])
        AS x (n, line, byte, column_no, column_name, code, reason, raw)";
const LIST: &str = "SELECT line, byte, column_no, column_name, code, reason, raw FROM rowmill.rejected_rows
    WHERE run_id = $1 AND number > $2 ORDER BY number LIMIT $3";

const MISFITS: &str = "SELECT column_name, count(*) AS rows FROM rowmill.rejected_rows
    WHERE run_id = $1 AND code = 'type_mismatch' AND column_name IS NOT NULL
    GROUP BY column_name ORDER BY rows DESC, column_name LIMIT 20";

pub(super) const ALL: &[&str] = &[INSERT, LIST, MISFITS];

/// Rejected rows a run keeps; the rest is only counted.
pub const KEPT: usize = 1_000;

/// One row that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// 1-based physical line where the record begins.
    pub line: i64,
    /// Bytes from the start of the decoded file.
    pub byte: i64,
    /// 1-based field, where one is to blame.
    pub column_no: Option<i32>,
    /// Label of that column.
    pub column_name: Option<String>,
    /// Stable, snake_case.
    pub code: String,
    /// In the user's words.
    pub reason: String,
    /// The record as it stood, cut if very long.
    pub raw: String,
}

fn from_row(row: &Row) -> Result<RejectedRow, Error> {
    Ok(RejectedRow {
        line: row.try_get("line")?,
        byte: row.try_get("byte")?,
        column_no: row.try_get("column_no")?,
        column_name: row.try_get("column_name")?,
        code: row.try_get("code")?,
        reason: row.try_get("reason")?,
        raw: row.try_get("raw")?,
    })
}

/// Stores the rejected rows of a run, in order.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(client: &impl GenericClient, run: RunId, rows: &[RejectedRow]) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i32> = (1..).take(rows.len()).collect();
    let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
    let bytes: Vec<i64> = rows.iter().map(|row| row.byte).collect();
    let column_nos: Vec<Option<i32>> = rows.iter().map(|row| row.column_no).collect();
    let column_names: Vec<Option<&str>> = rows.iter().map(|row| row.column_name.as_deref()).collect();
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let reasons: Vec<&str> = rows.iter().map(|row| row.reason.as_str()).collect();
    let raws: Vec<&str> = rows.iter().map(|row| row.raw.as_str()).collect();
    client
        .execute(
            INSERT,
            &[&run.0, &numbers, &lines, &bytes, &column_nos, &column_names, &codes, &reasons, &raws],
        )
        .await
        .map(drop)
}

/// At most `limit` rejected rows of a run behind the first `after`, in file order.
///
/// # Errors
/// When Postgres refuses.
pub async fn list(
    client: &impl GenericClient,
    run: RunId,
    after: i32,
    limit: i64,
) -> Result<Vec<RejectedRow>, Error> {
    client.query(LIST, &[&run.0, &after, &limit]).await?.iter().map(from_row).collect()
}

/// Headers of the columns whose type the kept rows of a run do not fit, with the number of those rows, the most first; at
/// most twenty.
///
/// # Errors
/// When Postgres refuses.
pub async fn misfits(client: &impl GenericClient, run: RunId) -> Result<Vec<(String, i64)>, Error> {
    let rows = client.query(MISFITS, &[&run.0]).await?;
    rows.iter().map(|row| Ok((row.try_get("column_name")?, row.try_get("rows")?))).collect()
}

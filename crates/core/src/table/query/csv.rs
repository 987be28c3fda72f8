//! All rows of a version as CSV, a piece at a time: however slowly a reader takes them, no statement waits for it and no
//! connection is held.

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use tabular::Column;
use tokio_postgres::Client;

use super::{
    super::{ident::list, rows::Snapshot},
    page::{QueryError, classify},
    select::{in_order, row},
};

/// Bytes after which a piece ends. The longest row may come on top.
const PIECE: usize = 512 << 10;
/// Rows that are asked for at a time at most.
const MOST_ROWS: usize = 10_000;

/// Goes through the rows of a version in the order of its file, as Postgres' COPY writes them: with a header, values as
/// text.
#[derive(Debug)]
pub struct CsvReader {
    after: Option<i64>,
    rows: usize,
    ended: bool,
}

impl Default for CsvReader {
    fn default() -> Self {
        Self { after: None, rows: 100, ended: false }
    }
}

impl CsvReader {
    /// The next piece; `None` behind the last.
    ///
    /// # Errors
    /// When the version is gone or Postgres refuses: what was read so far is not all.
    pub async fn next(
        &mut self,
        client: &Client,
        snapshot: &Snapshot<'_>,
        columns: &[Column],
    ) -> Result<Option<Bytes>, QueryError> {
        if self.ended {
            return Ok(None);
        }
        let is_first = self.after.is_none();
        // COPY takes no parameters.
        let condition = self.after.map_or("true".to_owned(), |after| format!("{} > {after}", row()));
        let names =
            list([super::super::rows::ROW].into_iter().chain(columns.iter().map(|c| c.name.as_str())));
        let select = in_order(snapshot, &names, &condition, Some(&self.rows.to_string()));
        let statement = format!("COPY ({select}) TO STDOUT (FORMAT csv, HEADER {is_first})");
        // "Zero or more CopyData messages (always one per row)": PostgreSQL documentation, "COPY Operations".
        let mut lines = Box::pin(client.copy_out(&statement).await.map_err(classify)?);
        let mut piece = BytesMut::new();
        let mut header = is_first;
        let mut count = 0;
        while piece.len() < PIECE
            && let Some(line) = lines.try_next().await.map_err(classify)?
        {
            let (place, cells) = split(&line);
            piece.extend_from_slice(cells);
            if !std::mem::take(&mut header) {
                self.after = Some(place.ok_or(QueryError::Gone)?);
                count += 1;
            }
        }
        let is_cut = piece.len() >= PIECE;
        self.ended = !is_cut && count < self.rows;
        // As many as will fill the next piece, if they are like these.
        self.rows = (count.max(1) * PIECE / piece.len().max(1) + 1).clamp(1, MOST_ROWS);
        Ok((!piece.is_empty()).then(|| piece.freeze()))
    }
}

/// The place of a row, and the rest of its line; a header has no place.
fn split(line: &[u8]) -> (Option<i64>, &[u8]) {
    let end = line.iter().position(|byte| matches!(byte, b',' | b'\n')).unwrap_or(line.len());
    let rest = if line.get(end) == Some(&b',') { &line[end + 1..] } else { &line[end..] };
    (std::str::from_utf8(&line[..end]).ok().and_then(|text| text.parse().ok()), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_taken_off_a_line() {
        assert_eq!(split(b"#row,a,b\n"), (None, &b"a,b\n"[..]));
        assert_eq!(split(b"-42,\"x,y\",\n"), (Some(-42), &b"\"x,y\",\n"[..]));
        assert_eq!(split(b"7\n"), (Some(7), &b"\n"[..]));
    }
}

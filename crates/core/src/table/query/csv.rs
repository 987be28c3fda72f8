//! All rows of a version as CSV.

use futures_util::TryStreamExt;
use tabular::Column;
use tokio_postgres::{Client, Error};

use super::super::{
    ident::{Ident, list},
    rows::{ROW, Snapshot},
};

/// The rows of a version in the order of its file, as Postgres' COPY writes them: with a header, values as text.
///
/// # Errors
/// When Postgres refuses.
pub async fn csv(client: &Client, snapshot: &Snapshot<'_>, columns: &[Column]) -> Result<Vec<u8>, Error> {
    let statement = format!(
        "COPY (SELECT {} FROM {} AS r WHERE {} ORDER BY {}) TO STDOUT (FORMAT csv, HEADER true)",
        list(columns.iter().map(|column| column.name.as_str())),
        snapshot.relations.rows(),
        snapshot.has_each("r"),
        Ident::new(ROW),
    );
    let stream = client.copy_out(&statement).await?;
    stream
        .try_fold(Vec::new(), |mut bytes, chunk| async move {
            bytes.extend_from_slice(&chunk);
            Ok(bytes)
        })
        .await
}

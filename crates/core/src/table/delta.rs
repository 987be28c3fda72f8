//! Writes what a refresh changed: rows are added, and a new bitmap says which rows are alive. No old page is touched.

use std::fmt;
use std::io;

use bytes::Bytes;
use deadpool_postgres::{GenericClient, Transaction};
use futures_util::SinkExt;
use tabular::Column;

use super::{
    ddl::copy_statement,
    publish::PublishError,
    rows::{self, Bitmap, DigestChunk, Relations},
};
use crate::model::Extent;

/// The difference of a version to the one before.
#[derive(Debug)]
pub struct Delta<'a> {
    /// Where the rows are.
    pub relations: Relations<'a>,
    /// The rows of the version before.
    pub before: &'a Bitmap,
    /// Whether the version before had all rows there were.
    pub was_whole: bool,
    /// The rows of this version.
    pub now: &'a Bitmap,
    /// The same, in short.
    pub extent: Extent,
    /// The rows that are added.
    pub rows: &'a dyn AddedRows,
    /// Their digests.
    pub digests: &'a [DigestChunk],
}

/// Rows that wait to be added, encoded by [`RowEncoder`](super::RowEncoder).
pub trait AddedRows: fmt::Debug + Send + Sync {
    /// Reads them from their first. A publication that has to wait for readers reads them again.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<Bytes>> + Send + '_>>;
}

impl Delta<'_> {
    pub(super) async fn write(
        &self,
        transaction: &Transaction<'_>,
        columns: &[Column],
        version: i32,
    ) -> Result<(), PublishError> {
        transaction.batch_execute("SET LOCAL statement_timeout = 0").await?;
        if !self.digests.is_empty() {
            let statement = copy_statement(&self.relations, columns, "FORMAT binary");
            let mut sink = Box::pin(transaction.copy_in(&statement).await?);
            for bytes in self.rows.read()? {
                sink.feed(bytes?).await?;
            }
            sink.close().await?;
        }
        for chunk in self.digests {
            rows::write_digests(&**transaction, &self.relations, chunk).await?;
        }
        rows::write_bitmap(&**transaction, &self.relations, version, self.before, self.now).await?;
        Ok(())
    }
}

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
    /// How many rows it has.
    pub row_count: u64,
    /// The rows that are added.
    pub rows: &'a dyn AddedRows,
    /// Whether the version before had its rows in another relation: they were carried into this one.
    pub is_carried: bool,
}

/// Rows that wait to be added.
pub trait AddedRows: fmt::Debug + Send + Sync {
    /// Reads them from their first. A publication that has to wait for readers reads them again.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<AddedPiece>> + Send + '_>>;
}

/// A part of the rows that are added.
#[derive(Debug)]
pub enum AddedPiece {
    /// Rows as [`RowEncoder`](super::RowEncoder) encodes them. Those up to digests, or up to the end, are a whole stream.
    Rows(Bytes),
    /// Digests of rows that came before.
    Digests(DigestChunk),
}

impl Delta<'_> {
    pub(super) async fn write(
        &self,
        transaction: &Transaction<'_>,
        columns: &[Column],
        version: i32,
    ) -> Result<(), PublishError> {
        let held = self.relations.held();
        transaction.batch_execute(&format!("SET LOCAL statement_timeout = 0; {held}")).await?;
        let statement = copy_statement(&self.relations, columns, "FORMAT binary");
        let mut sink = None;
        for piece in self.rows.read()? {
            match piece? {
                AddedPiece::Rows(bytes) => {
                    let sink = match &mut sink {
                        Some(sink) => sink,
                        none => none.insert(Box::pin(transaction.copy_in(&statement).await?)),
                    };
                    sink.feed(bytes).await?;
                }
                AddedPiece::Digests(chunk) => {
                    if let Some(mut sink) = sink.take() {
                        sink.close().await?;
                    }
                    rows::write_digests(transaction, &self.relations, &chunk).await?;
                }
            }
        }
        if let Some(mut sink) = sink {
            sink.close().await?;
        }
        rows::write_bitmap(&**transaction, &self.relations, version, self.before, self.now).await?;
        Ok(())
    }
}

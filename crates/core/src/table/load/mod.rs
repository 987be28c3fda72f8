//! Fills a new relation of rows, which no view shows yet.
//!
//! A small file is loaded in one transaction, which makes the relation as well. A large one is loaded by several
//! connections at once, since one of them keeps a single process of Postgres busy: then the relation has to be there for
//! all to see before the first row, and what a killed worker leaves is the sweeper's. See `docs/adr/0009-loading.md`.

mod rewrite;

use std::pin::Pin;

use bytes::Bytes;
use deadpool_postgres::{Client, Transaction};
use futures_util::SinkExt;
use tabular::Column;
use tokio_postgres::{CopyInSink, Error, GenericClient};

use super::{
    copy::{HEADER, TRAILER},
    ddl::{copy_statement, postgres_type},
    ident::Ident,
    rows::{self, Bitmap, DigestChunk, ID, ROW, Relations},
};

/// What holds in a transaction that loads. A load takes as long as its file: the run's lease and cancellation bound it
/// instead of a timeout. It need not wait for the disk either: the publication does, and is written behind it.
pub(super) const SETTINGS: &str = "SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off;";

/// One connection's transaction of a load.
#[derive(Debug)]
pub struct Load<'a> {
    transaction: Transaction<'a>,
    relations: Relations<'a>,
    options: &'static str,
}

/// Begins a load by this transaction alone, which makes the relation: a crash leaves nothing behind.
///
/// # Errors
/// When Postgres refuses.
pub async fn begin_load<'a>(
    transaction: Transaction<'a>,
    relations: Relations<'a>,
    columns: &[Column],
) -> Result<Load<'a>, Error> {
    transaction.batch_execute(&(SETTINGS.to_owned() + &definition(&relations, columns))).await?;
    // Allowed since this transaction made the relation, and saves the rewriting of every row by a later vacuum.
    Ok(Load { transaction, relations, options: "FORMAT binary, FREEZE" })
}

/// Makes the relation for a load that several connections [join](join_load). From now on it is there until somebody
/// [drops](super::drop_if_orphaned) it.
///
/// # Errors
/// When Postgres refuses.
pub async fn prepare_load(
    client: &mut Client,
    relations: &Relations<'_>,
    columns: &[Column],
) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(&(SETTINGS.to_owned() + &definition(relations, columns))).await?;
    transaction.commit().await
}

/// Begins one connection's share of a load.
///
/// # Errors
/// When Postgres refuses.
pub async fn join_load<'a>(client: &'a mut Client, relations: Relations<'a>) -> Result<Load<'a>, Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(&(SETTINGS.to_owned() + &relations.held())).await?;
    Ok(Load { transaction, relations, options: "FORMAT binary" })
}

impl Load<'_> {
    /// Opens a binary COPY of every column, place and id first. Any number of them may follow one another.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn copy_in(&self, columns: &[Column]) -> Result<CopyInSink<Bytes>, Error> {
        self.transaction.copy_in(&copy_statement(&self.relations, columns, self.options)).await
    }

    /// As [`copy_in`](Self::copy_in), for rows without a frame around them.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn rows_in(&self, columns: &[Column]) -> Result<RowsIn, Error> {
        let mut rows = RowsIn { sink: Box::pin(self.copy_in(columns).await?) };
        rows.send(Bytes::from_static(HEADER)).await?;
        Ok(rows)
    }

    /// Writes digests of rows, between two COPYs.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn write_digests(&self, chunk: &DigestChunk) -> Result<(), Error> {
        rows::write_digests(&self.transaction, &self.relations, chunk).await
    }

    /// Commits this connection's share.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn commit_share(self) -> Result<(), Error> {
        self.transaction.commit().await
    }

    /// Says which rows version `version` has, indexes the places of the `count` rows and commits. The relation is there,
    /// but no view shows it yet.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn commit(self, version: i32, count: u32) -> Result<(), Error> {
        write_bitmap(&*self.transaction, &self.relations, version, count).await?;
        self.transaction.batch_execute(&rows::indexes(&self.relations, count).concat()).await?;
        self.transaction.commit().await
    }
}

/// Says which rows version `version` has, once every share was committed. The rows have no indexes yet:
/// [`index_loaded`](super::index_loaded), or [`index_published`](super::index_published) once somebody can read them.
///
/// # Errors
/// When Postgres refuses.
pub async fn finish_load(
    client: &mut Client,
    relations: &Relations<'_>,
    version: i32,
    count: u32,
) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(SETTINGS).await?;
    write_bitmap(&*transaction, relations, version, count).await?;
    transaction.commit().await
}

/// Gathers what Postgres' planner wants to know of the values. Until then it knows how many rows there are.
///
/// # Errors
/// When Postgres refuses.
pub async fn gather_statistics(client: &impl GenericClient, relations: &Relations<'_>) -> Result<(), Error> {
    client.batch_execute(&format!("ANALYZE {}", relations.rows())).await
}

/// A COPY of rows that [`RowEncoder::bare`](super::RowEncoder::bare) encoded.
pub struct RowsIn {
    sink: Pin<Box<CopyInSink<Bytes>>>,
}

impl RowsIn {
    /// Sends whole rows.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn send(&mut self, rows: Bytes) -> Result<(), Error> {
        self.sink.feed(rows).await
    }

    /// Ends the COPY.
    ///
    /// # Errors
    /// When Postgres refuses.
    pub async fn finish(mut self) -> Result<(), Error> {
        self.send(Bytes::from_static(TRAILER)).await?;
        self.sink.close().await
    }
}

/// Statements that make the relations.
fn definition(relations: &Relations<'_>, columns: &[Column]) -> String {
    let definitions: String = columns
        .iter()
        .map(|column| format!(", {} {}", Ident::new(&column.name), postgres_type(&column.kind)))
        .collect();
    format!(
        "CREATE TABLE {} ({} bigint NOT NULL, {} integer NOT NULL{definitions}); {}",
        relations.rows(),
        Ident::new(ROW),
        Ident::new(ID),
        rows::companions(relations)
    )
}

async fn write_bitmap(
    client: &impl GenericClient,
    relations: &Relations<'_>,
    version: i32,
    count: u32,
) -> Result<(), Error> {
    let all = Bitmap::first(count);
    rows::write_bitmap(client, relations, version, &Bitmap::default(), &all).await
}

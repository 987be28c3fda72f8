//! Loads the rows of a staged file into a new storage relation: decode and encode on a thread of their own, COPY on the
//! async side, a short bounded channel between them.

use bytes::Bytes;
use futures_util::SinkExt;
use rowmill_core::{
    model::{RowCounts, RunFailure, Step},
    store::rejected_rows::KEPT,
    table::{self, DigestChunk, Relations, RowEncoder, place_in_file},
    telemetry::metrics,
};
use tabular::{Batch, Cell, Layout, decode, diff::RowDigests};
use tokio::sync::mpsc;

use super::{
    contract::Contract,
    detect::blocking,
    long_record::LongestRecord,
    stage::Stage,
    typed_row::{from_reader, parse, reuse},
};
use crate::run_state::{JobError, RunContext};

/// Buffers of half a megabyte between the two sides.
const CHANNEL: usize = 4;

/// What the encoding side sends.
enum Piece {
    /// Encoded rows.
    Rows(Bytes),
    /// Digests of rows that were sent before. The rows sent so far are a whole stream of COPY.
    Digests(DigestChunk),
    /// This was all; the number of rows.
    End(u32),
}

/// Loads the file into `relation`, as rows of version `version`. It is there when this returns, but not published. Returns
/// the number of rows.
///
/// # Errors
/// When the file cannot be read to its end or Postgres refuses; then nothing is left behind.
pub async fn load(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    contract: &Contract,
    relation: &str,
    version: i32,
) -> Result<u32, JobError> {
    context.begin(Step::Load);
    let (sender, mut receiver) = mpsc::channel(CHANNEL);
    let encoding = {
        let (at, stage, layout, contract) =
            (context.clone(), stage.clone(), layout.clone(), contract.clone());
        blocking(move || encode(&at, &stage, &layout, &contract, &sender))
    };
    // The receiver goes with it: where Postgres refuses, the encoder must not wait for room in the channel.
    let copying = async move {
        let mut client = context.client().await?;
        let transaction = client.transaction().await?;
        let relations = Relations { workspace: context.run.workspace, rows: relation };
        let load = table::begin_load(transaction, relations, &contract.columns).await?;
        let mut sink = None;
        let mut count = None;
        while let Some(piece) = receiver.recv().await {
            match piece {
                Piece::Rows(bytes) => {
                    if sink.is_none() {
                        sink = Some(Box::pin(load.copy_in(&contract.columns).await?));
                    }
                    if let Some(sink) = &mut sink {
                        sink.feed(bytes).await?;
                    }
                }
                Piece::Digests(chunk) => {
                    if let Some(mut sink) = sink.take() {
                        sink.close().await?;
                    }
                    load.write_digests(&chunk).await?;
                }
                Piece::End(rows) => count = Some(rows),
            }
        }
        // Without a count the other side failed and says why; dropping the transaction undoes everything.
        if let Some(count) = count {
            load.commit(version, count).await?;
        }
        Ok::<_, JobError>(count)
    };
    // When Postgres refuses, the encoder finds its channel closed; Postgres' reason is the one to tell.
    let (encoded, copied) = tokio::join!(encoding, copying);
    let count = copied?;
    let counts = encoded?;
    metrics().rows_loaded.inc_by(counts.loaded);
    context.find(|findings| findings.report.rows = counts);
    count.ok_or(JobError::Lost)
}

/// Sends encoded rows and their digests, then the number of all of them.
fn encode(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    contract: &Contract,
    sender: &mpsc::Sender<Piece>,
) -> Result<RowCounts, JobError> {
    let mut rows = decode::open(stage, layout, &context.app.limits())?;
    let mut encoder = RowEncoder::new(contract.columns.len());
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut counts = RowCounts::default();
    let mut batch = Batch::new();
    let mut longest = LongestRecord::default();
    let mut row_digests = RowDigests::new(contract.from_file.clone()).by_key(contract.key.clone());
    let mut chunk = DigestChunk::default();
    let mut id = 0;
    while rows.read(&mut batch)? {
        context.still_wanted()?;
        longest.observe(&batch);
        let mut rejected = std::mem::take(&mut batch.rejected)
            .into_iter()
            .map(|row| from_reader(row, contract))
            .collect::<Vec<_>>();
        for row in batch.rows() {
            // Cells borrow from the batch, so their buffer cannot outlive this turn; its allocation can.
            let mut parsed = reuse(std::mem::take(&mut cells));
            match parse(&batch, row, contract, &mut parsed) {
                Ok(()) => {
                    counts.loaded += 1;
                    encoder.row(place_in_file(id), id);
                    parsed.iter().for_each(|cell| encoder.cell(cell));
                    chunk.digests.push(row_digests.row(&batch, row));
                    id = next_id(id)?;
                    if chunk.digests.len() == DigestChunk::FULL {
                        send(sender, Piece::Rows(encoder.end()))?;
                        let next = DigestChunk { first_id: id, ..DigestChunk::default() };
                        send(sender, Piece::Digests(std::mem::replace(&mut chunk, next)))?;
                    } else if encoder.is_full() {
                        send(sender, Piece::Rows(encoder.take()))?;
                    }
                }
                Err(row) => rejected.push(row),
            }
            cells = reuse(parsed);
        }
        counts.read += (batch.len() + batch.rejected.len()) as u64;
        counts.rejected += rejected.len() as u64;
        rejected.sort_by_key(|row| row.line);
        context.find(|findings| {
            let room = KEPT.saturating_sub(findings.rejected.len());
            findings.rejected.extend(rejected.into_iter().take(room));
            findings.report.rows = counts;
        });
        context.advance(rows.bytes_read(), None, counts.loaded);
    }
    counts.read = counts.loaded + counts.rejected;
    if let Some(note) = longest.note() {
        context.find(|findings| findings.report.notes.push(note));
    }
    send(sender, Piece::Rows(encoder.end()))?;
    if !chunk.digests.is_empty() {
        send(sender, Piece::Digests(chunk))?;
    }
    send(sender, Piece::End(id))?;
    Ok(counts)
}

/// The id behind this one. Ids are Postgres' four-byte integers.
fn next_id(id: u32) -> Result<u32, JobError> {
    let next = id + 1;
    if next > i32::MAX.cast_unsigned() {
        return Err(JobError::fail(RunFailure::new(
            "too_many_rows",
            format!("The file has more than {} rows, which is all that a table can hold.", i32::MAX),
            "Split the file into several tables.",
        )));
    }
    Ok(next)
}

fn send(sender: &mpsc::Sender<Piece>, piece: Piece) -> Result<(), JobError> {
    // A closed channel means that Postgres refused or the run was stopped; the other side knows why.
    sender.blocking_send(piece).map_err(|_| JobError::Lost)
}

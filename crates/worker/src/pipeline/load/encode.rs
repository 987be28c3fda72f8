//! Rows of the file, encoded for COPY.

use rowmill_core::{
    model::{RowCounts, RunFailure},
    store::rejected_rows::KEPT,
    table::{DigestChunk, RowEncoder, place_in_file},
};
use tabular::{Batch, Layout, decode};
use tokio::sync::{mpsc, oneshot};

use super::{
    super::{
        contract::Contract,
        long_record::LongestRecord,
        stage::Stage,
        typed_row::{each_cell, from_reader},
    },
    Piece,
};
use crate::run_state::{JobError, RunContext};

/// Sends encoded rows and their digests, then the number of all of them.
pub(super) fn encode(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    contract: &Contract,
    sender: &mpsc::Sender<Piece>,
    total: oneshot::Sender<u32>,
) -> Result<RowCounts, JobError> {
    let mut rows = decode::open(stage, layout, &context.app.limits())?;
    let mut encoder = RowEncoder::bare(contract.columns.len());
    let mut counts = RowCounts::default();
    let mut batch = Batch::new();
    let mut longest = LongestRecord::default();
    let mut row_digests = contract.row_digests();
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
            encoder.row(place_in_file(id), id);
            if let Err(row) = each_cell(&batch, row, contract, |cell| encoder.cell(&cell)) {
                encoder.take_row_back();
                rejected.push(row);
                continue;
            }
            counts.loaded += 1;
            chunk.digests.push(row_digests.row(&batch, row));
            id = next_id(id)?;
            if chunk.digests.len() == DigestChunk::FULL {
                let next = DigestChunk { first_id: id, ..DigestChunk::default() };
                send(sender, Piece::Digests(std::mem::replace(&mut chunk, next)))?;
            }
            if encoder.is_full() {
                send(sender, Piece::Rows(encoder.take()))?;
            }
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
    send(sender, Piece::Rows(encoder.take()))?;
    if !chunk.digests.is_empty() {
        send(sender, Piece::Digests(chunk))?;
    }
    total.send(id).map_err(|_| JobError::Lost)?;
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

//! Loads the rows of a staged file into a new storage relation: decode and encode on a thread of their own, COPY on the
//! async side, a short bounded channel between them.

use bytes::Bytes;
use futures_util::SinkExt;
use rowmill_core::{
    model::{RowCounts, Step},
    store::rejected_rows::{KEPT, RejectedRow},
    table::{self, RowEncoder},
    telemetry::metrics,
};
use tabular::{Batch, Cell, Layout, decode};
use tokio::sync::mpsc;

use super::{contract::Contract, detect::blocking, long_record::LongestRecord, stage::Stage};
use crate::run_state::{JobError, RunContext};

/// Buffers of half a megabyte between the two sides.
const CHANNEL: usize = 4;

/// Loads the file into `relation`, which is there when this returns, but not published.
///
/// # Errors
/// When the file cannot be read to its end or Postgres refuses; then nothing is left behind.
pub async fn load(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    contract: &Contract,
    relation: &str,
) -> Result<(), JobError> {
    context.begin(Step::Load);
    let (sender, mut receiver) = mpsc::channel(CHANNEL);
    let encoding = {
        let (at, stage, layout, contract) =
            (context.clone(), stage.clone(), layout.clone(), contract.clone());
        blocking(move || encode(&at, &stage, &layout, &contract, &sender))
    };
    let copying = async {
        let mut client = context.client().await?;
        let transaction = client.transaction().await?;
        let load = table::begin_load(transaction, context.run.workspace, relation, &contract.columns).await?;
        let mut sink = Box::pin(load.copy_in(&contract.columns).await?);
        let mut ended = false;
        while let Some(buffer) = receiver.recv().await {
            match buffer {
                Some(buffer) => sink.feed(buffer).await?,
                None => ended = true,
            }
        }
        if !ended {
            // The other side failed and says why; dropping the sink and the transaction undoes everything.
            return Ok(());
        }
        sink.close().await?;
        load.commit().await?;
        Ok::<(), JobError>(())
    };
    // When Postgres refuses, the encoder finds its channel closed; Postgres' reason is the one to tell.
    let (encoded, copied) = tokio::join!(encoding, copying);
    copied?;
    let counts = encoded?;
    metrics().rows_loaded.inc_by(counts.loaded);
    context.find(|findings| findings.report.rows = counts);
    Ok(())
}

/// Sends encoded rows, then `None` to say that this was all of them.
fn encode(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    contract: &Contract,
    sender: &mpsc::Sender<Option<Bytes>>,
) -> Result<RowCounts, JobError> {
    let mut rows = decode::open(stage, layout, &context.app.limits())?;
    let mut encoder = RowEncoder::new(contract.columns.len());
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut counts = RowCounts::default();
    let mut batch = Batch::new();
    let mut longest = LongestRecord::default();
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
                    encoder.row(i64::try_from(counts.loaded).unwrap_or(i64::MAX));
                    parsed.iter().for_each(|cell| encoder.cell(cell));
                    if encoder.is_full() {
                        send(sender, Some(encoder.take()))?;
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
    send(sender, Some(encoder.finish()))?;
    send(sender, None)?;
    Ok(counts)
}

/// An empty vector with the allocation of another, whatever its cells borrowed from.
fn reuse<'a>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'a>> {
    cells.clear();
    // Collecting in place keeps the allocation: there is nothing to convert.
    cells.into_iter().map(|_| Cell::Null).collect()
}

fn parse<'a>(
    batch: &'a Batch,
    row: usize,
    contract: &Contract,
    cells: &mut Vec<Cell<'a>>,
) -> Result<(), RejectedRow> {
    for (column, from) in contract.columns.iter().zip(&contract.from_file) {
        let text = from.and_then(|i| batch.cell(row, i));
        let cell = match text {
            None => Cell::Null,
            Some(text) => column.parse(text).map_err(|mismatch| RejectedRow {
                line: i64::try_from(batch.line(row)).unwrap_or(i64::MAX),
                byte: i64::try_from(batch.byte(row)).unwrap_or(i64::MAX),
                column_no: from.and_then(|i| i32::try_from(i + 1).ok()),
                column_name: Some(column.label.clone()),
                code: "type_mismatch".to_owned(),
                reason: mismatch.to_string(),
                raw: raw(batch, row),
            })?,
        };
        cells.push(cell);
    }
    Ok(())
}

/// The row as CSV, for a person to find it again.
fn raw(batch: &Batch, row: usize) -> String {
    let mut text = String::new();
    for (i, cell) in batch.row(row).enumerate() {
        if i > 0 {
            text.push(',');
        }
        text.push_str(cell.unwrap_or_default());
    }
    text.chars().take(4096).collect()
}

fn from_reader(row: tabular::RejectedRow, contract: &Contract) -> RejectedRow {
    let name = row.column.and_then(|number| {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let column = contract.from_file.iter().position(|from| *from == Some(index))?;
        Some(contract.columns[column].label.clone())
    });
    RejectedRow {
        line: i64::try_from(row.line).unwrap_or(i64::MAX),
        byte: i64::try_from(row.byte).unwrap_or(i64::MAX),
        column_no: row.column.and_then(|number| i32::try_from(number).ok()),
        column_name: name,
        code: row.reason.code().to_owned(),
        reason: row.reason.to_string(),
        // Postgres' text cannot hold a NUL; the person sees a mark in its place.
        raw: row.raw.replace('\0', "\u{2400}"),
    }
}

fn send(sender: &mpsc::Sender<Option<Bytes>>, buffer: Option<Bytes>) -> Result<(), JobError> {
    // A closed channel means that Postgres refused or the run was stopped; the other side knows why.
    sender.blocking_send(buffer).map_err(|_| JobError::Lost)
}

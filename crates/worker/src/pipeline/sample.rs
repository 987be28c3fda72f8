//! What a preview shows: types and the first rows, from the head of a file.

use rowmill_core::model::{RowCounts, Sample, Step};
use tabular::{
    Batch, ColumnFinding, Inference, Input, Layout, Limits, Overrides, decode, input::Bytes, sniff,
};

use super::detect::blocking;
use crate::run_state::{JobError, RunContext};

/// Rows a preview shows.
const ROWS: usize = 100;

/// Reads the head of a file as far as it goes. A head that is not the whole file ends anywhere, so its last row is left
/// out, and a fault at its end is none of the file's.
///
/// # Errors
/// When it is not a data file Rowmill reads.
pub async fn sample(
    context: &RunContext,
    head: Vec<u8>,
    complete: bool,
    overrides: &Overrides,
) -> Result<(), JobError> {
    context.begin(Step::Detect);
    let (limits, wanted) = (context.app.limits(), overrides.clone());
    let head = if complete { Bytes::whole(head) } else { Bytes::head(head) };
    let (layout, head) = blocking(move || Ok((sniff::survey(&head, &wanted, &limits)?, head))).await?;
    context.find(|findings| findings.report.layout = Some(layout.clone()));
    context.begin(Step::Infer);
    let limits = context.app.limits();
    let (columns, sample, rows) = blocking(move || read(&head, &layout, &limits)).await?;
    context.find(|findings| {
        findings.report.columns = columns;
        findings.report.sample = Some(sample);
        findings.report.rows = rows;
    });
    Ok(())
}

fn read(
    head: &Bytes,
    layout: &Layout,
    limits: &Limits,
) -> Result<(Vec<ColumnFinding>, Sample, RowCounts), JobError> {
    let complete = head.is_complete();
    let mut rows = decode::open(head, layout, limits)?;
    let mut inference = Inference::new(rows.labels());
    let mut sample = Sample { rows: Vec::new(), whole: complete };
    let mut counts = RowCounts::default();
    let (mut batch, mut next) = (Batch::new(), Batch::new());
    let mut more = rows.read(&mut batch)?;
    while more {
        more = match rows.read(&mut next) {
            Ok(more) => more,
            Err(error) if complete => return Err(error.into()),
            Err(_) => false,
        };
        if !more && !complete {
            batch.pop();
        }
        inference.observe(&batch);
        counts.read += (batch.len() + batch.rejected.len()) as u64;
        counts.rejected += batch.rejected.len() as u64;
        let room = ROWS - sample.rows.len();
        sample.rows.extend(
            batch.rows().take(room).map(|row| batch.row(row).map(|c| c.map(str::to_owned)).collect()),
        );
        std::mem::swap(&mut batch, &mut next);
    }
    counts.loaded = counts.read - counts.rejected;
    Ok((inference.finish(), sample, counts))
}

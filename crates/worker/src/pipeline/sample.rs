//! What a preview shows: types and the first rows, from the head of a file, or from the start of a whole one.

use std::collections::BTreeMap;

use rowmill_core::model::{RowCounts, Sample, Step};
use tabular::{
    Batch, ColumnFinding, Error, Inference, Input, Layout, Limits, Overrides, decode, infer::Wanted, sniff,
};

use super::detect::blocking;
use crate::run_state::{JobError, RunContext};

/// Rows a preview shows.
const SHOWN_ROWS: usize = 100;

/// Rows of a whole file from which a preview infers types.
const MOST_ROWS: u64 = 100_000;

/// Whether a file could be looked at.
pub(crate) enum Sampled {
    /// It was, and the findings are on their way.
    Shown,
    /// It is of a kind that cannot be read from its head alone.
    NeedsWholeFile,
}

/// Reads a file as far as a preview goes. A head that is not the whole file ends anywhere, so its last row is left out,
/// and a fault at its end is none of the file's.
///
/// # Errors
/// When it is not a data file Rowmill reads.
pub(crate) async fn sample(
    context: &RunContext,
    input: impl Input + 'static,
    overrides: &Overrides,
) -> Result<Sampled, JobError> {
    context.begin(Step::Detect);
    let (limits, wanted) = (context.app.limits(), overrides.clone());
    let surveyed = blocking(move || Ok((sniff::survey(&input, &wanted, &limits), input))).await?;
    let (layout, input) = match surveyed {
        (Err(Error::NeedsWholeFile { .. }), _) => return Ok(Sampled::NeedsWholeFile),
        (Err(error), _) => {
            context.find(|findings| findings.report.entries = error.entries().to_vec());
            return Err(error.into());
        }
        (Ok(layout), input) => (layout, input),
    };
    context.find(|findings| findings.report.layout = Some(layout.clone()));
    context.begin(Step::Infer);
    let (limits, types) = (context.app.limits(), overrides.types.clone());
    let (columns, sample, rows) = blocking(move || read(&input, &layout, &types, &limits)).await?;
    context.find(|findings| {
        findings.report.columns = columns;
        findings.report.sample = Some(sample);
        findings.report.rows = rows;
    });
    Ok(Sampled::Shown)
}

fn read(
    input: &dyn Input,
    layout: &Layout,
    types: &BTreeMap<String, Wanted>,
    limits: &Limits,
) -> Result<(Vec<ColumnFinding>, Sample, RowCounts), JobError> {
    let complete = input.is_complete();
    let mut rows = decode::open(input, layout, limits)?;
    let mut inference = Inference::with_wanted(rows.labels(), types).with_declared(rows.declared());
    let mut sample = Sample { rows: Vec::new(), whole: complete };
    let mut counts = RowCounts::default();
    let (mut batch, mut next) = (Batch::new(), Batch::new());
    let mut more = rows.read(&mut batch)?;
    while more {
        if complete && counts.read >= MOST_ROWS {
            sample.whole = false;
            break;
        }
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
        let room = SHOWN_ROWS - sample.rows.len();
        sample.rows.extend(
            batch.rows().take(room).map(|row| batch.row(row).map(|c| c.map(str::to_owned)).collect()),
        );
        std::mem::swap(&mut batch, &mut next);
    }
    counts.loaded = counts.read - counts.rejected;
    Ok((inference.finish(), sample, counts))
}

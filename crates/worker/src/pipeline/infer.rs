//! Which types do the columns have? Looks at every value of the file.

use std::{collections::BTreeMap, sync::mpsc, thread};

use rowmill_core::model::Step;
use tabular::{Batch, Column, ColumnFinding, ColumnType, Decode, Inference, Layout, decode, infer::Wanted};

use super::{detect::blocking, matching, stage::Stage};
use crate::run_state::{JobError, RunContext};

/// Batches that may wait between decoding and looking at values.
const AHEAD: usize = 2;

/// Infers the type of every column from all rows; a type that a person chose stands.
///
/// # Errors
/// When the file cannot be read to its end.
pub async fn infer(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    types: &BTreeMap<String, Wanted>,
) -> Result<Vec<ColumnFinding>, JobError> {
    context.begin(Step::Infer);
    let (at, stage, layout, types) = (context.clone(), stage.clone(), layout.clone(), types.clone());
    let columns = blocking(move || {
        let rows = decode::open(&stage, &layout, &at.app.limits())?;
        let inference = Inference::with_wanted(rows.labels(), &types).with_declared(rows.declared());
        observe_all(&at, rows, inference)
    })
    .await?;
    context.find(|findings| findings.report.columns.clone_from(&columns));
    context.show_findings().await?;
    Ok(columns)
}

/// Decodes on this thread and looks at the values on another.
fn observe_all(
    context: &RunContext,
    mut rows: Box<dyn Decode + Send>,
    mut inference: Inference,
) -> Result<Vec<ColumnFinding>, JobError> {
    let (sender, batches) = mpsc::sync_channel::<Batch>(AHEAD);
    let (back, used) = mpsc::channel();
    thread::scope(|scope| {
        let observing = scope.spawn(move || {
            for batch in batches {
                inference.observe(&batch);
                // Nobody wants it back once the file has ended.
                let _ = back.send(batch);
            }
            inference.finish()
        });
        let mut count = 0;
        loop {
            // Nobody waits for this thread once the run was stopped.
            context.still_wanted()?;
            let mut batch = used.try_recv().unwrap_or_default();
            if !rows.read(&mut batch)? {
                break;
            }
            count += batch.len() as u64;
            context.advance(rows.bytes_read(), None, count);
            // The other thread ends before its time only with a panic, which is told below.
            if sender.send(batch).is_err() {
                break;
            }
        }
        drop(sender);
        observing.join().or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Keeps the types of the version before where every value of the file fits them. A file may say less about its types
/// than the one before it: days up to the twelfth leave the order of a date open, `yes` alone is no pair.
///
/// # Errors
/// When the file cannot be read to its end.
pub async fn keep_types(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    previous: &[Column],
    mut found: Vec<ColumnFinding>,
) -> Result<Vec<ColumnFinding>, JobError> {
    let labels: Vec<&str> = found.iter().map(|finding| finding.column.label.as_str()).collect();
    let matched = matching::by_header(previous, &labels).unwrap_or_default();
    let doubtful: Vec<(usize, Column)> = previous
        .iter()
        .zip(matched)
        .filter_map(|(column, position)| Some((position?, column.clone())))
        .filter(|(i, column)| {
            column.kind != ColumnType::Text && column.widened(&found[*i].column).kind != column.kind
        })
        .collect();
    if doubtful.is_empty() {
        return Ok(found);
    }
    let (at, stage, layout) = (context.clone(), stage.clone(), layout.clone());
    let fitting = blocking(move || fitting(&at, &stage, &layout, doubtful)).await?;
    for (i, before) in fitting {
        found[i].evidence = format!("{}, as before: every value still fits", before.kind.name());
        let column = &mut found[i].column;
        (column.kind, column.nulls, column.padding) = (before.kind, before.nulls, before.padding);
    }
    context.find(|findings| findings.report.columns.clone_from(&found));
    Ok(found)
}

/// Those of the columns whose every value fits the column of the version before beside it.
fn fitting(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    mut columns: Vec<(usize, Column)>,
) -> Result<Vec<(usize, Column)>, JobError> {
    let mut rows = decode::open(stage, layout, &context.app.limits())?;
    let mut batch = Batch::new();
    while !columns.is_empty() && rows.read(&mut batch)? {
        context.still_wanted()?;
        columns.retain(|(i, column)| {
            batch.rows().all(|row| batch.cell(row, *i).is_none_or(|text| column.parse(text).is_ok()))
        });
    }
    Ok(columns)
}

//! Which types do the columns have? Looks at every value of the file.

use rowmill_core::model::Step;
use tabular::{Batch, ColumnFinding, Inference, Layout, decode};

use super::{detect::blocking, stage::Stage};
use crate::run_state::{JobError, RunContext};

/// Infers the type of every column from all rows.
///
/// # Errors
/// When the file cannot be read to its end.
pub async fn infer(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
) -> Result<Vec<ColumnFinding>, JobError> {
    context.begin(Step::Infer);
    let (at, stage, layout) = (context.clone(), stage.clone(), layout.clone());
    let columns = blocking(move || {
        let mut rows = decode::open(stage.reader(), &layout, &at.app.limits())?;
        let mut inference = Inference::new(rows.labels());
        let (mut batch, mut count) = (Batch::new(), 0);
        while rows.read(&mut batch)? {
            // Nobody waits for this thread once the run was stopped.
            at.still_wanted()?;
            inference.observe(&batch);
            count += batch.len() as u64;
            at.advance(rows.bytes_read(), None, count);
        }
        Ok(inference.finish())
    })
    .await?;
    context.find(|findings| findings.report.columns.clone_from(&columns));
    context.show_findings().await?;
    Ok(columns)
}

//! What is in the file? Off the async threads, since it reads the whole of it.

use rowmill_core::model::Step;
use tabular::{Layout, Overrides, sniff};

use super::stage::Stage;
use crate::run_state::{JobError, RunContext};

/// Finds compression, format, charset, dialect and header of a staged file.
///
/// # Errors
/// When it is not a data file Rowmill reads.
pub async fn detect(context: &RunContext, stage: &Stage, overrides: &Overrides) -> Result<Layout, JobError> {
    context.begin(Step::Detect);
    let (stage, overrides, limits) = (stage.clone(), overrides.clone(), context.app.limits());
    let layout =
        blocking(move || sniff::survey(|| Ok(stage.reader()), &overrides, &limits).map_err(JobError::from))
            .await?;
    context.find(|findings| findings.report.layout = Some(layout.clone()));
    Ok(layout)
}

/// Runs work that computes or reads files on a thread of its own. A panic there is a panic here.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, JobError> + Send + 'static,
) -> Result<T, JobError> {
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(JobError::Lost),
    }
}

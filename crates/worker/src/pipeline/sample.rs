//! What a preview shows: types and the first rows, from the head of a file, or from the start of a whole one.

use rowmill_core::model::{RowCounts, Sample, Step};
use tabular::{Error, Input, Overrides, preview, sniff};

use super::detect::blocking;
use crate::run_state::{JobError, RunContext};

/// Whether a file could be looked at.
pub(crate) enum Sampled {
    /// It was, and the findings are on their way.
    Shown,
    /// It is of a kind that cannot be read from its head alone.
    NeedsWholeFile,
}

/// Reads a file as far as a preview goes.
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
    let preview = blocking(move || Ok(preview::read(&input, &layout, &types, &limits)?)).await?;
    let (read, rejected) = (preview.read, preview.rejected);
    context.find(|findings| {
        findings.report.columns = preview.columns;
        findings.report.sample = Some(Sample { rows: preview.rows, whole: preview.is_whole });
        findings.report.rows = RowCounts { read, loaded: read - rejected, rejected };
    });
    Ok(Sampled::Shown)
}

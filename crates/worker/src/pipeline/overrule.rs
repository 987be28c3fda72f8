//! What stops a run may be let pass by a person, for the bytes they saw it of and for no others.

use rowmill_core::model::RunFailure;

use crate::run_state::{JobError, RunContext};

/// Fails the run, unless a person wants these very bytes published in spite of this; then a note says so.
///
/// # Errors
/// The failure.
pub fn unless_overruled(context: &RunContext, failure: RunFailure) -> Result<(), JobError> {
    let mut sha256 = None;
    context.find(|findings| sha256.clone_from(&findings.report.sha256));
    let overruling = context.run.overruling.as_ref();
    if !overruling.is_some_and(|overruling| overruling.covers(&failure, sha256.as_deref())) {
        return Err(JobError::fail(failure));
    }
    let note = format!("{} Published all the same: {} asked for it.", failure.message, who(context));
    context.find(|findings| findings.report.notes.push(note));
    Ok(())
}

/// Says so where the bytes are not those that a person wanted published.
pub fn note_other_bytes(context: &RunContext) {
    let Some(overruling) = &context.run.overruling else { return };
    context.find(|findings| {
        if findings.report.sha256.as_ref() != Some(&overruling.sha256) {
            findings.report.notes.push(format!(
                "The file is no longer the one that {} wanted published, so it was judged anew.",
                who(context)
            ));
        }
    });
}

fn who(context: &RunContext) -> &str {
    context.run.overruler.as_deref().unwrap_or("somebody")
}

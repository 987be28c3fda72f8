//! What is in the file? Off the async threads, since it reads the whole of it.
//!
//! The first time, the file alone decides. From then on the layout that was accepted is tried first: a header must not
//! become data because one month's file looks a little different. Where it no longer fits the table's columns, the file
//! is looked at afresh; where that does not fit either, the run fails and the last version stays.

use rowmill_core::model::{RunFailure, Step};
use tabular::{Column, Layout, Limits, Overrides, decode, sniff};

use super::{matching, overrule::unless_overruled, stage::Stage};
use crate::run_state::{JobError, RunContext};

/// The version before, as far as it helps to read the next file.
#[derive(Debug, Clone)]
pub struct Precedent {
    /// How its file was read.
    pub layout: Layout,
    /// The columns its file had.
    pub columns: Vec<Column>,
    /// Its number.
    pub version: i32,
}

/// Finds compression, format, charset, dialect and header of a staged file.
///
/// # Errors
/// When it is not a data file Rowmill reads, or shares less than half of its columns with the version before.
pub async fn detect(
    context: &RunContext,
    stage: &Stage,
    overrides: &Overrides,
    precedent: Option<Precedent>,
) -> Result<Layout, JobError> {
    context.begin(Step::Detect);
    let (stage, overrides, limits) = (stage.clone(), overrides.clone(), context.app.limits());
    let (layout, doubt) = blocking(move || match precedent {
        None => Ok((survey(&stage, &overrides, &limits)?, None)),
        Some(precedent) => follow(&stage, &overrides, &precedent, &limits),
    })
    .await?;
    if let Some(failure) = doubt {
        unless_overruled(context, failure)?;
    }
    context.find(|findings| findings.report.layout = Some(layout.clone()));
    Ok(layout)
}

fn survey(stage: &Stage, overrides: &Overrides, limits: &Limits) -> Result<Layout, tabular::Error> {
    sniff::survey(stage, overrides, limits)
}

/// How the file is read, and why that should not be published where it is so unlike the version before.
fn follow(
    stage: &Stage,
    overrides: &Overrides,
    precedent: &Precedent,
    limits: &Limits,
) -> Result<(Layout, Option<RunFailure>), JobError> {
    let accepted = overrides.or_as(&precedent.layout);
    // A sheet or a place in JSON that was renamed cannot be read as before, and may still be found.
    if let Ok(mut layout) = survey(stage, &accepted, limits)
        && matches!(fits(stage, &layout, precedent, limits), Ok(Ok(())))
    {
        layout.give_reason(overrides, &format!("As accepted for version {}", precedent.version));
        return Ok((layout, None));
    }
    let afresh = survey(stage, overrides, limits)?;
    match fits(stage, &afresh, precedent, limits)? {
        Ok(()) => Ok((afresh, None)),
        Err(labels) => Ok((afresh, Some(columns_changed(&labels, &precedent.columns)))),
    }
}

/// Whether at least half of the columns before are in the file when it is read like this; its headers where not.
fn fits(
    stage: &Stage,
    layout: &Layout,
    precedent: &Precedent,
    limits: &Limits,
) -> Result<Result<(), Vec<String>>, tabular::Error> {
    let rows = decode::open(stage, layout, limits)?;
    let labels: Vec<&str> = rows.labels().iter().map(String::as_str).collect();
    let known = match matching::by_header(&precedent.columns, &labels) {
        Ok(matched) => matched.iter().flatten().count(),
        // Which of two columns is meant is for the contract to say.
        Err(_) => return Ok(Ok(())),
    };
    Ok(if 2 * known >= precedent.columns.len() { Ok(()) } else { Err(rows.labels().to_vec()) })
}

fn columns_changed(labels: &[String], before: &[Column]) -> RunFailure {
    let shown = |names: Vec<&str>| {
        let more = if names.len() > 5 { ", …" } else { "" };
        let cut = |name: &&str| format!("`{}`", name.chars().take(60).collect::<String>());
        format!("{}{more}", names.iter().take(5).map(cut).collect::<Vec<_>>().join(", "))
    };
    RunFailure::new(
        RunFailure::COLUMNS_CHANGED,
        format!(
            "The file has hardly any of the table's columns: it begins with {}, the version before had {}.",
            shown(labels.iter().map(String::as_str).collect()),
            shown(before.iter().map(|column| column.label.as_str()).collect()),
        ),
        "The last version stays. Look at the file: it may be an error page, or have lost its header. If it is \
         meant to have other columns now, add it as a new table, or publish it anyway: the table then has both.",
    )
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

//! What does the file change? Rows are compared with those of the version before by their digests, and only rows that are
//! new are looked at: where each of them fits the columns as they are, nothing else has to be written.

mod known_rows;
mod spool;
mod walk;

use known_rows::KnownRows;
use rowmill_core::{
    model::{Extent, RowCounts, Step},
    store::{rejected_rows::RejectedRow, versions::Version},
    table::{Bitmap, Delta, DigestChunk, Relations, places},
};
use spool::{NewRow, Spool};
use tabular::{Column, Layout, Overrides, decode};
use walk::{Walk, Walked};

use super::{
    contract::{self, Contract},
    detect::blocking,
    stage::Stage,
};
use crate::run_state::{JobError, RunContext};

/// A relation is given up, and the file loaded as a whole, once one in this many of its rows is no longer alive: whoever
/// reads all rows has to pass over them.
const DEAD_SHARE: u64 = 4;

/// What is to be written so that the version before becomes the next.
#[derive(Debug)]
pub struct Changed {
    /// The columns as they were, and where the file has them.
    pub contract: Contract,
    relation: String,
    before: Bitmap,
    was_whole: bool,
    now: Bitmap,
    extent: Extent,
    spool: Spool,
    digests: Vec<DigestChunk>,
    counts: RowCounts,
    rejected: Vec<RejectedRow>,
    note: Option<String>,
}

impl Changed {
    /// As it is published.
    pub fn delta(&self, context: &RunContext) -> Delta<'_> {
        Delta {
            relations: Relations { workspace: context.run.workspace, rows: &self.relation },
            before: &self.before,
            was_whole: self.was_whole,
            now: &self.now,
            extent: self.extent,
            rows: &self.spool,
            digests: &self.digests,
        }
    }
}

/// Compares the file with the version before, whose file lacked the columns `absent`; `None` where it has to be loaded as a whole: other columns, values that do
/// not fit theirs, or too much that changed.
///
/// # Errors
/// When the file cannot be read to its end, or Postgres refuses.
pub async fn compare(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    overrides: &Overrides,
    current: &Version,
    absent: &[String],
) -> Result<Option<Changed>, JobError> {
    let (Some(relation), Some(extent)) = (current.relation.clone(), current.extent) else { return Ok(None) };
    context.begin(Step::Compare);
    let Some(contract) = same_columns(context, stage, layout, &current.columns, absent).await? else {
        return Ok(None);
    };
    if !has_wanted_types(&contract.columns, overrides) {
        return Ok(None);
    }
    let relations = Relations { workspace: context.run.workspace, rows: &relation };
    let Some(known) = KnownRows::find(context, &relations, current.number, extent).await? else {
        return Ok(None);
    };

    let (sender, receiver) = KnownRows::channel();
    let walk = Walk::new(context, stage, layout, &contract, overrides);
    let walking = blocking(move || Ok((walk.through(&known, receiver)?, known)));
    let (walked, sent) = tokio::join!(walking, KnownRows::send_base(context, &relations, extent, sender));
    sent?;
    let (Some(walked), known) = walked? else { return Ok(None) };
    let difference = &walked.difference;
    if difference.unchanged + difference.removed != u64::try_from(current.row_count).unwrap_or_default() {
        tracing::warn!(?difference.unchanged, ?difference.removed, "Digests of rows are missing");
        return Ok(None);
    }
    context.find(|findings| findings.report.changes = Some(walked.changes()));
    let Some(changed) = walked.changed(contract, relation, extent, known.bitmap) else { return Ok(None) };
    context.find(|findings| {
        findings.report.rows = changed.counts;
        findings.rejected.clone_from(&changed.rejected);
        findings.report.notes.extend(changed.note.clone());
    });
    Ok(Some(changed))
}

/// The contract by which the file has the very columns of the version before, but for those that were missing before.
async fn same_columns(
    context: &RunContext,
    stage: &Stage,
    layout: &Layout,
    previous: &[Column],
    absent: &[String],
) -> Result<Option<Contract>, JobError> {
    let (stage, layout, limits) = (stage.clone(), layout.clone(), context.app.limits());
    let labels = blocking(move || Ok(decode::open(&stage, &layout, &limits)?.labels().to_vec())).await?;
    Ok(contract::unchanged(previous, absent, &labels))
}

/// Whether each column has the type that a person wants for it. Where they just chose another, all values are read anew.
fn has_wanted_types(columns: &[Column], overrides: &Overrides) -> bool {
    let wanted = |column: &Column| {
        overrides.types.get(&column.label).is_none_or(|wanted| wanted.is_met_by(&column.kind))
    };
    columns.iter().all(wanted)
}

impl Walked {
    /// What is to be written; `None` where the file has to be loaded as a whole.
    fn changed(
        self,
        contract: Contract,
        relation: String,
        extent: Extent,
        before: Bitmap,
    ) -> Option<Changed> {
        let lists = self.difference.lists.filter(|_| self.fits)?;
        // Rows that do not fit a column whose type a person chose are set aside.
        let added: Vec<_> =
            lists.added.into_iter().filter(|row| self.misfits.binary_search(&row.number).is_err()).collect();
        let count = u32::try_from(added.len()).ok()?;
        let rows_end = extent.rows_end.checked_add_unsigned(count)?;
        let (first_id, end) = (extent.rows_end.cast_unsigned(), rows_end.cast_unsigned());

        let mut now = before.clone();
        lists.removed.iter().for_each(|row| now.remove(row.id));
        (first_id..end).for_each(|id| now.insert(id));
        let dead = u64::from(end) - now.len();
        if dead > u64::from(end) / DEAD_SHARE {
            return None;
        }

        let places = places(&added)?;
        let rows = added
            .iter()
            .zip(&places)
            .map(|(row, place)| NewRow { number: row.number, place: *place })
            .collect();
        let digests = (first_id..)
            .step_by(DigestChunk::FULL)
            .zip(added.chunks(DigestChunk::FULL).zip(places.chunks(DigestChunk::FULL)))
            .map(|(first_id, (rows, places))| DigestChunk {
                first_id,
                digests: rows.iter().map(|row| row.digest).collect(),
                places: Some(places.to_vec()),
            })
            .collect();
        Some(Changed {
            relation,
            was_whole: extent.is_whole,
            extent: Extent { base_end: extent.base_end, rows_end, is_whole: extent.is_whole && dead == 0 },
            spool: Spool { file: self.file, rows, first_id, columns: contract.columns.len() },
            contract,
            before,
            now,
            digests,
            counts: self.counts,
            rejected: self.rejected,
            note: self.note,
        })
    }
}

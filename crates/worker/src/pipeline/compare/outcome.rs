//! What is to be written so that the version before becomes the next.

use rowmill_core::{
    model::{Extent, LoadMode, RowChanges, RunFailure},
    table::{Bitmap, Delta, KnownRows, PLACE_STEP, Relations, first_id, place_in_file, places},
};
use tabular::diff::{Added, Difference};

use super::{
    Before,
    look::Walked,
    spool::{NewRow, NewRows, Spool},
};
use crate::{
    pipeline::contract::Contract,
    run_state::{JobError, RunContext},
};

/// Where more than one in this many rows is new, loading the file as a whole takes no longer than adding them one by one.
const ADDED_SHARE: u64 = 4;

/// As many new rows are added whatever their share.
const FEW: u64 = 1_024;

/// Rows that are gone are written out of the way in the background (`Compaction`). Where that has not come about for so
/// long that this share of all rows is gone, the file is loaded as a whole.
const GONE_SHARE: (u64, u64) = (3, 4);

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
    is_carried: bool,
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
            row_count: self.now.len(),
            rows: &self.spool,
            is_carried: self.is_carried,
        }
    }
}

/// What follows from what was found; `None` where the file has to be loaded as a whole.
pub(super) fn of(
    context: &RunContext,
    walked: Walked,
    contract: Contract,
    relations: &Relations<'_>,
    extent: Extent,
    known: KnownRows,
    before: Before<'_>,
) -> Result<Option<Changed>, JobError> {
    let repeated = walked.difference.as_ref().and_then(|difference| difference.repeated);
    if let (LoadMode::Merge, Some(number)) = (before.mode, repeated) {
        return Err(repeated_key(&before.version.key, number));
    }
    let changes = changes(&walked, before.mode, !contract.key.is_empty());
    context.find(|findings| findings.report.changes = Some(changes));
    let (counts, rejected, note) = (walked.counts, walked.rejected.clone(), walked.note.clone());
    let Some(changed) = changed(walked, contract, relations, extent, known, before) else { return Ok(None) };
    context.find(|findings| {
        findings.report.rows = counts;
        findings.rejected = rejected;
        findings.report.notes.extend(note);
        if let Some(number) = repeated {
            findings.report.notes.push(repetition(&before.version.key, number));
        }
    });
    Ok(Some(changed))
}

fn changes(walked: &Walked, mode: LoadMode, has_key: bool) -> RowChanges {
    let misfits = walked.misfits.len() as u64;
    match &walked.difference {
        None => RowChanges { added: walked.kept, removed: 0, changed: Some(0) },
        Some(Difference { added, removed, changed, .. }) => RowChanges {
            added: added.saturating_sub(misfits),
            removed: if mode == LoadMode::Merge { 0 } else { *removed },
            changed: has_key.then_some(*changed),
        },
    }
}

fn changed(
    walked: Walked,
    contract: Contract,
    relations: &Relations<'_>,
    extent: Extent,
    known: KnownRows,
    before: Before<'_>,
) -> Option<Changed> {
    if !walked.fits {
        return None;
    }
    let behind = known.last_place.unwrap_or(place_in_file(0) - PLACE_STEP);
    let (rows, count, removed) = match walked.difference {
        None => (NewRows::All { after: behind, step: PLACE_STEP }, walked.kept, Vec::new()),
        Some(difference) => {
            let lists = difference.lists?;
            // Rows that do not fit a column whose type a person chose are set aside.
            let fits = |row: &Added| walked.misfits.binary_search(&row.number).is_err();
            let added: Vec<Added> = lists.added.into_iter().filter(fits).collect();
            let places = match before.mode {
                LoadMode::Merge => places_in_stead(&added, behind)?,
                _ => places(&added)?,
            };
            let row = |(row, place): (&Added, i64)| NewRow { number: row.number, place };
            (NewRows::These(added.iter().zip(places).map(row).collect()), added.len() as u64, lists.removed)
        }
    };
    // The last of them must have a place and an id.
    behind.checked_add(i64::try_from(count).ok()?.checked_mul(PLACE_STEP)?)?;
    let count = u32::try_from(count).ok()?;
    let first_id = first_id(extent, count);
    let end = first_id.checked_add(count)?;
    let rows_end = if count == 0 { extent.rows_end } else { i32::try_from(end).ok()? };

    let mut now = known.bitmap.clone();
    removed.iter().for_each(|row| now.remove(row.id));
    (first_id..end).for_each(|id| now.insert(id));
    let written = known.written + u64::from(count);
    let dead = written - now.len();
    let is_much = u64::from(count) > FEW.max(now.len() / ADDED_SHARE)
        || dead > FEW && dead > written / GONE_SHARE.1 * GONE_SHARE.0;
    if before.mode == LoadMode::Replace && is_much {
        return None;
    }
    Some(Changed {
        relation: relations.rows.to_owned(),
        was_whole: extent.is_whole,
        extent: extent.followed(rows_end, extent.is_whole && dead == 0),
        spool: Spool {
            file: walked.file,
            rows,
            count: u64::from(count),
            first_id,
            columns: contract.columns.len(),
        },
        contract,
        before: known.bitmap,
        now,
        is_carried: before.is_carried,
    })
}

/// The places of merged rows: that of the row they replace, or behind all others.
fn places_in_stead(added: &[Added], behind: i64) -> Option<Vec<i64>> {
    let mut last = behind;
    let mut place = |row: &Added| match row.replaces {
        Some(place) => Some(place),
        None => {
            last = last.checked_add(PLACE_STEP)?;
            Some(last)
        }
    };
    added.iter().map(&mut place).collect()
}

fn repetition(key: &[String], number: u64) -> String {
    format!("Row {} of the file has the same key ({}) as another row.", number + 1, key.join(", "))
}

fn repeated_key(key: &[String], number: u64) -> JobError {
    JobError::fail(RunFailure::new(
        "key_repeated",
        format!("{} Rows can be merged only where each has a key of its own.", repetition(key, number)),
        "Mend the file, or choose other columns as the key in the settings.",
    ))
}

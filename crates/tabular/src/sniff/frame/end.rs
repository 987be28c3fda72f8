//! Where the table ends: what stands behind its last row.

use super::tables::{self, Further};
use super::totals;
use crate::sniff::Detected;
use crate::sniff::dialect::split::{Dialect, Record};
use crate::sniff::layout::Frame;
use crate::wording::{counted, grouped, shown};

/// What is known of the table.
pub(super) struct Table<'t> {
    pub(super) dialect: &'t Dialect,
    /// Fields of its rows.
    pub(super) width: usize,
    /// The cells of its header's rows.
    pub(super) header: &'t [Vec<String>],
    /// Its columns of numbers or dates.
    pub(super) typed: &'t [usize],
}

/// Decides where the table ends. `body` is what follows the header, `complete` says that it goes on to the end of the
/// file.
pub(super) fn decide(body: &[Record<'_, '_>], table: &Table<'_>, complete: bool, frame: &mut Frame) {
    let further = tables::find(body, table);
    frame.others = further.starts.iter().map(|index| body[*index].line).collect();
    if let Further { end: Some(end), ref reason, .. } = further {
        let first = frame.others.first().copied().unwrap_or(body[end].line);
        let evidence = format!("another table starts on line {}: {reason}", grouped(first));
        frame.end = Detected::new(Some(body[end].line), 0.8, evidence);
        return;
    }
    if !complete {
        frame.end = Detected::new(None, 0.5, "only the beginning of the file was looked at");
        return;
    }
    let is_outside = |record: &&Record<'_, '_>| record.is_empty() || is_note(record, table.width);
    let notes = body.iter().rev().take_while(is_outside).count();
    let kept = body.len() - notes;
    if kept == 0 {
        return;
    }
    if let Some(proof) = totals::prove(&body[..kept], table) {
        frame.end = Detected::new(Some(body[kept - 1].line), 0.9, proof);
    } else if notes > 0 {
        frame.end = Detected::new(Some(body[kept].line), 0.85, explain(&body[kept..]));
    } else if let Some(line) = frame.others.first() {
        let evidence =
            format!("the header comes again on line {}; the rows behind it belong to it", grouped(*line));
        frame.end = Detected::new(None, 0.7, evidence);
    }
}

/// Whether a record is a note: one filled cell, the first, where the table has several columns.
pub(super) fn is_note(record: &Record<'_, '_>, width: usize) -> bool {
    let filled = record.fields.iter().filter(|field| !field.text.trim().is_empty()).count();
    let first = record.fields.first().is_some_and(|field| !field.text.trim().is_empty());
    filled == 1
        && first
        && (record.fields.len() == 1 && width > 1 || width > 2 && record.fields.len() < width)
}

fn explain(behind: &[Record<'_, '_>]) -> String {
    let verb = if behind.len() == 1 { "follows" } else { "follow" };
    let count = behind.len() as u64;
    let text = behind.iter().flat_map(|record| record.fields).find(|field| !field.text.trim().is_empty());
    match text {
        Some(field) => {
            format!("{} {verb} that are no rows: `{}`", counted(count, "line"), shown(field.text.trim()))
        }
        None => format!("{} {verb}", counted(count, "empty line")),
    }
}

//! Where the table ends: what stands behind its last row.

use super::tables::{self, Further};
use super::totals;
use crate::sniff::Detected;
use crate::sniff::dialect::split::{Dialect, Record};
use crate::sniff::layout::Frame;
use crate::wording::{Place, counted, shown};

/// What is known of the table.
pub(super) struct Table<'t> {
    pub(super) dialect: &'t Dialect,
    /// Fields of its rows.
    pub(super) width: usize,
    /// The cells of its header's rows.
    pub(super) header: &'t [Vec<String>],
    /// Its columns of numbers or dates.
    pub(super) typed: &'t [usize],
    /// What its records are counted in.
    pub(super) place: Place,
}

/// Decides where the table ends. `body` is what follows the header, `complete` says that it goes on to the end of the
/// file.
pub(super) fn decide(body: &[Record<'_, '_>], table: &Table<'_>, complete: bool, frame: &mut Frame) {
    let further = tables::find(body, table);
    frame.others = further.starts.iter().map(|index| body[*index].line).collect();
    if let Further { end: Some(end), ref reason, .. } = further {
        let first = frame.others.first().copied().unwrap_or(body[end].line);
        let other = format!("another table starts {}: {reason}", table.place.at(first));
        let (kept, proof) = without_notes_and_totals(&body[..end], table);
        let evidence = proof.map_or_else(|| other.clone(), |proof| format!("{proof}; {other}"));
        frame.end = Detected::new(Some(body[kept].line), 0.8, evidence);
        return;
    }
    if !complete {
        let evidence = match table.place {
            Place::Line => "only the beginning of the file was looked at",
            Place::Row => "only the beginning of the sheet was seen; its end shows when all of it is read",
        };
        frame.end = Detected::new(None, 0.5, evidence);
        return;
    }
    match without_notes_and_totals(body, table) {
        (kept, Some(proof)) => frame.end = Detected::new(Some(body[kept].line), 0.9, proof),
        (kept, None) if kept < body.len() => {
            let evidence = explain(&body[kept..], table.place);
            frame.end = Detected::new(Some(body[kept].line), 0.85, evidence);
        }
        _ => {
            if let Some(line) = frame.others.first() {
                let place = table.place.at(*line);
                let evidence = format!("the header comes again {place}; the rows behind it belong to it");
                frame.end = Detected::new(None, 0.7, evidence);
            }
        }
    }
}

/// How many records there are before the notes behind the table, and before its row of totals, which is proved to be one.
fn without_notes_and_totals(body: &[Record<'_, '_>], table: &Table<'_>) -> (usize, Option<String>) {
    let is_outside = |record: &&Record<'_, '_>| record.is_empty() || is_note(record, table.width);
    let kept = body.len() - body.iter().rev().take_while(is_outside).count();
    match totals::prove(&body[..kept], table) {
        _ if kept == 0 => (body.len(), None),
        Some(proof) => (kept - 1, Some(proof)),
        None => (kept, None),
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

/// What follows. A sheet has no lines where it is empty, and may go on far below.
fn explain(behind: &[Record<'_, '_>], place: Place) -> String {
    let is_counted = |record: &&Record<'_, '_>| place == Place::Line || !record.is_empty();
    let count = behind.iter().filter(is_counted).count() as u64;
    let (verb, no_rows) =
        if count == 1 { ("follows", "that is no row") } else { ("follow", "that are no rows") };
    let text = behind.iter().flat_map(|record| record.fields).find(|field| !field.text.trim().is_empty());
    match text {
        Some(field) => {
            format!("{} {verb} {no_rows}: `{}`", counted(count, "line"), shown(field.text.trim()))
        }
        None => format!("{} {verb}", counted(count, "empty line")),
    }
}

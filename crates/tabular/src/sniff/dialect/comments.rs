//! Lines within the table that are comments.

use super::Comment;
use super::split::{Dialect, Split};
use crate::sniff::Detected;
use crate::wording::{counted, grouped, shown};

/// Marks of comments in data files.
const MARKS: [&str; 4] = ["#", "//", "--", "%"];

/// A number of fields that more than one in this many rows has is one that rows have.
const USUAL_SHARE: usize = 20;

/// Finds a mark with which lines start, within the table or behind it, that do not split as its rows do, and none that
/// does. Lines before the table need no mark: they are skipped.
pub(super) fn find(split: &Split<'_>, dialect: &mut Dialect) -> Detected<Option<Comment>> {
    let rows: Vec<_> = split.records().filter(|record| !record.is_blank() && !record.is_ruled()).collect();
    let widths = rows.iter().map(|row| row.fields.len());
    let width = widths.clone().max_by_key(|width| widths.clone().filter(|other| other == width).count());
    let first_row = rows.iter().position(|row| Some(row.fields.len()) == width).unwrap_or(0);
    let none = || Detected::new(None, 0.95, "no comment lines seen");
    if width.is_none_or(|width| width < 2) {
        return none();
    }
    for mark in MARKS {
        let is_marked = |field: &str, quoted: bool| !quoted && field.starts_with(mark);
        let marked: Vec<usize> = (0..rows.len())
            .filter(|i| rows[*i].fields.first().is_some_and(|field| is_marked(field.text, field.quoted)))
            .collect();
        let within = marked.iter().filter(|i| **i > first_row).count();
        let is_usual = |row: &usize| {
            let width = rows[*row].fields.len();
            width > 1 && widths.clone().filter(|other| *other == width).count() * USUAL_SHARE > rows.len()
        };
        if within == 0 || marked.iter().any(is_usual) {
            continue;
        }
        let Some(comment) = Comment::new(mark) else { continue };
        let first = &rows[marked[0]];
        let evidence = format!(
            "{} with `{mark}` and {} unlike the rows; line {} is `{}`",
            counted(marked.len() as u64, "line") + if marked.len() == 1 { " starts" } else { " start" },
            if marked.len() == 1 { "splits" } else { "split" },
            grouped(first.line),
            shown(first.fields.first().map_or("", |field| field.text))
        );
        dialect.comment = Some(comment);
        return Detected::new(Some(comment), 0.8, evidence);
    }
    none()
}

//! Words for "no value" that were seen in a column.

use crate::wording::{Place, counted, shown};

/// Distinct texts that are kept. A column with more has something else in mind.
const MAX_TEXTS: usize = 16;

/// The words, each with how often it occurs and the line of the first.
#[derive(Debug, Default)]
pub(crate) struct Markers {
    seen: Vec<Marker>,
    too_many: bool,
}

#[derive(Debug)]
struct Marker {
    text: String,
    count: u64,
    line: u64,
}

impl Markers {
    /// Notes a word; `false` when there are too many to keep it.
    pub(crate) fn note(&mut self, text: &str, line: u64) -> bool {
        if let Some(marker) = self.seen.iter_mut().find(|marker| marker.text == text) {
            marker.count += 1;
        } else if self.seen.len() < MAX_TEXTS {
            self.seen.push(Marker { text: text.to_owned(), count: 1, line });
        } else {
            self.too_many = true;
            return false;
        }
        true
    }

    pub(crate) fn are_too_many(&self) -> bool {
        self.too_many
    }

    pub(crate) fn total(&self) -> u64 {
        self.seen.iter().map(|marker| marker.count).sum()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.seen.iter().map(|marker| marker.text.clone()).collect()
    }

    /// `` `NA`, `-` ``
    pub(crate) fn listed(&self) -> String {
        let texts: Vec<String> =
            self.seen.iter().map(|marker| format!("`{}`", shown(&marker.text))).collect();
        texts.join(", ")
    }

    /// The end of a sentence that names the words taken for NULL.
    pub(crate) fn note_of_nulls(&self, place: Place) -> String {
        let note = |marker: &Marker| {
            let Marker { text, count, line } = marker;
            format!(
                "; `{}` stands for no value ({}, first {})",
                shown(text),
                counted(*count, "time"),
                place.at(*line)
            )
        };
        self.seen.iter().map(note).collect()
    }
}

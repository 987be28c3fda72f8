//! From the values of a file to a type per column, with the evidence for it.
//!
//! One pass, bounded memory per column. Every kind of type is a candidate until a value refutes it; what is left at the
//! end takes every value unchanged. Text is what remains when nothing else does.

#[cfg(test)]
mod agreement;
mod boolean;
mod column;
mod conventions;
mod coordinate_words;
mod declared;
mod fall;
mod fixed;
mod markers;
mod number;
mod point;
mod spaces;
mod temporal;
mod wanted;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::batch::{BLOCK, Batch, Locale};
use crate::schema::{Column, Declared, names};
use crate::wording::{Place, grouped};
use column::ColumnState;
use conventions::Conventions;
use declared::DeclaredState;
use wanted::WantedState;

pub use wanted::{UnknownType, Wanted};

/// Watches the rows of a file and finds the types of its columns.
pub struct Inference {
    labels: Vec<String>,
    columns: Vec<ColumnState>,
    /// Whether the user chose the type.
    chosen: Vec<bool>,
    /// Of the columns whose type the file declares.
    declared: Vec<Option<DeclaredState>>,
    place: Place,
    locale: Locale,
}

/// What was found out about one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFinding {
    /// Label, name and type.
    pub column: Column,
    /// Rows without a value. In every type but text that includes quoted empty fields and
    /// [markers](Column::nulls).
    pub nulls: u64,
    /// Rows with a value.
    pub values: u64,
    /// Bytes of UTF-8 of the longest value.
    pub max_bytes: u32,
    /// The first values that are not empty, at most three, at most 80 characters of each.
    pub examples: Vec<String>,
    /// Why this type, for people: `integer: all 9,812 values are whole numbers from -3 to 18,221`.
    pub evidence: String,
    /// Types that looked right for a while, or at once did not, with the value that decided; the most telling first.
    pub refuted: Vec<Refuted>,
    /// Values that do not fit the type, which they can only where the user chose it.
    #[serde(default)]
    pub mismatches: u64,
}

/// A type that a value ruled out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refuted {
    /// The name of the type: `integer`, `numeric`, `float`, `date`, `timestamp`, `timestamp_tz`,
    /// `time`, `interval`, `point`, `uuid`, `boolean`.
    pub kind: String,
    /// The 1-based physical line of the row with that value.
    pub line: u64,
    /// The value, at most 80 characters of it.
    pub value: String,
}

impl Inference {
    /// For a file with these headers, see [`Decode::labels`](crate::Decode::labels).
    pub fn new(labels: &[String]) -> Self {
        Self::with_wanted(labels, &BTreeMap::new())
    }

    /// As [`new`](Self::new), with the types that the user chose for some headers. A chosen type wins over what the
    /// values say; those that do not fit it are counted in [`ColumnFinding::mismatches`], and rejected when the file is
    /// loaded.
    pub fn with_wanted(labels: &[String], wanted: &BTreeMap<String, Wanted>) -> Self {
        let state =
            |label: &String| ColumnState::new(label, wanted.get(label).cloned().map(WantedState::new));
        let chosen = labels.iter().map(|label| wanted.contains_key(label)).collect();
        Self {
            labels: labels.to_vec(),
            columns: labels.iter().map(state).collect(),
            chosen,
            declared: vec![],
            place: Place::default(),
            locale: Locale::default(),
        }
    }

    /// Takes over the types that the file declares, see [`Decode::declared`](crate::Decode::declared), instead of looking
    /// for one; `None` where it declares none. A type that the user chose wins. A column of which a value does not fit
    /// becomes text.
    #[must_use]
    pub fn with_declared(mut self, declared: Vec<Option<Declared>>) -> Self {
        let chosen = self.chosen.iter().copied().chain(std::iter::repeat(false));
        let of = |(declared, chosen): (Option<Declared>, bool)| {
            declared.filter(|_| !chosen).map(DeclaredState::new)
        };
        self.declared = declared.into_iter().zip(chosen).map(of).collect();
        self
    }

    /// Looks at the rows of a batch. Rejected rows are not considered.
    pub fn observe(&mut self, batch: &Batch) {
        let width = batch.width();
        self.place = batch.place;
        self.locale = batch.locale;
        for start in batch.rows().step_by(BLOCK) {
            let rows = start..batch.len().min(start + BLOCK);
            for (col, state) in self.columns.iter_mut().enumerate().take(width) {
                match self.declared.get_mut(col).and_then(Option::as_mut) {
                    Some(declared) => declared.observe(batch, col, rows.clone()),
                    None => state.observe(batch, col, rows.clone()),
                }
            }
        }
    }

    /// The findings, one per column in the order of the file.
    pub fn finish(self) -> Vec<ColumnFinding> {
        let (place, locale) = (self.place, self.locale);
        let mut conventions = Conventions { place, locale, ..Conventions::default() };
        self.columns.iter().for_each(|column| column.prove(&mut conventions));
        let names = names(&self.labels);
        let columns = self.labels.into_iter().zip(names).zip(self.columns);
        let declared = self.declared.into_iter().chain(std::iter::repeat_with(|| None));
        let columns = columns.zip(declared);
        columns
            .map(|(((label, name), state), declared)| match declared {
                Some(declared) => declared.finish(label, name),
                None => state.finish(label, name, &conventions),
            })
            .collect()
    }
}

/// `all 9,812 values`, `both values`, `the only value`.
fn subject(values: u64) -> String {
    match values {
        1 => "the only value".to_owned(),
        2 => "both values".to_owned(),
        _ => format!("all {} values", grouped(values)),
    }
}

/// ` are`, ` is a`: what follows [`subject`] before a noun in the plural or the singular.
fn are(values: u64) -> &'static str {
    if values == 1 { " is a" } else { " are" }
}

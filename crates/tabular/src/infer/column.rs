//! What is known about one column while rows pass by.

use super::boolean::BooleanCandidate;
use super::fall::Fall;
use super::number::NumberCandidate;
use super::temporal::TemporalCandidate;
use super::{ColumnFinding, Refuted};
use crate::batch::Batch;
use crate::schema::{Column, ColumnType};
use crate::wording::{counted, shown};

/// Values that a finding shows.
const EXAMPLES: usize = 3;

/// The candidates still standing, and the counts.
#[derive(Debug)]
pub(crate) struct ColumnState {
    rows: u64,
    nulls: u64,
    /// Quoted empty fields.
    empties: u64,
    max_bytes: u32,
    examples: Vec<String>,
    number: Option<NumberCandidate>,
    temporal: Option<TemporalCandidate>,
    boolean: Option<BooleanCandidate>,
    falls: Vec<Fall>,
}

impl Default for ColumnState {
    fn default() -> Self {
        Self {
            rows: 0,
            nulls: 0,
            empties: 0,
            max_bytes: 0,
            examples: Vec::new(),
            number: Some(NumberCandidate::default()),
            temporal: Some(TemporalCandidate::default()),
            boolean: Some(BooleanCandidate::default()),
            falls: Vec::new(),
        }
    }
}

impl ColumnState {
    pub(crate) fn observe(&mut self, batch: &Batch, col: usize) {
        self.rows += batch.len() as u64;
        for (row, cell) in batch.column(col).enumerate() {
            match cell.len() {
                None => self.nulls += 1,
                Some(0) => self.empties += 1,
                Some(len) => {
                    self.max_bytes = self.max_bytes.max(len);
                    if !self.is_text() || self.examples.len() < EXAMPLES {
                        self.value(cell.text(), row, col, batch);
                    }
                }
            }
        }
    }

    #[inline]
    fn is_text(&self) -> bool {
        self.number.is_none() && self.temporal.is_none() && self.boolean.is_none()
    }

    #[inline]
    fn value(&mut self, text: &str, row: usize, col: usize, batch: &Batch) {
        let line = batch.line(row);
        let is_text = batch.is_text(row, col);
        if self.examples.len() < EXAMPLES {
            self.examples.push(shown(text));
        }
        if is_text {
            self.refute_values_of_text(text, line);
        }
        if let Some(number) = &mut self.number
            && let Err(fall) = number.accept(text, line)
        {
            self.falls.extend(number.falls().cloned());
            self.falls.push(fall);
            self.number = None;
        }
        if let Some(temporal) = &mut self.temporal
            && let Err(fall) = temporal.accept(text, line)
        {
            self.falls.push(fall);
            self.temporal = None;
        }
        if let Some(boolean) = &mut self.boolean
            && let Err(fall) = boolean.accept(text, line)
        {
            self.falls.push(fall);
            self.boolean = None;
        }
    }

    /// What the file itself calls text is neither a number nor a truth value, whatever it looks like.
    fn refute_values_of_text(&mut self, text: &str, line: u64) {
        const CLAUSE: &str = ", which is text in the file";
        if let Some(number) = self.number.take() {
            self.falls.extend(number.falls().cloned());
            self.falls.push(Fall::new("integer", "a number", 0, text, line, CLAUSE));
        }
        if self.boolean.take().is_some() {
            self.falls.push(Fall::new("boolean", "a truth value", 0, text, line, CLAUSE));
        }
    }

    pub(crate) fn finish(mut self, label: String, name: String) -> ColumnFinding {
        let (kind, evidence) = self.decide();
        let is_text = kind == ColumnType::Text;
        let nulls = self.nulls + if is_text { 0 } else { self.empties };
        if let Some(number) = &self.number {
            self.falls.extend(number.falls().cloned());
        }
        ColumnFinding {
            column: Column { label, name, kind },
            nulls,
            values: self.rows - nulls,
            max_bytes: self.max_bytes,
            examples: self.examples,
            evidence,
            refuted: refuted(self.falls, is_text),
        }
    }

    fn decide(&self) -> (ColumnType, String) {
        if self.rows == self.nulls + self.empties {
            let evidence = match (self.rows, self.empties) {
                (0, _) => "text: there are no rows".to_owned(),
                (_, 0) => format!("text: none of {} has a value", counted(self.rows, "row")),
                _ => format!("text: none of {} has anything but an empty text", counted(self.rows, "row")),
            };
            return (ColumnType::Text, evidence);
        }
        if let Some(number) = &self.number {
            return number.finish();
        }
        if let Some(temporal) = &self.temporal {
            return temporal.finish();
        }
        if let Some(boolean) = &self.boolean {
            return boolean.finish();
        }
        // A column falls to text when its last candidate does; the one that most had spoken for is the story.
        let fall = self.falls.iter().max_by_key(|fall| (fall.fitted, !fall.clause.is_empty()));
        (ColumnType::Text, fall.map_or_else(|| "text".to_owned(), Fall::evidence))
    }
}

/// The telling falls, most telling first; of a text column at least one.
fn refuted(mut falls: Vec<Fall>, is_text: bool) -> Vec<Refuted> {
    falls.sort_by_key(|fall| std::cmp::Reverse((fall.fitted, !fall.clause.is_empty())));
    let mut kept: Vec<_> = falls.iter().filter(|fall| fall.is_telling()).collect();
    if kept.is_empty() && is_text {
        kept.extend(falls.first());
    }
    kept.into_iter().map(|fall| fall.refuted.clone()).collect()
}

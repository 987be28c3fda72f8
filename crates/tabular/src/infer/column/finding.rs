//! From what is known about a column to its finding.

use super::ColumnState;
use crate::infer::conventions::Conventions;
use crate::infer::fall::Fall;
use crate::infer::{ColumnFinding, Refuted};
use crate::kind::padding::Padding;
use crate::schema::{Column, ColumnType};
use crate::wording::counted;

impl ColumnState {
    pub(crate) fn finish(mut self, label: String, name: String, conventions: &Conventions) -> ColumnFinding {
        let (mut kind, mut evidence) = self.decide(conventions);
        let mut padding = Padding::None;
        if kind != ColumnType::Text {
            match self.spaces.finish() {
                Ok(found) => padding = found,
                Err((value, line)) => {
                    let name = kind.name();
                    evidence = format!(
                        "text: {} has `{value}`, and spaces of no common width would be lost as {name}",
                        conventions.place.named(line)
                    );
                    kind = ColumnType::Text;
                }
            }
        }
        let mut mismatches = 0;
        if let Some(wanted) = &self.wanted {
            let natural = Column { padding, ..Column::new("", "", kind) };
            (kind, padding, mismatches, evidence) = wanted.finish(natural, evidence, conventions.place);
        }
        let is_text = kind == ColumnType::Text;
        let mut column = Column { padding, ..Column::new(label, name, kind) };
        let mut nulls = self.nulls;
        if !is_text {
            nulls += self.empties + self.markers.total();
            column.nulls = self.markers.texts();
            evidence.push_str(&self.markers.note_of_nulls(conventions.place));
        }
        if let Some(number) = &self.number {
            self.falls.extend(number.falls().cloned());
        }
        ColumnFinding {
            column,
            nulls,
            values: self.rows - nulls,
            max_bytes: self.max_bytes,
            examples: self.examples,
            evidence,
            refuted: refuted(self.falls, is_text),
            mismatches,
        }
    }

    fn decide(&self, conventions: &Conventions) -> (ColumnType, String) {
        if self.rows == self.nulls + self.empties {
            let evidence = match (self.rows, self.empties) {
                (0, _) => "text: there are no rows".to_owned(),
                (_, 0) => format!("text: none of {} has a value", counted(self.rows, "row")),
                _ => format!("text: none of {} has anything but an empty text", counted(self.rows, "row")),
            };
            return (ColumnType::Text, evidence);
        }
        if !self.is_text() && self.fitted == 0 {
            let evidence = format!("text: there is nothing but {}", self.markers.listed());
            return (ColumnType::Text, evidence);
        }
        if self.markers.are_too_many() {
            let evidence = format!("text: too many words may stand for no value: {}", self.markers.listed());
            return (ColumnType::Text, evidence);
        }
        if let Some(number) = &self.number {
            return number.finish(self.fitted, conventions);
        }
        if let Some(temporal) = &self.temporal {
            return temporal.finish(self.fitted, conventions);
        }
        if let Some(boolean) = &self.boolean {
            return boolean.finish();
        }
        // An array of two numbers is JSON as well, and says more as coordinates.
        let point = self.point.as_ref().map_or(Err(None), |point| point.finish(self.fitted));
        match (point, &self.fixed) {
            (Ok(found), _) => return found,
            (Err(_), Some(fixed)) => return fixed.finish(self.fitted),
            (Err(Some(evidence)), None) => return (ColumnType::Text, evidence),
            (Err(None), None) => {}
        }
        // A column falls to text when its last candidate does; the one that most had spoken for is the story.
        let fall = self.falls.iter().max_by_key(|fall| (fall.fitted, !fall.clause.is_empty()));
        (ColumnType::Text, fall.map_or_else(|| "text".to_owned(), |fall| fall.evidence(conventions.place)))
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

//! What is known about one column while rows pass by.

use std::ops::Range;

use super::boolean::BooleanCandidate;
use super::conventions::Conventions;
use super::fall::Fall;
use super::fixed::FixedCandidate;
use super::markers::Markers;
use super::number::NumberCandidate;
use super::point::PointCandidate;
use super::spaces::Spaces;
use super::temporal::TemporalCandidate;
use super::wanted::WantedState;
use super::{ColumnFinding, Refuted};
use crate::batch::Batch;
use crate::kind::date::DateSeparator;
use crate::kind::missing::is_marker;
use crate::kind::padding::Padding;
use crate::kind::short_number::ShortNumber;
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
    /// Values that the candidates still standing take.
    fitted: u64,
    markers: Markers,
    spaces: Spaces,
    number: Option<NumberCandidate>,
    temporal: Option<TemporalCandidate>,
    boolean: Option<BooleanCandidate>,
    fixed: Option<FixedCandidate>,
    point: Option<PointCandidate>,
    /// The separator of dates of several orders, for which the column became text.
    mixed_orders: Option<DateSeparator>,
    falls: Vec<Fall>,
    wanted: Option<WantedState>,
}

impl ColumnState {
    pub(crate) fn new(label: &str, wanted: Option<WantedState>) -> Self {
        let chosen = wanted.as_ref().is_some_and(WantedState::is_point);
        Self {
            rows: 0,
            nulls: 0,
            empties: 0,
            max_bytes: 0,
            examples: Vec::new(),
            fitted: 0,
            markers: Markers::default(),
            spaces: Spaces::default(),
            number: Some(NumberCandidate::new(label)),
            temporal: Some(TemporalCandidate::default()),
            boolean: Some(BooleanCandidate::default()),
            fixed: Some(FixedCandidate::default()),
            point: Some(PointCandidate::new(label, chosen)),
            mixed_orders: None,
            falls: Vec::new(),
            wanted,
        }
    }

    pub(crate) fn observe(&mut self, batch: &Batch, col: usize, rows: Range<usize>) {
        self.rows += rows.len() as u64;
        // The value before, when the candidates took it: the same again tells nothing new.
        let mut last = "";
        let mut repeats = 0;
        let flagless = batch.has_no_text_flags();
        for (row, cell) in rows.clone().zip(batch.column(col, rows)) {
            match cell.len() {
                None => self.nulls += 1,
                Some(0) => self.empties += 1,
                Some(len) => {
                    self.max_bytes = self.max_bytes.max(len);
                    if self.is_done() {
                        continue;
                    }
                    if flagless
                        && let Some(number) = self.number_alone()
                        && let Some(window) = cell.window()
                        && let Some(short) = ShortNumber::scan(window, len as usize)
                        && number.accept_short(short)
                    {
                        self.repeat(&mut repeats);
                        last = "";
                        self.fitted += 1;
                        self.spaces.bare(len as usize);
                        continue;
                    }
                    let text = cell.text();
                    if is_same(text, last) && self.learns_nothing(row, col, batch) {
                        repeats += 1;
                    } else {
                        self.repeat(&mut repeats);
                        last = if self.value(text, row, col, batch) { text } else { "" };
                    }
                }
            }
        }
        self.repeat(&mut repeats);
    }

    /// Whether no further value can tell anything.
    #[inline]
    fn is_done(&self) -> bool {
        self.is_text() && self.examples.len() == EXAMPLES && self.wanted.is_none()
    }

    /// The numbers, when they are the only candidate and nothing but a number would tell more about the column.
    #[inline]
    fn number_alone(&mut self) -> Option<&mut NumberCandidate> {
        let others =
            self.temporal.is_some() || self.boolean.is_some() || self.fixed.is_some() || self.point.is_some();
        let open = others || self.wanted.is_some() || self.examples.len() < EXAMPLES;
        self.number.as_mut().filter(|_| !open)
    }

    #[inline]
    fn is_text(&self) -> bool {
        self.number.is_none()
            && self.temporal.is_none()
            && self.boolean.is_none()
            && self.fixed.is_none()
            && self.point.is_none()
    }

    /// Whether the value before tells everything about one with the same text.
    #[inline]
    fn learns_nothing(&self, row: usize, col: usize, batch: &Batch) -> bool {
        let may_be_refuted = self.number.is_some() || self.boolean.is_some();
        self.examples.len() == EXAMPLES
            && self.wanted.is_none()
            && !(may_be_refuted && batch.is_text(row, col))
    }

    /// Counts values that equal the one before.
    #[inline]
    fn repeat(&mut self, repeats: &mut u64) {
        let times = std::mem::take(repeats);
        if times > 0 {
            self.fitted += times;
            if let Some(boolean) = &mut self.boolean {
                boolean.repeat(times);
            }
        }
    }

    /// Shows a value to the candidates; whether one took it.
    #[inline]
    fn value(&mut self, text: &str, row: usize, col: usize, batch: &Batch) -> bool {
        let line = batch.line(row);
        if self.examples.len() < EXAMPLES {
            self.examples.push(shown(text));
        }
        if self.is_text() && self.wanted.is_none() {
            return false;
        }
        let bytes = text.as_bytes();
        let padded = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
        let core = if padded { text.trim_matches(' ') } else { text };
        let fits = self.wanted.as_mut().is_some_and(|wanted| wanted.takes(text));
        if !fits && !starts_with_digit(core) && is_marker(core) {
            if !self.markers.note(text, line)
                && let Some(wanted) = &mut self.wanted
            {
                wanted.mismatch(text, line);
            }
            return false;
        }
        if !fits && let Some(wanted) = &mut self.wanted {
            wanted.mismatch(text, line);
        }
        if batch.is_text(row, col) {
            self.refute_values_of_text(text, line);
        }
        self.offer(core, line);
        if self.is_text() {
            return false;
        }
        self.fitted += 1;
        if padded {
            self.spaces.padded(text, line)
        } else {
            self.spaces.bare(text.len())
        }
        true
    }

    #[inline]
    fn offer(&mut self, text: &str, line: u64) {
        // First, so that of two stories equally long the other is told.
        if let Some(point) = &mut self.point
            && let Err(fall) = point.accept(text, line, self.fitted)
        {
            self.falls.extend(fall);
            self.point = None;
        }
        if let Some(number) = &mut self.number
            && let Err(fall) = number.accept(text, line, self.fitted)
        {
            self.falls.extend(number.falls().cloned());
            self.falls.push(fall);
            self.number = None;
        }
        if let Some(temporal) = &mut self.temporal
            && let Err(fall) = temporal.accept(text, line, self.fitted)
        {
            self.falls.push(fall);
            self.mixed_orders = temporal.mixed_orders();
            self.temporal = None;
        }
        if let Some(boolean) = &mut self.boolean
            && let Err(fall) = boolean.accept(text, line, self.fitted)
        {
            self.falls.push(fall);
            self.boolean = None;
        }
        if let Some(fixed) = &mut self.fixed
            && let Err(fall) = fixed.accept(text, line, self.fitted)
        {
            self.falls.push(fall);
            self.fixed = None;
        }
    }

    /// What the file itself calls text is neither a number nor a truth value, whatever it looks like.
    fn refute_values_of_text(&mut self, text: &str, line: u64) {
        const CLAUSE: &str = ", which is text in the file";
        if let Some(number) = self.number.take() {
            self.falls.extend(number.falls().cloned());
            self.falls.push(Fall::new("integer", "a number", self.fitted, text, line, CLAUSE));
        }
        if self.boolean.take().is_some() {
            self.falls.push(Fall::new("boolean", "a truth value", self.fitted, text, line, CLAUSE));
        }
    }

    /// Adds what this column proves about the file.
    pub(crate) fn prove(&self, conventions: &mut Conventions) {
        conventions.mixed_orders.extend(self.mixed_orders);
        if let Some(number) = &self.number {
            number.prove(conventions);
        } else if let Some(temporal) = &self.temporal {
            temporal.prove(conventions);
        }
    }

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

/// Whether two texts are the same: most that are not differ in their length or last byte, which is quickly seen.
#[inline]
fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.as_bytes().last() == b.as_bytes().last() && a == b
}

/// Whether the text starts like a number, as no [marker](is_marker) does.
#[inline]
fn starts_with_digit(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', digit, ..] | [digit, ..] => digit.is_ascii_digit(),
        [] => false,
    }
}

//! What is known about one column while rows pass by.

mod finding;

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
use crate::batch::{Batch, ColumnBlock};
use crate::kind::date::DateSeparator;
use crate::kind::missing::is_marker;
use crate::wording::shown;

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
        let block = batch.column(col, rows.clone());
        let counts = block.count();
        self.rows += rows.len() as u64;
        self.nulls += counts.nulls as u64;
        self.empties += counts.empties as u64;
        self.max_bytes = self.max_bytes.max(counts.longest);
        if self.is_done() {
            return;
        }
        let mut at = 0;
        loop {
            at = self.at_sight(&block, at, counts.longest);
            let Some(cell) = block.cells().get(at) else { return };
            if cell.len() > 0 {
                self.value(block.text(*cell), rows.start + at, col, batch);
            }
            at += 1;
        }
    }

    /// Whether no further value can tell anything.
    #[inline]
    fn is_done(&self) -> bool {
        self.is_text() && self.examples.len() == EXAMPLES && self.wanted.is_none()
    }

    /// Shows the cells from one on to the candidate that alone is left, as far as it takes them without a look at their
    /// text. Answers the first cell that wants a closer look.
    fn at_sight(&mut self, block: &ColumnBlock<'_>, from: usize, longest: u32) -> usize {
        if self.examples.len() < EXAMPLES || self.wanted.is_some() {
            return from;
        }
        let alone = self.fixed.is_none() && self.point.is_none();
        let sight = match (&mut self.boolean, &mut self.number, &mut self.temporal) {
            // All others that are left have seen both words.
            (Some(boolean), ..) if !block.has_text_flags() => boolean.at_sight(block, from),
            (None, Some(number), None) if alone && !block.has_text_flags() => {
                number.at_sight(block, from, longest)
            }
            (None, None, Some(temporal)) if alone => temporal.at_sight(block, from),
            _ => None,
        };
        let Some(sight) = sight else { return from };
        if sight.values > 0 {
            self.fitted += sight.values;
            self.spaces.bare(sight.shortest as usize);
        }
        sight.until
    }

    #[inline]
    fn is_text(&self) -> bool {
        self.number.is_none()
            && self.temporal.is_none()
            && self.boolean.is_none()
            && self.fixed.is_none()
            && self.point.is_none()
    }

    /// Shows a value to the candidates.
    fn value(&mut self, text: &str, row: usize, col: usize, batch: &Batch) {
        let line = batch.line(row);
        if self.examples.len() < EXAMPLES {
            self.examples.push(shown(text));
        }
        if self.is_text() && self.wanted.is_none() {
            return;
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
            return;
        }
        if !fits && let Some(wanted) = &mut self.wanted {
            wanted.mismatch(text, line);
        }
        if batch.is_text(row, col) {
            self.refute_values_of_text(text, line);
        }
        self.offer(core, line);
        if self.is_text() {
            return;
        }
        self.fitted += 1;
        if padded { self.spaces.padded(text, line) } else { self.spaces.bare(text.len()) }
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
}

/// Whether the text starts like a number, as no [marker](is_marker) does.
#[inline]
fn starts_with_digit(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', digit, ..] | [digit, ..] => digit.is_ascii_digit(),
        [] => false,
    }
}

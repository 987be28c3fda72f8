//! The candidate: every value is a pair of geographic coordinates.
//!
//! Two numbers in one text may as well be a range, a mean with its deviation, dimensions or scores, so a column is taken
//! for coordinates only when, beside one written form, something speaks for them.

use super::coordinate_words::{CoordinateWords, PointOrder};
use super::fall::Fall;
use super::{are, subject};
use crate::kind::point::{NotPoint, PointFormat, PointForms, WrittenPoint};
use crate::schema::ColumnType;
use crate::wording::{grouped, shown};

/// Degrees of a latitude, north or south, at most.
const MAX_LATITUDE: f64 = 90.0;
/// Degrees of a longitude, east or west, at most.
const MAX_LONGITUDE: f64 = 180.0;

/// Decimals of a place that was measured: the fourth is eleven metres.
const MEASURED_DECIMALS: usize = 4;

/// A value beyond 90, and its line.
type Beyond = Option<(String, u64)>;

/// Pairs so far.
#[derive(Debug)]
pub(crate) struct PointCandidate {
    words: CoordinateWords,
    /// Whether the user chose the type, so that nothing has to speak for it.
    chosen: bool,
    forms: PointForms,
    values: u64,
    /// Values with decimals in both numbers, and with as many as a measured place has.
    decimal: u64,
    measured: u64,
    /// Whether a first number is larger than its second.
    descending: bool,
    /// Whether a first and a second number is beyond ±1.
    large: [bool; 2],
    /// The first value whose first number, and the first whose second, cannot be a latitude.
    beyond: [Beyond; 2],
}

impl PointCandidate {
    /// For a column with this header.
    pub(crate) fn new(label: &str, chosen: bool) -> Self {
        Self {
            words: CoordinateWords::of(label),
            chosen,
            forms: PointForms::default(),
            values: 0,
            decimal: 0,
            measured: 0,
            descending: false,
            large: [false; 2],
            beyond: [None, None],
        }
    }

    /// Takes a value. The fall is told only where the values, or this one, could have been coordinates.
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Option<Fall>> {
        let fall = |clause| Fall::new("point", "a pair of coordinates", fitted, text, line, clause);
        match self.forms.accept(text) {
            Ok((written, first, second)) => {
                if !self.is_on_earth(text, line, [first, second]) {
                    let clause = ", which is beyond the degrees of latitude and longitude";
                    return Err(self.is_plausible().then(|| fall(clause)));
                }
                self.note(&written, [first, second]);
                Ok(())
            }
            Err(NotPoint::NoPair) => Err(self.is_plausible().then(|| fall(""))),
            Err(NotPoint::OtherFrame) => {
                Err(self.is_plausible().then(|| fall(", whose brackets, separator or blanks differ")))
            }
            Err(NotPoint::OtherDigits) => {
                let decimal = WrittenPoint::scan(text).is_some_and(|written| written.fewest_decimals() > 0);
                let told = self.is_plausible() || self.values == 0 && decimal;
                Err(told.then(|| fall(", whose digits a point would write differently")))
            }
        }
    }

    /// Whether one order of latitude and longitude fits all values, this one included.
    fn is_on_earth(&mut self, text: &str, line: u64, numbers: [f64; 2]) -> bool {
        for (number, beyond) in numbers.iter().zip(&mut self.beyond) {
            if number.abs() > MAX_LATITUDE {
                beyond.get_or_insert_with(|| (shown(text), line));
            }
        }
        let too_large = numbers.iter().any(|number| number.abs() > MAX_LONGITUDE);
        self.chosen || !too_large && self.beyond.iter().any(Option::is_none)
    }

    fn note(&mut self, written: &WrittenPoint<'_>, numbers: [f64; 2]) {
        let decimals = written.fewest_decimals();
        self.values += 1;
        self.decimal += u64::from(decimals > 0);
        self.measured += u64::from(decimals >= MEASURED_DECIMALS);
        self.descending |= numbers[0] > numbers[1];
        for (number, large) in numbers.iter().zip(&mut self.large) {
            *large |= number.abs() > 1.0;
        }
    }

    /// Whether nine of ten values have decimals in both numbers, or all are in the form of well-known text.
    fn is_plausible(&self) -> bool {
        let named = self.forms.format().is_some_and(PointFormat::is_well_known_text);
        self.values > 0 && (named || self.decimal * 10 >= self.values * 9)
    }

    /// What speaks for coordinates, as the end of a sentence.
    ///
    /// Where only the digits speak, three of four values must have the decimals of a measured place in both numbers. A
    /// range has its smaller number first, probabilities and weights are within one, and so often is the second of an
    /// estimate with its error: none of this may hold for all values.
    fn proof(&self, format: &PointFormat) -> Option<&'static str> {
        if format.is_well_known_text() {
            return Some(", written as well-known text");
        }
        if self.words.found {
            return Some(", as the header says");
        }
        let measured = self.measured * 4 >= self.values * 3;
        (measured && self.descending && self.large == [true; 2])
            .then_some(" with the decimals of measured places, and neither ranges nor shares")
    }

    /// The type with the evidence; or why it is not taken, where that is worth telling.
    pub(crate) fn finish(&self, values: u64) -> Result<(ColumnType, String), Option<String>> {
        let Some(format) = self.forms.format() else { return Err(None) };
        let kind = ColumnType::Point { format: Box::new(format.clone()) };
        if self.chosen {
            let pairs = if values == 1 { " pair" } else { " pairs" };
            let evidence =
                format!("point: {}{}{pairs} of numbers like {format}", subject(values), are(values));
            return Ok((kind, evidence));
        }
        if !self.is_plausible() {
            return Err(None);
        }
        if self.values < 2 {
            return Err(Some(
                "text: the only value is a pair of numbers, too little to tell coordinates by".to_owned(),
            ));
        }
        let subject = subject(values);
        let Some(proof) = self.proof(format) else {
            let evidence =
                format!("text: {subject} are pairs of numbers, and nothing says that they are coordinates");
            return Err(Some(evidence));
        };
        let order = self.order(format);
        Ok((kind, format!("point: {subject} are pairs of coordinates{proof}; {order}")))
    }

    /// Which number is the latitude: by the values where one of them shows it, else by what the column is called, else
    /// by its form.
    fn order(&self, format: &PointFormat) -> String {
        use PointOrder::{LatitudeFirst, LongitudeFirst};
        let shown = match &self.beyond {
            [Some(value), None] => Some((LongitudeFirst, value)),
            [None, Some(value)] => Some((LatitudeFirst, value)),
            _ => None,
        };
        if let Some((order, (value, line))) = shown {
            let against = match self.words.order {
                Some(named) if named != order => ", although the header names them the other way round",
                _ => "",
            };
            let line = grouped(*line);
            return format!("{}, since line {line} has `{value}`{against}", order.first());
        }
        let bare = format.prefix.is_empty() && format.separator.contains(',');
        match self.words.order {
            Some(order) => format!("{}, by the header", order.first()),
            None if format.is_well_known_text() => {
                format!("{}, as in well-known text", LongitudeFirst.first())
            }
            None if self.words.geo_point && bare => {
                format!("{}, as in texts of geo points", LatitudeFirst.first())
            }
            None => "which of the two is the latitude is not known".to_owned(),
        }
    }
}

//! The candidate: every value is a date, or every value is a timestamp, written in one way.

use super::fall::Fall;
use crate::kind::calendar::civil_from_days;
use crate::kind::date::{DateFormat, DateOrder, DateSeparator};
use crate::kind::timestamp::{TimeFormat, TimestampFormat, Written, ZonedFormat};
use crate::kind::zone::Zone;
use crate::schema::ColumnType;
use crate::wording::{grouped, shown};

/// What all values of the column share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    year_first: bool,
    separator: DateSeparator,
    time: Option<(TimeFormat, Option<Zone>)>,
}

/// A date format that every value so far fits, with the earliest and latest day under it.
#[derive(Debug)]
struct Reading {
    format: DateFormat,
    min: i32,
    max: i32,
}

/// Dates or timestamps so far.
#[derive(Debug, Default)]
pub(crate) struct TemporalCandidate {
    shape: Option<Shape>,
    readings: Vec<Reading>,
    values: u64,
    /// The value and line that ruled out the other order of day and month.
    decided: Option<(String, u64)>,
    /// A value, to show when the order stays open.
    example: String,
}

impl TemporalCandidate {
    pub(crate) fn accept(&mut self, text: &str, line: u64) -> Result<(), Fall> {
        let Some(written) = Written::scan(text) else { return Err(self.fall(text, line, "")) };
        let date = written.date;
        let shape = Shape { year_first: date.year_first, separator: date.separator, time: written.time };
        if self.shape.is_none() {
            self.shape = Some(shape);
            self.readings = readings(&shape);
            self.example = shown(text);
        }
        if self.shape != Some(shape) {
            return Err(self.fall(text, line, ", which is written in another way"));
        }
        let before = self.is_open();
        let kind = self.kind();
        self.readings.retain_mut(|reading| match date.read_as(&reading.format) {
            Some(days) => {
                reading.min = reading.min.min(days);
                reading.max = reading.max.max(days);
                true
            }
            None => false,
        });
        if self.readings.is_empty() {
            let clause = if self.values > 0 { ", which is written in another order or way" } else { "" };
            return Err(Fall::new(kind, noun(kind), self.values, text, line, clause));
        }
        if before && !self.is_open() {
            self.decided = Some((shown(text), line));
        }
        self.values += 1;
        Ok(())
    }

    /// Whether the order of day and month is still open.
    fn is_open(&self) -> bool {
        let has = |order| self.readings.iter().any(|r| r.format.order == order);
        has(DateOrder::DayMonthYear) && has(DateOrder::MonthDayYear)
    }

    fn kind(&self) -> &'static str {
        match self.shape.and_then(|shape| shape.time) {
            None => "date",
            Some((_, None)) => "timestamp",
            Some((_, Some(_))) => "timestamp_tz",
        }
    }

    fn fall(&self, text: &str, line: u64, clause: &'static str) -> Fall {
        let kind = self.kind();
        Fall::new(kind, noun(kind), self.values, text, line, clause)
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self) -> (ColumnType, String) {
        let (Some(shape), Some(reading)) = (self.shape, self.readings.first()) else {
            return (ColumnType::Text, "text: there is no value".into());
        };
        if self.is_open() {
            let evidence = format!(
                "text: day and month cannot be told apart: no value has a number above 12, so `{}` has two readings",
                self.example
            );
            return (ColumnType::Text, evidence);
        }
        let date = reading.format;
        let (kind, pattern) = match shape.time {
            None => (ColumnType::Date { format: date }, date.to_string()),
            Some((time, None)) => {
                let format = TimestampFormat { date, time };
                (ColumnType::Timestamp { format }, format.to_string())
            }
            Some((time, Some(zone))) => {
                let format = ZonedFormat { local: TimestampFormat { date, time }, zone };
                (ColumnType::TimestampTz { format }, format.to_string())
            }
        };
        let order = match &self.decided {
            Some((value, line)) => {
                format!("; `{value}` on line {} decides the order of day and month", grouped(*line))
            }
            None => String::new(),
        };
        let subject = match self.values {
            1 => "the only value is".to_owned(),
            n => format!("all {} values are", grouped(n)),
        };
        let range = if reading.min == reading.max {
            format!("on {}", iso(reading.min))
        } else {
            format!("from {} to {}", iso(reading.min), iso(reading.max))
        };
        let evidence = format!("{}: {subject} written {pattern}, {range}{order}", kind.name());
        (kind, evidence)
    }
}

/// The formats that a shape can have. Dots are a habit of day-first countries only.
fn readings(shape: &Shape) -> Vec<Reading> {
    use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
    let orders: &[DateOrder] = match (shape.year_first, shape.separator) {
        (true, _) => &[YearMonthDay],
        (false, DateSeparator::Dot) => &[DayMonthYear],
        (false, _) => &[DayMonthYear, MonthDayYear],
    };
    let format = |order, padded| DateFormat { order, separator: shape.separator, padded };
    let formats = orders.iter().flat_map(|order| [format(*order, true), format(*order, false)]);
    formats.map(|format| Reading { format, min: i32::MAX, max: i32::MIN }).collect()
}

fn noun(kind: &str) -> &'static str {
    if kind == "date" { "a date" } else { "a timestamp" }
}

fn iso(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

//! From the dates and times of a column to its type, with the evidence.

use super::two_digit_years::century;
use super::{Look, Reading, Shape, TemporalCandidate, kind_of};
use crate::infer::conventions::{Conventions, ProvenOrder};
use crate::infer::subject;
use crate::kind::calendar::civil_from_days;
use crate::kind::clock::TimeFormat;
use crate::kind::date::{DateFormat, DateOrder, DateSeparator, MonthFormat, YearDigits};
use crate::kind::interval::IntervalFormat;
use crate::kind::month::MonthNames;
use crate::schema::ColumnType;

impl TemporalCandidate {
    /// Adds what this column proves about the file.
    pub(crate) fn prove(&self, conventions: &mut Conventions) {
        if let (Some(Shape { date: Some((separator, looks)), .. }), [reading]) =
            (&self.shape, &self.readings[..])
            && !looks.contains(&Look::Name)
            && reading.order != DateOrder::YearMonthDay
            && *separator != DateSeparator::Dot
        {
            conventions.orders.push((*separator, reading.order));
        }
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self, values: u64, conventions: &Conventions) -> (ColumnType, String) {
        let Some(shape) = &self.shape else { return (ColumnType::Text, "text: there is no value".into()) };
        let time = match (shape.time, self.clock.format(shape.time)) {
            (Some(_), None) => {
                let evidence = "text: fractions of a second are written in several ways";
                return (ColumnType::Text, evidence.to_owned());
            }
            (_, time) => time,
        };
        let Some((separator, _)) = shape.date else {
            return match time {
                Some(time) => self.finish_time(time, values),
                None => (ColumnType::Text, "text".to_owned()),
            };
        };
        let proven = conventions.order(separator);
        let followed = |reading: &&Reading| proven == ProvenOrder::One(reading.order);
        let reading = match &self.readings[..] {
            [one] => one,
            several => match several.iter().find(followed) {
                Some(reading) => reading,
                None => return (ColumnType::Text, self.open_order(proven)),
            },
        };
        let date = match self.date_format(separator, reading) {
            Ok(date) => date,
            Err(why) => return (ColumnType::Text, why.to_owned()),
        };
        let Some(kind) = kind_of(Some(date), shape.between, time, shape.zone) else {
            return (ColumnType::Text, "text".to_owned());
        };
        let pattern = match &kind {
            ColumnType::Timestamp { format } => format.to_string(),
            ColumnType::TimestampTz { format } => format.to_string(),
            _ => date.to_string(),
        };
        let order = match &self.decided {
            Some((value, line)) => {
                format!("; `{value}` {} decides the order of day and month", conventions.place.at(*line))
            }
            None if self.readings.len() > 1 => {
                "; other columns of the file decide the order of day and month".to_owned()
            }
            None => String::new(),
        };
        let range = match date.year {
            YearDigits::Two { from } => format!("years of two digits lie between {from} and {}", from + 99),
            YearDigits::Four if reading.min == reading.max => format!("on {}", iso(reading.min)),
            YearDigits::Four => format!("from {} to {}", iso(reading.min), iso(reading.max)),
        };
        let are = if values == 1 { "is" } else { "are" };
        let evidence =
            format!("{}: {} {are} written {pattern}, {range}{order}", kind.name(), subject(values));
        (kind, evidence)
    }

    fn finish_time(&self, format: TimeFormat, values: u64) -> (ColumnType, String) {
        let are = if values == 1 { "is" } else { "are" };
        let kind = match self.clock.long {
            false => ColumnType::Time { format },
            true if !format.seconds => {
                let evidence = "text: two numbers with a colon may be hours and minutes or minutes and seconds, and \
                                one goes beyond a day";
                return (ColumnType::Text, evidence.to_owned());
            }
            true => ColumnType::Interval { format: IntervalFormat::Clock(format) },
        };
        let note = if self.clock.long { ", hours beyond a day among them" } else { "" };
        let evidence = format!("{}: {} {are} written {format}{note}", kind.name(), subject(values));
        (kind, evidence)
    }

    fn open_order(&self, proven: ProvenOrder) -> String {
        let others = match proven {
            ProvenOrder::Several => ", and the file's other dates are written in several orders",
            ProvenOrder::None | ProvenOrder::One(_) => "",
        };
        format!(
            "text: day and month cannot be told apart: no value has a number above 12, so `{}` has two \
             readings{others}",
            self.example
        )
    }

    pub(super) fn date_format(
        &self,
        separator: DateSeparator,
        reading: &Reading,
    ) -> Result<DateFormat, &'static str> {
        let month = match self.names {
            Some((lists, case)) => MonthFormat::Name(
                MonthNames::first(lists, case).ok_or("text: no language has all the months")?,
            ),
            None => MonthFormat::Number,
        };
        let year = match reading.years {
            0 => YearDigits::Four,
            years => YearDigits::Two {
                from: century(years).ok_or(
                    "text: years of two digits leave the century open, since none tells it for the others",
                )?,
            },
        };
        Ok(DateFormat { order: reading.order, separator, padded: !reading.single, year, month })
    }
}

fn iso(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

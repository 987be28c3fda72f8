//! The candidate: every value is a date, a time of day or a timestamp, written in one way.

mod clock;
mod finding;
mod reading;
mod two_digit_years;

use clock::Clock;
use reading::{Reading, readings};

use super::fall::Fall;
use crate::batch::{ColumnBlock, Sight};
use crate::kind::calendar::days_from_civil;
use crate::kind::clock::{HalfDay, TimeFormat, WrittenTime};
use crate::kind::date::{DateFormat, DateSeparator};
use crate::kind::fixed_width::{FixedWidth, PackedDay, day_of};
use crate::kind::timestamp::{Between, TimestampFormat, Written, ZonedFormat};
use crate::kind::written_date::WrittenDate;
use crate::kind::zone::Zone;
use crate::schema::ColumnType;
use crate::wording::shown;

/// What all values of the column share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    /// The separator, and whether the first, second and third part are names or have four digits.
    date: Option<(DateSeparator, [Look; 3])>,
    between: Option<Between>,
    /// Whether there are seconds, and the style of the half of the day.
    time: Option<(bool, Option<HalfDay>)>,
    zone: Option<Zone>,
}

/// What a part of a date looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Name,
    Four,
    Short,
}

/// Dates or times so far.
#[derive(Debug, Default)]
pub(crate) struct TemporalCandidate {
    shape: Option<Shape>,
    readings: Vec<Reading>,
    /// Lists that have every month's name so far.
    names: Option<(u32, crate::kind::month::Case)>,
    clock: Clock,
    /// The value and line that ruled out the other orders.
    decided: Option<(String, u64)>,
    /// A value, to show when the order stays open.
    example: String,
    /// Whether a value is a date in an order that a value before it ruled out, and in no other.
    mixes_orders: bool,
    /// The format of the values so far, when one more in it tells nothing but its day.
    settled: Option<ColumnType>,
    /// The same, if all its texts have one length.
    fixed: Option<FixedWidth>,
}

impl TemporalCandidate {
    #[inline]
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if let Some(days) = self.settled.as_ref().and_then(|kind| day_of(kind, text)) {
            self.note_days(days, days);
            return Ok(());
        }
        let outcome = self.try_accept(text, line);
        self.settled = if outcome.is_ok() { self.settle() } else { None };
        self.fixed = self.settled.as_ref().and_then(FixedWidth::of);
        outcome.map_err(|clause| {
            let kind = self.kind();
            let clause = if fitted > 0 { clause } else { "" };
            Fall::new(kind, noun(kind), fitted, text, line, clause)
        })
    }

    /// Takes dates and times of which nothing is new but their day, from one on.
    pub(crate) fn at_sight(&mut self, block: &ColumnBlock<'_>, from: usize) -> Option<Sight> {
        let fixed = self.fixed.as_ref()?;
        let (mut min, mut max) = (PackedDay::MAX, PackedDay::MIN);
        let sight = block.look(from, |window, len| {
            let day = fixed.scan(window, len);
            if let Some(day) = day {
                min = min.min(day);
                max = max.max(day);
            }
            day.is_some()
        });
        if min <= max && max > PackedDay::MIN {
            let [min, max] = [min, max].map(|day| {
                let (year, month, day) = day.civil();
                days_from_civil(year, month, day)
            });
            self.note_days(min, max);
        }
        Some(sight)
    }

    fn note_days(&mut self, min: i32, max: i32) {
        if let Some(reading) = self.readings.first_mut() {
            reading.min = reading.min.min(min);
            reading.max = reading.max.max(max);
        }
    }

    fn try_accept(&mut self, text: &str, line: u64) -> Result<(), &'static str> {
        let (date, time, between, zone) = match Written::scan(text) {
            Some(written) => {
                let (between, time) = written.time.unzip();
                (Some(written.date), time, between, written.zone)
            }
            None => match WrittenTime::scan(text) {
                Some((time, "")) => (None, Some(time), None, None),
                _ => return Err(""),
            },
        };
        let shape = Shape {
            date: date.map(|date| (date.separator, date.parts.map(look))),
            between,
            time: time.map(|time| (time.seconds, time.half.map(|(half, _)| half))),
            zone,
        };
        if self.shape.is_none() {
            self.readings = date.map(|date| readings(&date)).unwrap_or_default();
            self.shape = Some(shape);
            self.example = shown(text);
        }
        if let Some(others) = self.shape.filter(|others| *others != shape) {
            return Err(match (others.zone, shape.zone) {
                _ if (Shape { zone: others.zone, ..shape }) != others => ", which is written in another way",
                (None, _) => ", which has an offset from UTC, unlike the values before",
                (_, None) => ", which has no offset from UTC, unlike the values before",
                (Some(a), Some(b)) if a.micros() == b.micros() => {
                    ", which writes the offset from UTC in another way"
                }
                _ => ", whose offset from UTC differs from that of the values before",
            });
        }
        if let Some(time) = time {
            self.clock.observe(&time)?;
        }
        if let Some(date) = date {
            self.observe_date(&date, text, line)?;
        }
        Ok(())
    }

    /// The format, when nothing about it is left open that a value in it could tell.
    fn settle(&self) -> Option<ColumnType> {
        let shape = self.shape.as_ref()?;
        let time = match shape.time {
            None => None,
            Some(_) if self.clock.is_settled() => Some(self.clock.format(shape.time)?),
            Some(_) => return None,
        };
        let date = match (shape.date, &self.readings[..]) {
            (None, _) => None,
            (Some((separator, _)), [reading])
                if self.names.is_none() && reading.years == 0 && (reading.zero || reading.single) =>
            {
                Some(self.date_format(separator, reading).ok()?)
            }
            _ => return None,
        };
        kind_of(date, shape.between, time, shape.zone)
    }

    fn observe_date(&mut self, date: &WrittenDate, text: &str, line: u64) -> Result<(), &'static str> {
        if let Some(name) = date.name() {
            let (lists, case) = self.names.unwrap_or((u32::MAX, name.case));
            if lists & name.lists == 0 || case != name.case {
                return Err(", whose month is written in another way");
            }
            self.names = Some((lists & name.lists, case));
        }
        let bit = |reading: &Reading| 1_u8 << reading.order as u8;
        let standing = self.readings.iter().fold(0, |bits, reading| bits | bit(reading));
        let open = self.readings.len() > 1;
        self.readings.retain_mut(|reading| reading.observe(date));
        if self.readings.is_empty() {
            let mut others = readings(date);
            others.retain_mut(|reading| reading.observe(date));
            self.mixes_orders = !others.is_empty() && others.iter().all(|other| standing & bit(other) == 0);
            return Err(match self.mixes_orders {
                true => ", which is written in another order",
                false => ", which is no such date or is written in another way",
            });
        }
        if open && self.readings.len() == 1 {
            self.decided = Some((shown(text), line));
        }
        Ok(())
    }

    fn kind(&self) -> &'static str {
        match &self.shape {
            Some(Shape { date: None, .. }) if self.clock.long => "interval",
            Some(Shape { date: None, .. }) => "time",
            Some(Shape { time: Some(_), zone: None, .. }) => "timestamp",
            Some(Shape { time: Some(_), .. }) => "timestamp_tz",
            _ => "date",
        }
    }

    /// The separator of the dates, if values of several orders of day, month and year are among them.
    pub(crate) fn mixed_orders(&self) -> Option<DateSeparator> {
        let (separator, _) = self.shape.filter(|_| self.mixes_orders)?.date?;
        Some(separator)
    }
}

/// The type that has these parts.
fn kind_of(
    date: Option<DateFormat>,
    between: Option<Between>,
    time: Option<TimeFormat>,
    zone: Option<Zone>,
) -> Option<ColumnType> {
    Some(match (date, between, time, zone) {
        (Some(format), None, None, None) => ColumnType::Date { format },
        (None, None, Some(format), None) => ColumnType::Time { format },
        (Some(date), Some(between), Some(time), None) => {
            ColumnType::Timestamp { format: TimestampFormat { date, between, time } }
        }
        (Some(date), Some(between), Some(time), Some(zone)) => {
            let local = TimestampFormat { date, between, time };
            ColumnType::TimestampTz { format: ZonedFormat { local, zone } }
        }
        _ => return None,
    })
}

fn look(part: crate::kind::written_date::Part) -> Look {
    use crate::kind::written_date::Part;
    match part {
        Part::Month(_) => Look::Name,
        Part::Number(_, 4) => Look::Four,
        Part::Number(..) => Look::Short,
    }
}

fn noun(kind: &str) -> &'static str {
    match kind {
        "date" => "a date",
        "time" => "a time of day",
        "interval" => "a length of time",
        _ => "a timestamp",
    }
}

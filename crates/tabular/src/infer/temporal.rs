//! The candidate: every value is a date, a time of day or a timestamp, written in one way.

use super::conventions::{Conventions, ProvenOrder};
use super::fall::Fall;
use super::subject;
use super::two_digit_years::century;
use crate::batch::{ColumnBlock, Sight};
use crate::kind::calendar::{civil_from_days, days_from_civil, is_valid};
use crate::kind::clock::{Fraction, HalfDay, TimeFormat, WrittenTime};
use crate::kind::date::{DateFormat, DateOrder, DateSeparator, MonthFormat, YearDigits};
use crate::kind::fixed_width::{FixedWidth, PackedDay};
use crate::kind::interval::IntervalFormat;
use crate::kind::month::MonthNames;
use crate::kind::timestamp::{Between, TimestampFormat, Written, ZonedFormat};
use crate::kind::written_date::WrittenDate;
use crate::kind::zone::Zone;
use crate::schema::ColumnType;
use crate::wording::shown;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

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

/// An order that every value so far fits, with the earliest and latest day under it.
#[derive(Debug)]
struct Reading {
    order: DateOrder,
    min: i32,
    max: i32,
    /// Days or months with a leading zero, and with a single digit.
    zero: bool,
    single: bool,
    /// Years of two digits, bit by bit.
    years: u128,
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

/// What was seen of the time of day.
#[derive(Debug, Default)]
struct Clock {
    zero: bool,
    single: bool,
    /// Hours beyond 23.
    long: bool,
    /// Bit `n` for a fraction of `n` digits, bit 0 for none.
    fractions: u8,
    trailing_zero: bool,
    /// A fraction of zeros.
    zero_fraction: bool,
}

impl TemporalCandidate {
    #[inline]
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if let Some(days) = self.settled.as_ref().and_then(|kind| days_of(kind, text)) {
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

    fn date_format(&self, separator: DateSeparator, reading: &Reading) -> Result<DateFormat, &'static str> {
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

impl Reading {
    /// Whether the date can be read in this order like all before.
    fn observe(&mut self, date: &WrittenDate) -> bool {
        let Some((year, month, day)) = date.read(self.order) else { return false };
        let two = date.year_len(self.order) == 2;
        // 1 March 1900 and 29 February 2000 aside, both centuries have the same days.
        let full = if two { 2000 + year as i32 } else { year as i32 };
        let (zero, single) = date.padding(self.order);
        self.zero |= zero;
        self.single |= single;
        if !is_valid(full, month, day) || (self.zero && self.single) {
            return false;
        }
        let days = days_from_civil(full, month, day);
        self.min = self.min.min(days);
        self.max = self.max.max(days);
        if two {
            self.years |= 1 << year;
        }
        true
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

/// The day of a text as it is written there, in days since 1970-01-01, if the type takes it; 0 for a time of day.
#[inline]
fn days_of(kind: &ColumnType, text: &str) -> Option<i32> {
    match kind {
        ColumnType::Date { format } => format.parse(text),
        ColumnType::Time { format } => format.parse(text).map(|_| 0),
        ColumnType::Timestamp { format } => format.parse(text).map(|micros| micros.div_euclid(DAY) as i32),
        ColumnType::TimestampTz { format } => {
            format.parse(text).map(|micros| (micros + format.zone.micros()).div_euclid(DAY) as i32)
        }
        _ => None,
    }
}

impl Clock {
    /// Whether a time in the format so far tells nothing new.
    fn is_settled(&self) -> bool {
        let one_width = self.fractions.is_power_of_two();
        // With zeros at the end, and a fraction of nothing else, all that several widths could mean is ruled out.
        let telling = self.fractions > 1 && !(self.trailing_zero && self.zero_fraction);
        (self.zero || self.single) && !self.long && one_width && !telling
    }

    fn observe(&mut self, time: &WrittenTime) -> Result<(), &'static str> {
        let (zero, single) = time.padding();
        self.zero |= zero;
        self.single |= single;
        if self.zero && self.single {
            return Err(", whose hour is written in another way");
        }
        if !time.is_of_day() {
            let needless = time.hour_digits > 2 && time.hours < 10_u32.pow(time.hour_digits as u32 - 1);
            if needless || time.half.is_some() {
                return Err(", which is no time");
            }
            self.long = true;
        }
        self.fractions |= 1 << time.fraction_digits;
        self.trailing_zero |= time.trailing_zero;
        self.zero_fraction |= time.fraction_digits > 0 && time.micros() % 1_000_000 == 0;
        Ok(())
    }

    /// The one format of all times; `None` where there is none.
    fn format(&self, time: Option<(bool, Option<HalfDay>)>) -> Option<TimeFormat> {
        let (seconds, half) = time?;
        let fraction = match self.fractions {
            0b1 => Fraction::None,
            one if one.is_power_of_two() => Fraction::Digits(one.trailing_zeros() as u8),
            0b100_0001 if !self.zero_fraction => Fraction::SixOrNone,
            _ if !self.trailing_zero => Fraction::Trimmed,
            _ => return None,
        };
        Some(TimeFormat { padded: !self.single, seconds, fraction, half })
    }
}

fn look(part: crate::kind::written_date::Part) -> Look {
    use crate::kind::written_date::Part;
    match part {
        Part::Month(_) => Look::Name,
        Part::Number(_, 4) => Look::Four,
        Part::Number(..) => Look::Short,
    }
}

/// The orders that a date can have. Dots are a habit of countries that write the day first. Beside a month's name, two
/// digits in front are the day: nobody writes `09-Mar-11` for 2009.
fn readings(date: &WrittenDate) -> Vec<Reading> {
    use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
    let orders: &[DateOrder] = match (date.parts.map(look), date.separator) {
        ([Look::Four, ..], _) => &[YearMonthDay],
        ([Look::Name, ..], _) => &[MonthDayYear],
        ([_, Look::Name, _], _) => &[DayMonthYear],
        ([.., Look::Four], DateSeparator::Dot | DateSeparator::DotSpaces) => &[DayMonthYear],
        ([.., Look::Four], _) => &[DayMonthYear, MonthDayYear],
        (_, DateSeparator::Dot) => &[DayMonthYear, YearMonthDay],
        _ => &[DayMonthYear, MonthDayYear, YearMonthDay],
    };
    let reading = |order: &DateOrder| Reading {
        order: *order,
        min: i32::MAX,
        max: i32::MIN,
        zero: false,
        single: false,
        years: 0,
    };
    orders.iter().map(reading).collect()
}

fn noun(kind: &str) -> &'static str {
    match kind {
        "date" => "a date",
        "time" => "a time of day",
        "interval" => "a length of time",
        _ => "a timestamp",
    }
}

fn iso(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

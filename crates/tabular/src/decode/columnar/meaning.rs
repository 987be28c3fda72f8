//! What the values of a column mean, whatever bytes they are stored in.

use crate::schema::{ColumnType, Declared};
use crate::{DateFormat, IntervalFormat};

/// The parts of a second that a time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Millis,
    Micros,
    Nanos,
}

/// How to turn stored values into text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Null,
    Boolean,
    /// Of at most 64 bits, with a sign.
    Integer,
    /// Without a sign; the number of bits, 8 to 64.
    Unsigned(u8),
    /// An integer, or big-endian bytes of any length, divided by ten to the power of this.
    Decimal(i32),
    Float,
    /// Two bytes, IEEE 754 binary16, little-endian.
    HalfFloat,
    /// Days since 1970-01-01.
    Date,
    /// Milliseconds since 1970-01-01T00:00, of whole days.
    DateMillis,
    /// Since midnight.
    Time(Unit),
    /// Since 1970-01-01T00:00, of UTC if it is an instant and of an unknown place if not.
    Timestamp {
        unit: Unit,
        instant: bool,
    },
    /// Twelve bytes: nanoseconds of the day, then the Julian day, as Impala and older versions of Spark write.
    Int96,
    /// Twelve bytes: months, days, milliseconds.
    Interval,
    Duration(Unit),
    Text,
    /// Text that is a JSON document.
    Json,
    /// Bytes of no declared kind: text where they are that throughout, hexadecimal otherwise.
    Bytes,
    Uuid,
    List(Box<Meaning>),
    Struct(Vec<(String, Meaning)>),
    Map(Box<Meaning>, Box<Meaning>),
    /// One of several, by its number.
    Union(Vec<(i8, Meaning)>),
}

/// A column of the file.
#[derive(Debug, Clone)]
pub(super) struct ColumnMeaning {
    pub(super) label: String,
    pub(super) meaning: Meaning,
    /// The declaration, in words that people know and those of the format.
    pub(super) by: String,
}

impl Unit {
    /// Units of a second.
    pub(super) fn per_second(self) -> i64 {
        10_i64.pow(self.digits())
    }

    /// Digits of the fraction of a second.
    pub(super) fn digits(self) -> u32 {
        match self {
            Self::Seconds => 0,
            Self::Millis => 3,
            Self::Micros => 6,
            Self::Nanos => 9,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Millis => "milliseconds",
            Self::Micros => "microseconds",
            Self::Nanos => "nanoseconds",
        }
    }
}

impl Meaning {
    /// What people call the values, where that does not depend on how they are stored: `timestamp in microseconds, UTC`.
    pub(super) fn noun(&self) -> Option<String> {
        Some(match self {
            Self::Text => "text".to_owned(),
            Self::Json => "JSON".to_owned(),
            Self::Uuid => "UUID".to_owned(),
            Self::Boolean => "boolean".to_owned(),
            Self::HalfFloat => "half precision".to_owned(),
            Self::Date | Self::DateMillis => "date".to_owned(),
            Self::Interval => "interval".to_owned(),
            Self::Int96 => "timestamp in nanoseconds".to_owned(),
            Self::Time(unit) => format!("time in {}", unit.name()),
            Self::Duration(unit) => format!("duration in {}", unit.name()),
            Self::Timestamp { unit, instant } => {
                format!("timestamp in {}{}", unit.name(), if *instant { ", UTC" } else { "" })
            }
            Self::Bytes => "bytes".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(..) => "a map".to_owned(),
            Self::Struct(_) => "a group of fields".to_owned(),
            Self::Union(_) => "one of several types".to_owned(),
            Self::Null => "no values".to_owned(),
            Self::Integer | Self::Unsigned(_) | Self::Decimal(_) | Self::Float => return None,
        })
    }
}

/// `decimal of 9 digits, 2 after the point`
pub(super) fn decimal_noun(digits: i32, scale: i32) -> String {
    format!("decimal of {digits} digits, {scale} after the point")
}

/// `unsigned 16-bit integer`
pub(super) fn integer_noun(bits: u8, signed: bool) -> String {
    format!("{}{bits}-bit integer", if signed { "" } else { "unsigned " })
}

impl ColumnMeaning {
    /// The column's type in a table. Postgres has no nanoseconds: a column of them is declared with microseconds, and
    /// becomes text if a value has more.
    pub(super) fn declared(&self) -> Declared {
        let kind = match &self.meaning {
            Meaning::Boolean => {
                ColumnType::Boolean { true_text: "true".to_owned(), false_text: "false".to_owned() }
            }
            Meaning::Integer | Meaning::Unsigned(..=32) => ColumnType::BIGINT,
            Meaning::Unsigned(_) | Meaning::Decimal(_) => ColumnType::NUMERIC,
            Meaning::Float | Meaning::HalfFloat => ColumnType::FLOAT,
            Meaning::Date | Meaning::DateMillis => ColumnType::Date { format: DateFormat::ISO },
            Meaning::Timestamp { unit, instant: false } => timestamp(*unit),
            Meaning::Timestamp { unit, instant: true } => instant(*unit),
            Meaning::Int96 => timestamp(Unit::Nanos),
            Meaning::Time(unit) => time(*unit),
            Meaning::Interval | Meaning::Duration(_) => ColumnType::Interval { format: IntervalFormat::Iso },
            Meaning::Uuid => ColumnType::Uuid { upper: false },
            Meaning::Json | Meaning::List(_) | Meaning::Struct(_) | Meaning::Map(..) => ColumnType::Json,
            Meaning::Text | Meaning::Bytes | Meaning::Null | Meaning::Union(_) => ColumnType::Text,
        };
        Declared { kind, by: self.by.clone() }
    }
}

fn time(unit: Unit) -> ColumnType {
    let format = pattern(unit).trim_start_matches("YYYY-MM-DDT").parse();
    format.map_or(ColumnType::Text, |format| ColumnType::Time { format })
}

fn timestamp(unit: Unit) -> ColumnType {
    let format = pattern(unit).parse();
    format.map_or(ColumnType::Text, |format| ColumnType::Timestamp { format })
}

fn instant(unit: Unit) -> ColumnType {
    let format = format!("{}Z", pattern(unit)).parse();
    format.map_or(ColumnType::Text, |format| ColumnType::TimestampTz { format })
}

fn pattern(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "YYYY-MM-DDThh:mm:ss",
        Unit::Millis => "YYYY-MM-DDThh:mm:ss.SSS",
        Unit::Micros | Unit::Nanos => "YYYY-MM-DDThh:mm:ss.SSSSSS",
    }
}

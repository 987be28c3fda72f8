//! The type of a column: from the text of a cell to its value, and back to the same text.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cell::{Cell, Mismatch};
use crate::kind::clock::TimeFormat;
use crate::kind::date::DateFormat;
use crate::kind::decimal::Decimal;
use crate::kind::float::FloatStyle;
use crate::kind::interval::IntervalFormat;
use crate::kind::number::{self, Number};
use crate::kind::number_format::NumberFormat;
use crate::kind::point::PointFormat;
use crate::kind::timestamp::{TimestampFormat, ZonedFormat};
use crate::kind::{binary_float, json, network, uuid};

/// What the values of a column are, and how the file writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ColumnType {
    /// Two spellings, such as `yes` and `no`.
    Boolean {
        /// The text of true.
        true_text: String,
        /// The text of false.
        false_text: String,
    },
    /// Whole numbers.
    Integer {
        /// The bits that hold every number.
        #[serde(default, skip_serializing_if = "IntegerSize::is_eight")]
        size: IntegerSize,
        /// How they are written; `None`: digits without leading zeros or plus sign.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Box<NumberFormat>>,
    },
    /// Exact decimals.
    Numeric {
        /// How they are written; `None`: with a point, as Postgres `numeric` prints them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<Box<NumberFormat>>,
    },
    /// Binary floating-point numbers; only for columns with exponents (`1.5e-07`).
    Float {
        /// How they are written.
        #[serde(default)]
        style: FloatStyle,
    },
    /// Calendar dates.
    Date {
        /// How they are written.
        format: DateFormat,
    },
    /// Times of day.
    Time {
        /// How they are written.
        format: TimeFormat,
    },
    /// Dates with a time of day, without a zone.
    Timestamp {
        /// How they are written.
        format: TimestampFormat,
    },
    /// Instants: dates with a time of day and a zone.
    TimestampTz {
        /// How they are written.
        format: ZonedFormat,
    },
    /// Lengths of time.
    Interval {
        /// How they are written.
        format: IntervalFormat,
    },
    /// UUIDs.
    Uuid {
        /// Whether their letters are upper case.
        #[serde(default)]
        upper: bool,
    },
    /// JSON objects and arrays, kept as they are written.
    Json,
    /// Addresses of the Internet Protocol.
    Inet,
    /// Networks of the Internet Protocol.
    Cidr,
    /// Pairs of numbers in the order of the file, such as geographic coordinates.
    Point {
        /// How they are written.
        format: Box<PointFormat>,
    },
    /// Text as it is.
    Text,
}

/// The bits that hold every whole number of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntegerSize {
    /// 32
    Four,
    /// 64
    #[default]
    Eight,
}

impl IntegerSize {
    fn is_eight(&self) -> bool {
        *self == Self::Eight
    }
}

impl ColumnType {
    /// Whole numbers that fit 32 bits, plainly written.
    pub const INTEGER: Self = Self::Integer { size: IntegerSize::Four, format: None };
    /// Whole numbers that fit 64 bits, plainly written.
    pub const BIGINT: Self = Self::Integer { size: IntegerSize::Eight, format: None };
    /// Decimals, plainly written.
    pub const NUMERIC: Self = Self::Numeric { format: None };
    /// Floating-point numbers as Postgres writes them.
    pub const FLOAT: Self = Self::Float { style: FloatStyle::Postgres };

    /// The value of a text. In every type but text an empty text is [`Cell::Null`].
    ///
    /// # Errors
    /// [`Mismatch`] when [`format`](Self::format) could not give the same text back.
    pub fn parse<'a>(&self, text: &'a str) -> Result<Cell<'a>, Mismatch> {
        if let Self::Text = self {
            return Ok(Cell::Text(text));
        }
        if text.is_empty() {
            return Ok(Cell::Null);
        }
        self.value(text).ok_or_else(|| Mismatch::new(text, self.to_string()))
    }

    #[inline]
    pub(crate) fn value<'a>(&self, text: &'a str) -> Option<Cell<'a>> {
        match self {
            Self::Boolean { true_text, .. } if text == true_text => Some(Cell::Boolean(true)),
            Self::Boolean { false_text, .. } if text == false_text => Some(Cell::Boolean(false)),
            Self::Boolean { .. } => None,
            Self::Integer { size, format } => {
                let value = match format {
                    None => match number::scan(text) {
                        Ok(Number::Integer(value)) => value,
                        _ => return None,
                    },
                    Some(format) => format.parse(text)?.to_integer()?,
                };
                match size {
                    IntegerSize::Four => Some(Cell::Integer4(i32::try_from(value).ok()?)),
                    IntegerSize::Eight => Some(Cell::Integer(value)),
                }
            }
            Self::Numeric { format: None } => Decimal::new(text).map(Cell::Numeric),
            Self::Numeric { format: Some(format) } => format.parse(text).map(Cell::Numeric),
            Self::Float { style: FloatStyle::Postgres } => binary_float::parse(text).map(Cell::Float),
            Self::Float { style } => style.parse(text).map(Cell::Float),
            Self::Date { format } => format.parse(text).map(Cell::Date),
            Self::Time { format } => format.parse(text).map(Cell::Time),
            Self::Timestamp { format } => format.parse(text).map(Cell::Timestamp),
            Self::TimestampTz { format } => format.parse(text).map(Cell::TimestampTz),
            Self::Interval { format } => format.parse(text).map(Cell::Interval),
            Self::Uuid { upper } => uuid::parse(text, *upper).map(Cell::Uuid),
            Self::Json => json::is_container(text).then_some(Cell::Json(text)),
            Self::Inet => network::parse_address(text).map(Cell::Inet),
            Self::Cidr => network::parse_network(text).map(|(address, bits)| Cell::Cidr(address, bits)),
            Self::Point { format } => format.parse(text).map(|(first, second)| Cell::Point(first, second)),
            Self::Text => Some(Cell::Text(text)),
        }
    }

    /// The text of a value in this column, the inverse of [`parse`](Self::parse). NULL is the empty text. A value of
    /// another type than the column's is written in its own plain form (dates in ISO 8601).
    pub fn format(&self, cell: &Cell<'_>) -> String {
        let mut out = String::new();
        self.write(cell, &mut out).expect("a string takes any text");
        out
    }

    /// As [`format`](Self::format), onto the end of a buffer.
    ///
    /// # Errors
    /// When the buffer takes no more text; a `String` always does.
    pub fn write(&self, cell: &Cell<'_>, out: &mut impl fmt::Write) -> fmt::Result {
        match (cell, self) {
            (Cell::Null, _) => Ok(()),
            (Cell::Boolean(true), Self::Boolean { true_text, .. }) => out.write_str(true_text),
            (Cell::Boolean(false), Self::Boolean { false_text, .. }) => out.write_str(false_text),
            (Cell::Boolean(value), _) => write!(out, "{value}"),
            (Cell::Integer4(value), _) => self.write_integer(i64::from(*value), out),
            (Cell::Integer(value), _) => self.write_integer(*value, out),
            (
                Cell::Numeric(number),
                Self::Numeric { format: Some(format) } | Self::Integer { format: Some(format), .. },
            ) => format.write(number, out),
            (Cell::Numeric(number), _) => write!(out, "{number}"),
            (Cell::Float(value), Self::Float { style }) if *style != FloatStyle::Postgres => {
                style.write(*value, out)
            }
            (Cell::Float(value), _) => binary_float::write(*value, out),
            (Cell::Date(days), Self::Date { format }) => format.write(*days, out),
            (Cell::Date(days), _) => DateFormat::ISO.write(*days, out),
            (Cell::Time(micros), Self::Time { format }) => format.write(*micros, out),
            (Cell::Time(micros), _) => TimeFormat::ISO.write(*micros, out),
            (Cell::Timestamp(micros), Self::Timestamp { format }) => format.write(*micros, out),
            (Cell::Timestamp(micros), _) => TimestampFormat::ISO.write(*micros, out),
            (Cell::TimestampTz(micros), Self::TimestampTz { format }) => format.write(*micros, out),
            (Cell::TimestampTz(micros), _) => ZonedFormat::ISO.write(*micros, out),
            (Cell::Interval(interval), Self::Interval { format }) => format.write(interval, out),
            (Cell::Interval(interval), _) => IntervalFormat::Iso.write(interval, out),
            (Cell::Uuid(value), _) => uuid::write(*value, matches!(self, Self::Uuid { upper: true }), out),
            (Cell::Inet(address), _) => write!(out, "{address}"),
            (Cell::Cidr(address, bits), _) => write!(out, "{address}/{bits}"),
            (Cell::Point(first, second), Self::Point { format }) => format.write(*first, *second, out),
            (Cell::Point(first, second), _) => PointFormat::default().write(*first, *second, out),
            (Cell::Json(text) | Cell::Text(text), _) => out.write_str(text),
        }
    }

    fn write_integer(&self, value: i64, out: &mut impl fmt::Write) -> fmt::Result {
        let (Self::Integer { format: Some(format), .. } | Self::Numeric { format: Some(format) }) = self
        else {
            return write!(out, "{value}");
        };
        let digits = value.unsigned_abs().to_string();
        format.write(&Decimal::from_parts(value < 0, &digits, ""), out)
    }

    /// The type's name, as its serialised tag has it: `integer`, `timestamp_tz`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Boolean { .. } => "boolean",
            Self::Integer { .. } => "integer",
            Self::Numeric { .. } => "numeric",
            Self::Float { .. } => "float",
            Self::Date { .. } => "date",
            Self::Time { .. } => "time",
            Self::Timestamp { .. } => "timestamp",
            Self::TimestampTz { .. } => "timestamp_tz",
            Self::Interval { .. } => "interval",
            Self::Uuid { .. } => "uuid",
            Self::Json => "json",
            Self::Inet => "inet",
            Self::Cidr => "cidr",
            Self::Point { .. } => "point",
            Self::Text => "text",
        }
    }

    /// Whether the values are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Integer { .. } | Self::Numeric { .. } | Self::Float { .. })
    }

    /// The unit that every value bears in the file, and that its number leaves out: `%`, `€`.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Integer { format: Some(format), .. } | Self::Numeric { format: Some(format) } => {
                format.unit()
            }
            _ => None,
        }
    }
}

/// With its article, to end "… is not": `an integer`, `a date written DD/MM/YYYY`.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean { true_text, false_text } => write!(f, "`{true_text}` or `{false_text}`"),
            Self::Integer { format: None, size: IntegerSize::Eight } => f.write_str("an integer"),
            Self::Integer { format: None, size: IntegerSize::Four } => f.write_str("an integer of 32 bits"),
            Self::Integer { format: Some(format), .. } => {
                write!(f, "an integer written like {}", format.example(false))
            }
            Self::Numeric { format: None } => f.write_str("a decimal number"),
            Self::Numeric { format: Some(format) } => {
                write!(f, "a decimal number written like {}", format.example(true))
            }
            Self::Float { style: FloatStyle::Postgres } => f.write_str("a floating-point number"),
            Self::Float { style } => write!(f, "a floating-point number written {style}"),
            Self::Date { format } => write!(f, "a date written {format}"),
            Self::Time { format } => write!(f, "a time of day written {format}"),
            Self::Timestamp { format } => write!(f, "a timestamp written {format}"),
            Self::TimestampTz { format } => write!(f, "a timestamp written {format}"),
            Self::Interval { format } => write!(f, "a length of time written {format}"),
            Self::Uuid { .. } => f.write_str("a UUID"),
            Self::Json => f.write_str("a JSON object or array"),
            Self::Inet => f.write_str("an internet address"),
            Self::Cidr => f.write_str("a network"),
            Self::Point { format } => write!(f, "a pair of numbers written like {format}"),
            Self::Text => f.write_str("text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(pattern: &str) -> ColumnType {
        ColumnType::Date { format: pattern.parse().expect(pattern) }
    }

    #[test]
    fn a_mismatch_says_what_was_expected() {
        let mismatch = ColumnType::BIGINT.parse("abc").expect_err("not a number");
        assert_eq!(mismatch.to_string(), "`abc` is not an integer");
        let mismatch = date("DD/MM/YYYY").parse("2024-01-01").expect_err("another format");
        assert_eq!(mismatch.to_string(), "`2024-01-01` is not a date written DD/MM/YYYY");
    }

    #[test]
    fn an_empty_text_is_null_except_in_text() {
        assert_eq!(ColumnType::BIGINT.parse(""), Ok(Cell::Null));
        assert_eq!(ColumnType::Text.parse(""), Ok(Cell::Text("")));
    }

    #[test]
    fn types_serialise_with_a_tag() {
        let json = serde_json::to_string(&date("DD/MM/YYYY")).expect("plain data");
        assert_eq!(json, r#"{"type":"date","format":"DD/MM/YYYY"}"#);
        assert_eq!(serde_json::from_str::<ColumnType>(&json).expect("round trip"), date("DD/MM/YYYY"));
        assert_eq!(serde_json::to_string(&ColumnType::BIGINT).expect("plain data"), r#"{"type":"integer"}"#);
        let unknown = r#"{"type":"date","format":"DD/MM/YY"}"#;
        assert!(serde_json::from_str::<ColumnType>(unknown).is_err());
    }

    /// What versions stored before types had formats.
    #[test]
    fn types_without_formats_are_the_plain_ones() {
        let of = |json: &str| serde_json::from_str::<ColumnType>(json).expect(json);
        assert_eq!(of(r#"{"type":"integer"}"#), ColumnType::BIGINT);
        assert_eq!(of(r#"{"type":"numeric"}"#), ColumnType::NUMERIC);
        assert_eq!(of(r#"{"type":"float"}"#), ColumnType::FLOAT);
    }

    #[test]
    fn number_formats_serialise_by_their_parts() {
        let format = NumberFormat { suffix: "%".to_owned(), ..NumberFormat::default() };
        let kind = ColumnType::Numeric { format: Some(Box::new(format)) };
        let json = serde_json::to_string(&kind).expect("plain data");
        assert_eq!(json, r#"{"type":"numeric","format":{"decimal":"point","suffix":"%"}}"#);
        assert_eq!(serde_json::from_str::<ColumnType>(&json).expect("round trip"), kind);
        assert_eq!(kind.parse("12%").map(|cell| kind.format(&cell)), Ok("12%".to_owned()));
    }
}

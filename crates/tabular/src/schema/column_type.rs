//! The type of a column: from the text of a cell to its value, and back to the same text.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cell::{Cell, Mismatch};
use crate::kind::date::DateFormat;
use crate::kind::float;
use crate::kind::number::{self, Number};
use crate::kind::timestamp::{TimestampFormat, ZonedFormat};

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
    /// Whole numbers that fit 64 bits, without leading zeros or plus sign.
    Integer,
    /// Exact decimals with a point, as Postgres `numeric` prints them.
    Numeric,
    /// Numbers as Postgres `double precision` prints them; only for columns with exponents (`1.5e-07`).
    Float,
    /// Calendar dates.
    Date {
        /// How they are written.
        format: DateFormat,
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
    /// Text as it is.
    Text,
}

impl ColumnType {
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
        let cell = match self {
            Self::Boolean { true_text, .. } if text == true_text => Some(Cell::Boolean(true)),
            Self::Boolean { false_text, .. } if text == false_text => Some(Cell::Boolean(false)),
            Self::Boolean { .. } => None,
            Self::Integer => match number::scan(text) {
                Ok(Number::Integer(value)) => Some(Cell::Integer(value)),
                _ => None,
            },
            Self::Numeric => match number::scan(text) {
                Ok(Number::Integer(_) | Number::BigInteger | Number::Decimal { .. }) => {
                    Some(Cell::Numeric(text))
                }
                _ => None,
            },
            Self::Float => float::parse(text).map(Cell::Float),
            Self::Date { format } => format.parse(text).map(Cell::Date),
            Self::Timestamp { format } => format.parse(text).map(Cell::Timestamp),
            Self::TimestampTz { format } => format.parse(text).map(Cell::TimestampTz),
            Self::Text => Some(Cell::Text(text)),
        };
        cell.ok_or_else(|| Mismatch::new(text, self.to_string()))
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
            (Cell::Integer(value), _) => write!(out, "{value}"),
            (Cell::Float(value), _) => out.write_str(&float::format(*value)),
            (Cell::Numeric(text) | Cell::Text(text), _) => out.write_str(text),
            (Cell::Date(days), Self::Date { format }) => format.write(*days, out),
            (Cell::Date(days), _) => DateFormat::ISO.write(*days, out),
            (Cell::Timestamp(micros), Self::Timestamp { format }) => format.write(*micros, out),
            (Cell::Timestamp(micros), _) => TimestampFormat::ISO.write(*micros, out),
            (Cell::TimestampTz(micros), Self::TimestampTz { format }) => format.write(*micros, out),
            (Cell::TimestampTz(micros), _) => ZonedFormat::ISO.write(*micros, out),
        }
    }

    /// The type's name, as its serialised tag has it: `integer`, `timestamp_tz`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Boolean { .. } => "boolean",
            Self::Integer => "integer",
            Self::Numeric => "numeric",
            Self::Float => "float",
            Self::Date { .. } => "date",
            Self::Timestamp { .. } => "timestamp",
            Self::TimestampTz { .. } => "timestamp_tz",
            Self::Text => "text",
        }
    }
}

/// With its article, to end "… is not": `an integer`, `a date written DD/MM/YYYY`.
impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean { true_text, false_text } => write!(f, "`{true_text}` or `{false_text}`"),
            Self::Integer => f.write_str("an integer"),
            Self::Numeric => f.write_str("a decimal number"),
            Self::Float => f.write_str("a floating-point number"),
            Self::Date { format } => write!(f, "a date written {format}"),
            Self::Timestamp { format } => write!(f, "a timestamp written {format}"),
            Self::TimestampTz { format } => write!(f, "a timestamp written {format}"),
            Self::Text => f.write_str("text"),
        }
    }
}

/// The narrowest type that takes every text both types take: the join of the lattice whose top is text. An integer
/// column that meets decimals becomes numeric; two date formats have nothing in common but text.
pub fn widen(a: &ColumnType, b: &ColumnType) -> ColumnType {
    use ColumnType::{Integer, Numeric, Text};
    match (a, b) {
        _ if a == b => a.clone(),
        (Integer, Numeric) | (Numeric, Integer) => Numeric,
        _ => Text,
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
        let mismatch = ColumnType::Integer.parse("abc").expect_err("not a number");
        assert_eq!(mismatch.to_string(), "`abc` is not an integer");
        let mismatch = date("DD/MM/YYYY").parse("2024-01-01").expect_err("another format");
        assert_eq!(mismatch.to_string(), "`2024-01-01` is not a date written DD/MM/YYYY");
    }

    #[test]
    fn an_empty_text_is_null_except_in_text() {
        assert_eq!(ColumnType::Integer.parse(""), Ok(Cell::Null));
        assert_eq!(ColumnType::Text.parse(""), Ok(Cell::Text("")));
    }

    #[test]
    fn types_serialise_with_a_tag() {
        let json = serde_json::to_string(&date("DD/MM/YYYY")).expect("plain data");
        assert_eq!(json, r#"{"type":"date","format":"DD/MM/YYYY"}"#);
        assert_eq!(serde_json::from_str::<ColumnType>(&json).expect("round trip"), date("DD/MM/YYYY"));
        assert_eq!(serde_json::to_string(&ColumnType::Integer).expect("plain data"), r#"{"type":"integer"}"#);
        let unknown = r#"{"type":"date","format":"DD/MM/YY"}"#;
        assert!(serde_json::from_str::<ColumnType>(unknown).is_err());
    }

    #[test]
    fn widening() {
        assert_eq!(widen(&ColumnType::Integer, &ColumnType::Numeric), ColumnType::Numeric);
        assert_eq!(widen(&ColumnType::Integer, &ColumnType::Float), ColumnType::Text);
        assert_eq!(widen(&date("DD/MM/YYYY"), &date("MM/DD/YYYY")), ColumnType::Text);
        assert_eq!(widen(&date("DD/MM/YYYY"), &date("DD/MM/YYYY")), date("DD/MM/YYYY"));
    }
}

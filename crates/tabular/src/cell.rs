//! One value after its column's type was applied to the text.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::kind::decimal::Decimal;
use crate::kind::interval::Interval;
use crate::wording::shown;

/// A typed value. Borrows the text of the row where the value is text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// No value: an empty field, in a typed column also a quoted empty one.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number of a column whose numbers all fit 32 bits.
    Integer4(i32),
    /// A whole number.
    Integer(i64),
    /// An exact decimal.
    Numeric(Decimal<'a>),
    /// A binary floating-point number, finite.
    Float(f64),
    /// Days since 1970-01-01 in the proleptic Gregorian calendar, years 0001 to 9999.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01T00:00:00 without a time zone.
    Timestamp(i64),
    /// Microseconds since 1970-01-01T00:00:00 UTC.
    TimestampTz(i64),
    /// A length of time.
    Interval(Interval),
    /// The 128 bits of a UUID.
    Uuid(u128),
    /// A JSON object or array, as written.
    Json(&'a str),
    /// An address of the Internet Protocol.
    Inet(IpAddr),
    /// A network: its address, and the bits of its prefix.
    Cidr(IpAddr, u8),
    /// A pair of finite numbers, in the order of the file.
    Point(f64, f64),
    /// Text, as written.
    Text(&'a str),
}

/// A text does not fit the type of its column. Displays as `` `abc` is not an integer ``.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// The text, at most 80 characters of it.
    pub value: String,
    /// What was expected, with its article: `an integer`, `a date written DD/MM/YYYY`.
    pub expected: String,
}

impl Mismatch {
    pub(crate) fn new(value: &str, expected: impl Into<String>) -> Self {
        Self { value: shown(value), expected: expected.into() }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.value, self.expected)
    }
}

impl std::error::Error for Mismatch {}

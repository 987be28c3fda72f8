//! Rows as Postgres sends them, in binary, become text without a detour by Postgres' own JSON: that takes a third of the
//! time of `json_agg`. Only types that are decoded here are sent in binary, see `expression::sent`.

mod calendar;
mod csv;
mod json;
mod numeric;

use std::error::Error as StdError;

pub(super) use csv::CsvRow;
pub(super) use json::JsonRow;
use tokio_postgres::{
    Error, Row,
    types::{FromSql, Type},
};

/// A value's bytes.
#[derive(Debug, Clone, Copy)]
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A value's bytes; `None` is NULL.
fn raw(row: &Row, column: usize) -> Result<Option<&[u8]>, Error> {
    Ok(row.try_get::<_, Option<Raw<'_>>>(column)?.map(|raw| raw.0))
}

/// How a type's bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Date,
    Timestamp {
        zoned: bool,
    },
    Uuid,
    /// JSON as it is; `jsonb` has a byte before it, which says its version.
    Json {
        skipped: usize,
    },
    Text,
}

impl Kind {
    fn of(kind: &Type) -> Self {
        match *kind {
            Type::BOOL => Self::Boolean,
            Type::INT2 => Self::Int2,
            Type::INT4 => Self::Int4,
            Type::INT8 => Self::Int8,
            Type::FLOAT4 => Self::Float4,
            Type::FLOAT8 => Self::Float8,
            Type::NUMERIC => Self::Numeric,
            Type::DATE => Self::Date,
            Type::TIMESTAMP => Self::Timestamp { zoned: false },
            Type::TIMESTAMPTZ => Self::Timestamp { zoned: true },
            Type::UUID => Self::Uuid,
            Type::JSON => Self::Json { skipped: 0 },
            Type::JSONB => Self::Json { skipped: 1 },
            _ => Self::Text,
        }
    }
}

/// So many bytes; zeros where there are others, which no Postgres sends.
fn bytes<const N: usize>(raw: &[u8]) -> [u8; N] {
    raw.try_into().unwrap_or([0; N])
}

/// A whole number of any size.
fn integer(kind: Kind, raw: &[u8]) -> i64 {
    match kind {
        Kind::Int2 => i64::from(i16::from_be_bytes(bytes(raw))),
        Kind::Int4 => i64::from(i32::from_be_bytes(bytes(raw))),
        _ => i64::from_be_bytes(bytes(raw)),
    }
}

/// Appends a whole number.
fn put_integer(number: i64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a binary floating-point number with the fewest digits that mean it, as Postgres does; whether it is a number.
fn put_float(kind: Kind, raw: &[u8], out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let value = match kind {
        Kind::Float4 => {
            let value = f32::from_be_bytes(bytes(raw));
            put_finite(out, value.is_finite().then(|| serde_json::to_string(&value)));
            f64::from(value)
        }
        _ => {
            let value = f64::from_be_bytes(bytes(raw));
            put_finite(out, value.is_finite().then(|| serde_json::to_string(&value)));
            value
        }
    };
    if out.len() > start {
        return true;
    }
    let name: &[u8] = match value {
        _ if value.is_nan() => b"NaN",
        _ if value > 0.0 => b"Infinity",
        _ => b"-Infinity",
    };
    out.extend_from_slice(name);
    false
}

fn put_finite(out: &mut Vec<u8>, written: Option<Result<String, serde_json::Error>>) {
    if let Some(Ok(text)) = written {
        out.extend_from_slice(text.strip_suffix(".0").unwrap_or(&text).as_bytes());
    }
}

/// Appends a UUID.
fn put_uuid(raw: &[u8], out: &mut Vec<u8>) {
    let text = uuid::Uuid::from_bytes(bytes(raw));
    out.extend_from_slice(text.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_postgres_does() {
        let written = |number| {
            let mut out = Vec::new();
            put_integer(number, &mut out);
            String::from_utf8(out).expect("digits")
        };
        for number in [0, 7, -7, 10, i64::MAX, i64::MIN] {
            assert_eq!(written(number), number.to_string());
        }
        let float = |value: f64| {
            let mut out = Vec::new();
            let is_number = put_float(Kind::Float8, &value.to_be_bytes(), &mut out);
            (String::from_utf8(out).expect("digits"), is_number)
        };
        assert_eq!(float(1.0), ("1".to_owned(), true));
        assert_eq!(float(0.1), ("0.1".to_owned(), true));
        assert_eq!(float(f64::NAN), ("NaN".to_owned(), false));
        assert_eq!(float(f64::NEG_INFINITY), ("-Infinity".to_owned(), false));
    }

    #[test]
    fn damaged_bytes_are_no_panic() {
        let mut out = Vec::new();
        for kind in [Kind::Int2, Kind::Int4, Kind::Int8] {
            put_integer(integer(kind, b"x"), &mut out);
        }
        put_float(Kind::Float8, b"", &mut out);
        put_uuid(b"abc", &mut out);
        assert_eq!(&out[..4], b"0000");
    }
}

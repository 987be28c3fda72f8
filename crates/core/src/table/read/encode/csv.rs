//! Rows as CSV (RFC 4180), with values as Postgres writes them and lines that end as its COPY ends them.

use tokio_postgres::{Error, Row};

use super::{Kind, calendar, integer, numeric, put_float, put_integer, put_uuid, raw};

/// Writes rows of one statement.
#[derive(Debug)]
pub(in super::super) struct CsvRow {
    kinds: Vec<Kind>,
}

impl CsvRow {
    /// For rows like this one, the first `count` values of each.
    pub(in super::super) fn new(row: &Row, count: usize) -> Self {
        Self { kinds: row.columns().iter().take(count).map(|column| Kind::of(column.type_())).collect() }
    }

    /// Appends the line of names.
    pub(in super::super) fn put_header<'a>(names: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
        for (i, name) in names.enumerate() {
            if i > 0 {
                out.push(b',');
            }
            put_text(name.as_bytes(), out);
        }
        out.push(b'\n');
    }

    /// Appends a row. NULL is empty, and the empty text is in quotes.
    pub(in super::super) fn put(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), Error> {
        for (i, kind) in self.kinds.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            if let Some(value) = raw(row, i)? {
                put_value(*kind, value, out);
            }
        }
        out.push(b'\n');
        Ok(())
    }
}

fn put_value(kind: Kind, value: &[u8], out: &mut Vec<u8>) {
    match kind {
        Kind::Boolean => out.push(if value == [0] { b'f' } else { b't' }),
        Kind::Int2 | Kind::Int4 | Kind::Int8 => put_integer(integer(kind, value), out),
        Kind::Float4 | Kind::Float8 => drop(put_float(kind, value, out)),
        Kind::Numeric => drop(numeric::put(value, out)),
        Kind::Json { skipped } => put_text(value.get(skipped..).unwrap_or_default(), out),
        Kind::Text => put_text(value, out),
        Kind::Date => calendar::put_date(i32::from_be_bytes(super::bytes(value)), out),
        Kind::Timestamp { zoned } => {
            let zone: &[u8] = if zoned { b"+00" } else { b"" };
            calendar::put_timestamp(i64::from_be_bytes(super::bytes(value)), b' ', zone, out);
        }
        Kind::Uuid => put_uuid(value, out),
    }
}

fn put_text(text: &[u8], out: &mut Vec<u8>) {
    let is_plain = !text.is_empty() && !text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if is_plain {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(byte);
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_they_must_be() {
        let mut out = Vec::new();
        CsvRow::put_header(["a", "b c", "d,e", "f\"g", ""].into_iter(), &mut out);
        assert_eq!(out, b"a,b c,\"d,e\",\"f\"\"g\",\"\"\n");
    }
}

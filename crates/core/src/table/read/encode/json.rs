//! Rows as JSON objects.

use tokio_postgres::{Error, Row};

use super::{Kind, calendar, integer, numeric, put_float, put_integer, put_uuid, raw};

/// Writes rows of one statement.
#[derive(Debug)]
pub(in super::super) struct JsonRow {
    /// Each member's name as it is written, with the colon, and how its value is.
    members: Vec<(Vec<u8>, Kind)>,
    /// Whether members that are NULL are left out.
    stripped: bool,
}

impl JsonRow {
    /// For rows like this one, whose values are called so.
    pub(in super::super) fn new<'a>(names: impl Iterator<Item = &'a str>, row: &Row, stripped: bool) -> Self {
        let member = |(name, column): (&str, &tokio_postgres::Column)| {
            let mut written = Vec::new();
            put_text(name, &mut written);
            written.push(b':');
            (written, Kind::of(column.type_()))
        };
        Self { members: names.zip(row.columns()).map(member).collect(), stripped }
    }

    /// Appends a row.
    pub(in super::super) fn put(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut before = b'{';
        for (i, (name, kind)) in self.members.iter().enumerate() {
            let value = raw(row, i)?;
            if value.is_none() && self.stripped {
                continue;
            }
            out.push(before);
            before = b',';
            out.extend_from_slice(name);
            match value {
                None => out.extend_from_slice(b"null"),
                Some(value) => put_value(*kind, value, out),
            }
        }
        if before == b'{' {
            out.push(before);
        }
        out.push(b'}');
        Ok(())
    }
}

fn put_value(kind: Kind, value: &[u8], out: &mut Vec<u8>) {
    match kind {
        Kind::Boolean => out.extend_from_slice(if value == [0] { b"false" } else { b"true" }),
        Kind::Int2 | Kind::Int4 | Kind::Int8 => put_integer(integer(kind, value), out),
        Kind::Float4 | Kind::Float8 => put_number(out, |out| put_float(kind, value, out)),
        Kind::Numeric => put_number(out, |out| numeric::put(value, out)),
        Kind::Json { skipped } => out.extend_from_slice(value.get(skipped..).unwrap_or(b"null")),
        Kind::Text => put_text(&String::from_utf8_lossy(value), out),
        Kind::Date => put_quoted(out, |out| {
            calendar::put_date(i32::from_be_bytes(super::bytes(value)), out);
        }),
        Kind::Timestamp { zoned } => put_quoted(out, |out| {
            let zone: &[u8] = if zoned { b"+00:00" } else { b"" };
            calendar::put_timestamp(i64::from_be_bytes(super::bytes(value)), b'T', zone, out);
        }),
        Kind::Uuid => put_quoted(out, |out| put_uuid(value, out)),
    }
}

/// JSON has no infinite numbers: they become texts.
fn put_number(out: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>) -> bool) {
    let start = out.len();
    if !put(out) {
        out.insert(start, b'"');
        out.push(b'"');
    }
}

fn put_quoted(out: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    put(out);
    out.push(b'"');
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    // A Vec takes everything, and a text is always JSON.
    let _ = serde_json::to_writer(out, text);
}

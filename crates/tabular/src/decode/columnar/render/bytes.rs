//! Text, bytes and UUIDs.

use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray};
use arrow_array::{LargeStringArray, StringArray, StringViewArray};
use arrow_schema::DataType;

use super::Fault;

/// What hexadecimal bytes begin with, as Postgres writes `bytea`
/// (<https://www.postgresql.org/docs/current/datatype-binary.html>).
const HEX: &str = "\\x";

/// The bytes of any array that stores them.
pub(super) enum Slices {
    Binary(BinaryArray),
    LargeBinary(LargeBinaryArray),
    BinaryView(BinaryViewArray),
    Fixed(FixedSizeBinaryArray),
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    Utf8View(StringViewArray),
}

impl Slices {
    pub(super) fn of(array: &ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Binary => Self::Binary(array.as_binary().clone()),
            DataType::LargeBinary => Self::LargeBinary(array.as_binary().clone()),
            DataType::BinaryView => Self::BinaryView(array.as_binary_view().clone()),
            DataType::FixedSizeBinary(_) => Self::Fixed(array.as_fixed_size_binary().clone()),
            DataType::Utf8 => Self::Utf8(array.as_string().clone()),
            DataType::LargeUtf8 => Self::LargeUtf8(array.as_string().clone()),
            DataType::Utf8View => Self::Utf8View(array.as_string_view().clone()),
            _ => return None,
        })
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> &[u8] {
        match self {
            Self::Binary(values) => values.value(row),
            Self::LargeBinary(values) => values.value(row),
            Self::BinaryView(values) => values.value(row),
            Self::Fixed(values) => values.value(row),
            Self::Utf8(values) => values.value(row).as_bytes(),
            Self::LargeUtf8(values) => values.value(row).as_bytes(),
            Self::Utf8View(values) => values.value(row).as_bytes(),
        }
    }
}

pub(super) fn push_text(value: &[u8], out: &mut String) -> Result<(), Fault> {
    out.push_str(str::from_utf8(value).map_err(|_| Fault::NotUtf8)?);
    Ok(())
}

pub(super) fn push_hex(value: &[u8], out: &mut String) -> Result<(), Fault> {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    out.push_str(HEX);
    for byte in value {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
    Ok(())
}

/// Text that begins like hexadecimal is written as hexadecimal too, so that what begins so always is.
pub(super) fn push_text_or_hex(value: &[u8], out: &mut String) -> Result<(), Fault> {
    match is_text(value) {
        Some(text) if !text.starts_with(HEX) => {
            out.push_str(text);
            Ok(())
        }
        _ => push_hex(value, out),
    }
}

/// Whether these bytes are a text that a person would recognise: UTF-8 without control characters but line ends and
/// tabs.
fn is_text(value: &[u8]) -> Option<&str> {
    let has_control = value.iter().any(|byte| matches!(byte, 0..=8 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F));
    if has_control { None } else { str::from_utf8(value).ok() }
}

/// Whether every value of an array of bytes is text. Old writers (Impala, Hive, early Spark) store text without saying
/// that it is.
pub(crate) fn looks_like_text(array: &ArrayRef) -> bool {
    let Some(values) = Slices::of(array) else { return false };
    (0..array.len()).filter(|row| array.is_valid(*row)).all(|row| is_text(values.get(row)).is_some())
}

pub(super) fn push_uuid(value: &[u8], out: &mut String) -> Result<(), Fault> {
    for (at, byte) in value.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    Ok(())
}

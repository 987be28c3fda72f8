//! Values that are not made of other values.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float16Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, Int32Array, Int64Array, PrimitiveArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use super::bytes::{self, Slices};
use super::{Cells, Fault, Style, decimal, json, mismatch, number, temporal};
use crate::decode::columnar::meaning::Meaning;
use crate::error::Error;

/// Values that a function writes.
struct Leaf<F> {
    nulls: Option<NullBuffer>,
    /// Whether the value is a string in JSON, or stands as it is.
    quoted: bool,
    write: F,
}

impl<F: Fn(usize, &mut String) -> Result<(), Fault> + Send> Cells for Leaf<F> {
    fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        (self.write)(row, out)
    }

    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        if self.is_null(row) {
            out.push_str("null");
            return Ok(());
        }
        let start = out.len();
        (self.write)(row, out)?;
        // `NaN` and `Infinity` are no JSON numbers.
        if self.quoted || out[start..].contains(['N', 'I']) {
            let text = out.split_off(start);
            json::push_string(out, &text);
        }
        Ok(())
    }
}

/// The values of an array of one of the kinds that stand for themselves.
pub(super) fn cells(array: &ArrayRef, meaning: &Meaning, style: Style) -> Result<Box<dyn Cells>, Error> {
    let nulls = array.logical_nulls();
    let made = match meaning {
        Meaning::Null => leaf(Some(NullBuffer::new_null(array.len())), false, |_, _| Ok(())),
        Meaning::Boolean => {
            let Some(values) = array.as_boolean_opt().cloned() else { return Err(mismatch(array, meaning)) };
            leaf(nulls, false, move |row, out| {
                out.push_str(if values.value(row) { "true" } else { "false" });
                Ok(())
            })
        }
        Meaning::Float => return floats(array, nulls).ok_or_else(|| mismatch(array, meaning)),
        Meaning::HalfFloat => sliced(array, meaning, style, false, number::push_half)?,
        Meaning::Int96 => sliced(array, meaning, style, true, temporal::push_int96)?,
        Meaning::Interval => {
            return temporal::intervals(array, nulls).ok_or_else(|| mismatch(array, meaning));
        }
        Meaning::Uuid => sliced(array, meaning, style, true, bytes::push_uuid)?,
        Meaning::Text | Meaning::Json => sliced(array, meaning, style, true, bytes::push_text)?,
        Meaning::Bytes if style.bytes_as_text => {
            sliced(array, meaning, style, true, bytes::push_text_or_hex)?
        }
        Meaning::Bytes => sliced(array, meaning, style, true, bytes::push_hex)?,
        Meaning::Decimal(scale) => {
            let scale = *scale;
            match array.data_type() {
                DataType::Decimal128(..) => {
                    decimal::wide(array.as_primitive::<arrow_array::types::Decimal128Type>(), nulls, scale)
                }
                DataType::Decimal256(..) => {
                    decimal::wide(array.as_primitive::<arrow_array::types::Decimal256Type>(), nulls, scale)
                }
                DataType::FixedSizeBinary(_) | DataType::BinaryView | DataType::Binary => {
                    sliced(array, meaning, style, false, move |value, out| {
                        decimal::push_bytes(value, scale, out)
                    })?
                }
                _ => {
                    counted(array, meaning, false, move |value, out| decimal::push(value.into(), scale, out))?
                }
            }
        }
        Meaning::Integer => counted(array, meaning, false, number::push)?,
        Meaning::Unsigned(64) => {
            counted(array, meaning, false, |value, out| number::push(value as u64, out))?
        }
        Meaning::Unsigned(_) => counted(array, meaning, false, |value, out| number::push(value as u32, out))?,
        Meaning::Date => counted(array, meaning, true, temporal::push_date)?,
        Meaning::DateMillis => counted(array, meaning, true, temporal::push_date_millis)?,
        Meaning::Time(unit) => {
            let unit = *unit;
            counted(array, meaning, true, move |value, out| temporal::push_time(value, unit, out))?
        }
        Meaning::Timestamp { unit, instant } => {
            let (unit, instant) = (*unit, *instant);
            counted(array, meaning, true, move |value, out| {
                temporal::push_timestamp(value.into(), unit, instant, out);
            })?
        }
        Meaning::Duration(unit) => {
            let unit = *unit;
            counted(array, meaning, true, move |value, out| temporal::push_duration(value, unit, out))?
        }
        Meaning::List(_) | Meaning::Struct(_) | Meaning::Map(..) | Meaning::Union(_) => {
            return Err(mismatch(array, meaning));
        }
    };
    Ok(made)
}

pub(super) fn leaf(
    nulls: Option<NullBuffer>,
    quoted: bool,
    write: impl Fn(usize, &mut String) -> Result<(), Fault> + Send + 'static,
) -> Box<dyn Cells> {
    Box::new(Leaf { nulls, quoted, write })
}

/// Values that are stored as integers.
fn counted(
    array: &ArrayRef,
    meaning: &Meaning,
    quoted: bool,
    push: impl Fn(i64, &mut String) + Send + 'static,
) -> Result<Box<dyn Cells>, Error> {
    let value = integers(array).ok_or_else(|| mismatch(array, meaning))?;
    Ok(leaf(array.logical_nulls(), quoted, move |row, out| {
        push(value(row), out);
        Ok(())
    }))
}

/// Values that are stored as bytes.
fn sliced(
    array: &ArrayRef,
    meaning: &Meaning,
    style: Style,
    quoted: bool,
    push: impl Fn(&[u8], &mut String) -> Result<(), Fault> + Send + 'static,
) -> Result<Box<dyn Cells>, Error> {
    let values = Slices::of(array).ok_or_else(|| mismatch(array, meaning))?;
    Ok(leaf(array.logical_nulls(), quoted, move |row, out| {
        let value = values.get(row);
        if value.len() > style.max_cell_bytes {
            return Err(Fault::TooLong);
        }
        push(value, out)
    }))
}

/// The integers of any array that stores them, up to 64 bits; those without a sign bit by bit.
fn integers(array: &ArrayRef) -> Option<Box<dyn Fn(usize) -> i64 + Send>> {
    use arrow_array::types::{Int8Type, Int16Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type};
    fn by<T: ArrowPrimitiveType>(
        values: &PrimitiveArray<T>,
        widen: impl Fn(T::Native) -> i64 + Send + 'static,
    ) -> Box<dyn Fn(usize) -> i64 + Send> {
        let values = values.clone();
        Box::new(move |row| widen(values.value(row)))
    }
    Some(match array.data_type() {
        DataType::Int8 => by(array.as_primitive::<Int8Type>(), i64::from),
        DataType::Int16 => by(array.as_primitive::<Int16Type>(), i64::from),
        DataType::UInt8 => by(array.as_primitive::<UInt8Type>(), i64::from),
        DataType::UInt16 => by(array.as_primitive::<UInt16Type>(), i64::from),
        DataType::UInt32 => by(array.as_primitive::<UInt32Type>(), i64::from),
        DataType::UInt64 => by(array.as_primitive::<UInt64Type>(), |value| value as i64),
        // Dates, times and small decimals are integers under another name.
        DataType::Int32 | DataType::Date32 | DataType::Time32(_) | DataType::Decimal32(..) => {
            let data = array.to_data().into_builder().data_type(DataType::Int32).build().ok()?;
            by(&Int32Array::from(data), i64::from)
        }
        DataType::Int64
        | DataType::Date64
        | DataType::Time64(_)
        | DataType::Timestamp(..)
        | DataType::Duration(_)
        | DataType::Decimal64(..) => {
            let data = array.to_data().into_builder().data_type(DataType::Int64).build().ok()?;
            by(&Int64Array::from(data), |value| value)
        }
        _ => return None,
    })
}

fn floats(array: &ArrayRef, nulls: Option<NullBuffer>) -> Option<Box<dyn Cells>> {
    Some(match array.data_type() {
        DataType::Float16 => {
            let values = array.as_primitive::<Float16Type>().clone();
            leaf(nulls, false, move |row, out| number::push_half(&values.value(row).to_le_bytes(), out))
        }
        DataType::Float32 => {
            let values = array.as_primitive::<Float32Type>().clone();
            leaf(nulls, false, move |row, out| {
                number::push_single(values.value(row), out);
                Ok(())
            })
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>().clone();
            leaf(nulls, false, move |row, out| {
                number::push_double(values.value(row), out);
                Ok(())
            })
        }
        _ => return None,
    })
}

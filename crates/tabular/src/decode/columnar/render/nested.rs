//! Lists, structs and maps as JSON.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;

use super::{Cells, Fault, Style, json, mismatch};
use crate::decode::columnar::meaning::Meaning;
use crate::error::Error;

/// Where the elements of a row are.
type Ranges = Box<dyn Fn(usize) -> Range<usize> + Send>;

struct List {
    nulls: Option<NullBuffer>,
    ranges: Ranges,
    elements: Box<dyn Cells>,
    style: Style,
}

struct Struct {
    nulls: Option<NullBuffer>,
    fields: Vec<(String, Box<dyn Cells>)>,
    style: Style,
}

struct Map {
    nulls: Option<NullBuffer>,
    ranges: Ranges,
    keys: Box<dyn Cells>,
    values: Box<dyn Cells>,
    style: Style,
}

/// The values of a nested array.
pub(super) fn cells(array: &ArrayRef, meaning: &Meaning, style: Style) -> Result<Box<dyn Cells>, Error> {
    let nulls = array.logical_nulls();
    match (meaning, array.data_type()) {
        (Meaning::List(element), _) => {
            let (values, ranges) = elements(array).ok_or_else(|| mismatch(array, meaning))?;
            Ok(Box::new(List { nulls, ranges, elements: super::cells(&values, element, style)?, style }))
        }
        (Meaning::Struct(fields), DataType::Struct(_)) => {
            let columns = array.as_struct().columns();
            if columns.len() != fields.len() {
                return Err(mismatch(array, meaning));
            }
            let fields = columns
                .iter()
                .zip(fields)
                .map(|(column, (name, meaning))| Ok((name.clone(), super::cells(column, meaning, style)?)));
            Ok(Box::new(Struct { nulls, fields: fields.collect::<Result<_, Error>>()?, style }))
        }
        (Meaning::Map(key, value), DataType::Map(..)) => {
            let map = array.as_map().clone();
            let keys = super::cells(map.keys(), key, style)?;
            let values = super::cells(map.values(), value, style)?;
            let offsets = map.offsets().clone();
            let ranges = Box::new(move |row: usize| offsets[row] as usize..offsets[row + 1] as usize);
            Ok(Box::new(Map { nulls, ranges, keys, values, style }))
        }
        _ => Err(mismatch(array, meaning)),
    }
}

/// The elements of all lists of an array, and which of them are those of a row.
fn elements(array: &ArrayRef) -> Option<(ArrayRef, Ranges)> {
    Some(match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>().clone();
            let offsets = list.offsets().clone();
            (list.values().clone(), Box::new(move |row| offsets[row] as usize..offsets[row + 1] as usize))
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>().clone();
            let offsets = list.offsets().clone();
            (list.values().clone(), Box::new(move |row| offsets[row] as usize..offsets[row + 1] as usize))
        }
        DataType::ListView(_) => {
            let list = array.as_list_view::<i32>().clone();
            let (offsets, sizes) = (list.offsets().clone(), list.sizes().clone());
            let range = move |row: usize| offsets[row] as usize..offsets[row] as usize + sizes[row] as usize;
            (list.values().clone(), Box::new(range))
        }
        DataType::LargeListView(_) => {
            let list = array.as_list_view::<i64>().clone();
            let (offsets, sizes) = (list.offsets().clone(), list.sizes().clone());
            let range = move |row: usize| offsets[row] as usize..offsets[row] as usize + sizes[row] as usize;
            (list.values().clone(), Box::new(range))
        }
        DataType::FixedSizeList(_, size) => {
            let size = usize::try_from(*size).ok()?;
            (array.as_fixed_size_list().values().clone(), Box::new(move |row| row * size..(row + 1) * size))
        }
        _ => return None,
    })
}

fn is_null(nulls: Option<&NullBuffer>, row: usize) -> bool {
    nulls.is_some_and(|nulls| nulls.is_null(row))
}

/// Stops a value that grows beyond what a cell may hold while it is being written.
fn check(written: usize, style: Style) -> Result<(), Fault> {
    if written > style.max_cell_bytes { Err(Fault::TooLong) } else { Ok(()) }
}

impl Cells for List {
    fn is_null(&self, row: usize) -> bool {
        is_null(self.nulls.as_ref(), row)
    }

    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        let start = out.len();
        out.push('[');
        let range = (self.ranges)(row);
        for element in range.clone() {
            if element > range.start {
                out.push(',');
            }
            self.elements.write_json(element, out)?;
            check(out.len() - start, self.style)?;
        }
        out.push(']');
        Ok(())
    }

    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        or_null(self, row, out)
    }
}

impl Cells for Struct {
    fn is_null(&self, row: usize) -> bool {
        is_null(self.nulls.as_ref(), row)
    }

    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        let start = out.len();
        out.push('{');
        for (at, (name, field)) in self.fields.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            json::push_string(out, name);
            out.push(':');
            field.write_json(row, out)?;
            check(out.len() - start, self.style)?;
        }
        out.push('}');
        Ok(())
    }

    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        or_null(self, row, out)
    }
}

/// An object, whatever the type of the keys: a key that is no text becomes its text. Keys that come twice stay so, which
/// JSON allows (RFC 8259 §4).
impl Cells for Map {
    fn is_null(&self, row: usize) -> bool {
        is_null(self.nulls.as_ref(), row)
    }

    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        let start = out.len();
        out.push('{');
        let range = (self.ranges)(row);
        let mut key = String::new();
        for entry in range.clone() {
            if entry > range.start {
                out.push(',');
            }
            key.clear();
            if self.keys.is_null(entry) {
                key.push_str("null");
            } else {
                self.keys.write(entry, &mut key)?;
            }
            json::push_string(out, &key);
            out.push(':');
            self.values.write_json(entry, out)?;
            check(out.len() - start, self.style)?;
        }
        out.push('}');
        Ok(())
    }

    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        or_null(self, row, out)
    }
}

fn or_null(cells: &impl Cells, row: usize, out: &mut String) -> Result<(), Fault> {
    if cells.is_null(row) {
        out.push_str("null");
        return Ok(());
    }
    cells.write(row, out)
}

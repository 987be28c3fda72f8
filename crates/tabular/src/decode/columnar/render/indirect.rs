//! Arrays that refer to the values of another: dictionaries, runs, unions.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int16Type, Int32Type, Int64Type, RunEndIndexType};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::{Cells, Fault, Style, mismatch};
use crate::decode::columnar::meaning::Meaning;
use crate::error::Error;

/// Where a row's value is among the values; `None` for null.
type Position = Box<dyn Fn(usize) -> Option<usize> + Send>;

struct Indirect {
    position: Position,
    values: Box<dyn Cells>,
}

struct Union {
    /// Which of the kinds a row has, and where its value is among those of that kind.
    position: Box<dyn Fn(usize) -> (i8, usize) + Send>,
    kinds: Vec<(i8, Box<dyn Cells>)>,
}

pub(super) fn dictionary(array: &ArrayRef, meaning: &Meaning, style: Style) -> Result<Box<dyn Cells>, Error> {
    let dictionary = array.as_any_dictionary();
    // Without values every key is null.
    let is_empty = dictionary.values().is_empty();
    let keys = if is_empty { vec![0; array.len()] } else { dictionary.normalized_keys() };
    let nulls = dictionary.keys().logical_nulls();
    let position = move |row: usize| {
        let is_null = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
        (!is_null && !is_empty).then(|| keys[row])
    };
    let values = super::cells(dictionary.values(), meaning, style)?;
    Ok(Box::new(Indirect { position: Box::new(position), values }))
}

pub(super) fn runs(array: &ArrayRef, meaning: &Meaning, style: Style) -> Result<Box<dyn Cells>, Error> {
    fn of<T: RunEndIndexType>(array: &ArrayRef) -> Option<(Position, ArrayRef)> {
        let runs = array.as_run_opt::<T>()?.clone();
        let values = runs.values().clone();
        Some((Box::new(move |row| Some(runs.get_physical_index(row))), values))
    }
    let found = of::<Int32Type>(array).or_else(|| of::<Int16Type>(array)).or_else(|| of::<Int64Type>(array));
    let (position, values) = found.ok_or_else(|| mismatch(array, meaning))?;
    Ok(Box::new(Indirect { position, values: super::cells(&values, meaning, style)? }))
}

pub(super) fn union(array: &ArrayRef, meaning: &Meaning, style: Style) -> Result<Box<dyn Cells>, Error> {
    let (Meaning::Union(kinds), DataType::Union(..)) = (meaning, array.data_type()) else {
        return Err(mismatch(array, meaning));
    };
    let union = array.as_union().clone();
    let kinds = kinds.iter().map(|(id, meaning)| Ok((*id, super::cells(union.child(*id), meaning, style)?)));
    let kinds = kinds.collect::<Result<_, Error>>()?;
    let position = Box::new(move |row| (union.type_id(row), union.value_offset(row)));
    Ok(Box::new(Union { position, kinds }))
}

impl Cells for Indirect {
    fn is_null(&self, row: usize) -> bool {
        (self.position)(row).is_none_or(|at| self.values.is_null(at))
    }

    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        (self.position)(row).map_or(Ok(()), |at| self.values.write(at, out))
    }

    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        match (self.position)(row) {
            Some(at) => self.values.write_json(at, out),
            None => {
                out.push_str("null");
                Ok(())
            }
        }
    }
}

impl Union {
    fn find(&self, row: usize) -> Option<(&dyn Cells, usize)> {
        let (id, at) = (self.position)(row);
        self.kinds.iter().find(|(kind, _)| *kind == id).map(|(_, cells)| (cells.as_ref(), at))
    }
}

impl Cells for Union {
    fn is_null(&self, row: usize) -> bool {
        self.find(row).is_none_or(|(cells, at)| cells.is_null(at))
    }

    fn write(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        self.find(row).map_or(Ok(()), |(cells, at)| cells.write(at, out))
    }

    fn write_json(&self, row: usize, out: &mut String) -> Result<(), Fault> {
        match self.find(row) {
            Some((cells, at)) => cells.write_json(at, out),
            None => {
                out.push_str("null");
                Ok(())
            }
        }
    }
}

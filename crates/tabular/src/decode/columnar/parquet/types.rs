//! What the columns mean: logical types, and the converted types of older files
//! (<https://parquet.apache.org/docs/file-format/types/logicaltypes/>).

use arrow_schema::{DataType, FieldRef};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use super::chunk::{damaged, fault};
use super::schema;
use crate::decode::columnar::arrow;
use crate::decode::columnar::meaning::{ColumnMeaning, Meaning, Unit, decimal_noun, integer_noun};
use crate::error::Error;

/// Digits behind the point, or zeros before it, that a decimal may declare. The text of every value has as many.
const MAX_SCALE: i32 = 1000;

/// The columns of the file.
pub(super) fn columns(metadata: &ParquetMetaData) -> Result<Vec<ColumnMeaning>, Error> {
    let schema = metadata.file_metadata().schema_descr();
    let bare = schema::bare(schema).map_err(|error| fault(&error))?;
    let mut leaves = Leaves { schema, embedded: embedded(metadata), next: 0 };
    schema::fields(&bare)?.iter().map(|field| leaves.column(field)).collect()
}

/// The types of the leaves in the Arrow schema that the file may bring along, in their order. It knows durations and
/// seconds, which Parquet itself does not; a broken one is of no use.
fn embedded(metadata: &ParquetMetaData) -> Vec<DataType> {
    let file = metadata.file_metadata();
    let Ok(schema) = parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata()) else {
        return vec![];
    };
    let mut leaves = vec![];
    schema.fields().iter().for_each(|field| collect(field.data_type(), &mut leaves));
    if leaves.len() == file.schema_descr().num_columns() { leaves } else { vec![] }
}

fn collect(kind: &DataType, leaves: &mut Vec<DataType>) {
    match kind {
        DataType::Struct(fields) => fields.iter().for_each(|field| collect(field.data_type(), leaves)),
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => collect(field.data_type(), leaves),
        leaf => leaves.push(leaf.clone()),
    }
}

/// The leaves of the schema, which Parquet and Arrow number alike.
struct Leaves<'a> {
    schema: &'a SchemaDescriptor,
    embedded: Vec<DataType>,
    next: usize,
}

impl Leaves<'_> {
    fn column(&mut self, field: &FieldRef) -> Result<ColumnMeaning, Error> {
        let first = self.next;
        let meaning = self.meaning(field.data_type())?;
        let by = match (&meaning, meaning.noun()) {
            (Meaning::List(_) | Meaning::Struct(_) | Meaning::Map(..), Some(noun)) => noun,
            (_, noun) => describe(&self.schema.column(first), noun),
        };
        Ok(ColumnMeaning { label: field.name().clone(), meaning, by })
    }

    fn meaning(&mut self, kind: &DataType) -> Result<Meaning, Error> {
        Ok(match kind {
            DataType::Struct(fields) => {
                let fields =
                    fields.iter().map(|field| Ok((field.name().clone(), self.meaning(field.data_type())?)));
                Meaning::Struct(fields.collect::<Result<_, Error>>()?)
            }
            DataType::List(element) => Meaning::List(Box::new(self.meaning(element.data_type())?)),
            DataType::Map(entries, _) => match self.meaning(entries.data_type())? {
                Meaning::Struct(mut fields) if fields.len() == 2 => {
                    let (_, value) = fields.remove(1);
                    let (_, key) = fields.remove(0);
                    Meaning::Map(Box::new(key), Box::new(value))
                }
                _ => return Err(damaged("a map has not a key and a value".to_owned())),
            },
            _ => self.leaf()?,
        })
    }

    fn leaf(&mut self) -> Result<Meaning, Error> {
        let index = self.next;
        self.next += 1;
        if index >= self.schema.num_columns() {
            return Err(damaged("its schema has fewer columns than fields".to_owned()));
        }
        let column = self.schema.column(index);
        let meaning = leaf(&column)?;
        match (&meaning, self.embedded.get(index)) {
            (
                Meaning::Integer,
                Some(
                    kind @ (DataType::Timestamp(..)
                    | DataType::Duration(_)
                    | DataType::Time32(_)
                    | DataType::Time64(_)
                    | DataType::Date64),
                ),
            ) => Ok(arrow::meaning_of(kind)),
            _ => Ok(meaning),
        }
    }
}

fn leaf(column: &ColumnDescriptor) -> Result<Meaning, Error> {
    let physical = column.physical_type();
    let is_integer = matches!(physical, Physical::INT32 | Physical::INT64);
    let is_bytes = matches!(physical, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
    let fits = |fits: bool, meaning| if fits { Ok(meaning) } else { Err(contradiction(column)) };
    match logical(column) {
        Some(LogicalType::String | LogicalType::Enum) => fits(is_bytes, Meaning::Text),
        Some(LogicalType::Json) => fits(is_bytes, Meaning::Json),
        Some(LogicalType::Uuid) => fits(is_bytes && column.type_length() == 16, Meaning::Uuid),
        Some(LogicalType::Decimal(decimal)) => {
            let scale = decimal.scale;
            fits(
                (is_integer || is_bytes) && scale.unsigned_abs() <= MAX_SCALE as u32,
                Meaning::Decimal(scale),
            )
        }
        Some(LogicalType::Date) => fits(physical == Physical::INT32, Meaning::Date),
        Some(LogicalType::Time(time)) => fits(is_integer, Meaning::Time(unit(time.unit))),
        Some(LogicalType::Timestamp(timestamp)) => {
            let unit = unit(timestamp.unit);
            fits(
                physical == Physical::INT64,
                Meaning::Timestamp { unit, instant: timestamp.is_adjusted_to_u_t_c },
            )
        }
        Some(LogicalType::Integer(integer)) => {
            let bits = if physical == Physical::INT64 { 64 } else { 32 };
            fits(is_integer, if integer.is_signed { Meaning::Integer } else { Meaning::Unsigned(bits) })
        }
        Some(LogicalType::Float16) => fits(is_bytes && column.type_length() == 2, Meaning::HalfFloat),
        _ if column.converted_type() == ConvertedType::INTERVAL => {
            fits(is_bytes && column.type_length() == 12, Meaning::Interval)
        }
        // Of the rest nothing follows for the text.
        _ => Ok(match physical {
            Physical::BOOLEAN => Meaning::Boolean,
            Physical::INT32 | Physical::INT64 => Meaning::Integer,
            Physical::INT96 => Meaning::Int96,
            Physical::FLOAT | Physical::DOUBLE => Meaning::Float,
            Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => Meaning::Bytes,
        }),
    }
}

/// The logical type; of a file from before there were any, what its converted type stands for. Of those, timestamps
/// count from a UTC midnight ("Deprecated timestamp ConvertedType" of the page above).
fn logical(column: &ColumnDescriptor) -> Option<LogicalType> {
    if let Some(logical) = column.logical_type_ref() {
        return Some(logical.clone());
    }
    Some(match column.converted_type() {
        ConvertedType::UTF8 => LogicalType::String,
        ConvertedType::ENUM => LogicalType::Enum,
        ConvertedType::JSON => LogicalType::Json,
        ConvertedType::BSON => LogicalType::Bson,
        ConvertedType::DECIMAL => LogicalType::decimal(column.type_scale(), column.type_precision()),
        ConvertedType::DATE => LogicalType::Date,
        ConvertedType::TIME_MILLIS => LogicalType::time(true, TimeUnit::MILLIS),
        ConvertedType::TIME_MICROS => LogicalType::time(true, TimeUnit::MICROS),
        ConvertedType::TIMESTAMP_MILLIS => LogicalType::timestamp(true, TimeUnit::MILLIS),
        ConvertedType::TIMESTAMP_MICROS => LogicalType::timestamp(true, TimeUnit::MICROS),
        ConvertedType::INT_8 => LogicalType::integer(8, true),
        ConvertedType::INT_16 => LogicalType::integer(16, true),
        ConvertedType::INT_32 => LogicalType::integer(32, true),
        ConvertedType::INT_64 => LogicalType::integer(64, true),
        ConvertedType::UINT_8 => LogicalType::integer(8, false),
        ConvertedType::UINT_16 => LogicalType::integer(16, false),
        ConvertedType::UINT_32 => LogicalType::integer(32, false),
        ConvertedType::UINT_64 => LogicalType::integer(64, false),
        _ => return None,
    })
}

fn unit(unit: TimeUnit) -> Unit {
    match unit {
        TimeUnit::MILLIS => Unit::Millis,
        TimeUnit::MICROS => Unit::Micros,
        TimeUnit::NANOS => Unit::Nanos,
    }
}

fn contradiction(column: &ColumnDescriptor) -> Error {
    let (path, physical) = (column.path(), column.physical_type());
    let declared =
        column.logical_type_ref().map_or_else(|| column.converted_type().to_string(), |l| format!("{l:?}"));
    damaged(format!("column {path} is stored as {physical} and declared as {declared}, which cannot be"))
}

/// `timestamp in microseconds, UTC (INT64)`: what people call the type, and how the file stores it.
fn describe(column: &ColumnDescriptor, noun: Option<String>) -> String {
    let physical = column.physical_type();
    let meant = match (noun, logical(column)) {
        (_, Some(LogicalType::Enum)) => "enum".to_owned(),
        (_, Some(LogicalType::Bson)) => "BSON".to_owned(),
        (_, Some(LogicalType::Geometry(_))) => "geometry".to_owned(),
        (_, Some(LogicalType::Geography(_))) => "geography".to_owned(),
        (_, Some(LogicalType::Decimal(decimal))) => decimal_noun(decimal.precision, decimal.scale),
        (_, Some(LogicalType::Integer(integer))) => {
            integer_noun(integer.bit_width.unsigned_abs(), integer.is_signed)
        }
        (Some(noun), _) => noun,
        (None, _) => match physical {
            Physical::INT32 => integer_noun(32, true),
            Physical::INT64 => integer_noun(64, true),
            Physical::FLOAT => "single precision".to_owned(),
            Physical::DOUBLE => "double precision".to_owned(),
            other => other.to_string(),
        },
    };
    format!("{meant} ({physical})")
}

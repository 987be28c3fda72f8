//! The schema by which the library reads: without most of its meaning.
//!
//! The library converts values to the types of Arrow, which loses some of them: the year 9999 as nanoseconds, months of an
//! interval, decimals beyond 76 digits, text that is not UTF-8. So it is told of bytes and numbers only, and `render` gives
//! them their meaning.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields};
use parquet::arrow::{FieldLevels, ProjectionMask, parquet_to_arrow_field_levels, parquet_to_arrow_schema};
use parquet::basic::{ConvertedType, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{SchemaDescriptor, Type};

use super::chunk::fault;
use crate::error::Error;

/// Bytes of an INT96, which is stored exactly like a value of that fixed length.
const INT96_BYTES: i32 = 12;

/// How the library finds rows in the columns.
pub(super) fn levels(schema: &SchemaDescriptor) -> std::result::Result<FieldLevels, Error> {
    let bare = bare(schema).map_err(|error| fault(&error))?;
    let fields = fields(&bare)?;
    parquet_to_arrow_field_levels(&bare, ProjectionMask::all(), Some(&viewed(&fields)))
        .map_err(|error| fault(&error))
}

/// The columns and how they nest, with leaves of numbers and bytes.
pub(super) fn fields(bare: &SchemaDescriptor) -> std::result::Result<Fields, Error> {
    Ok(parquet_to_arrow_schema(bare, None).map_err(|error| fault(&error))?.fields)
}

/// The same schema with leaves that mean nothing.
pub(super) fn bare(schema: &SchemaDescriptor) -> Result<SchemaDescriptor> {
    Ok(SchemaDescriptor::new(Arc::new(without_meaning(schema.root_schema(), true)?)))
}

fn without_meaning(part: &Type, is_root: bool) -> Result<Type> {
    let info = part.get_basic_info();
    let id = info.has_id().then(|| info.id());
    if part.is_primitive() {
        let (physical, length) = match part {
            Type::PrimitiveType { physical_type: Physical::INT96, .. } => {
                (Physical::FIXED_LEN_BYTE_ARRAY, INT96_BYTES)
            }
            Type::PrimitiveType { physical_type, type_length, .. } => (*physical_type, *type_length),
            Type::GroupType { .. } => (part.get_physical_type(), 0),
        };
        return Type::primitive_type_builder(part.name(), physical)
            .with_repetition(info.repetition())
            .with_length(length)
            .with_id(id)
            .build();
    }
    let fields = part.get_fields().iter().filter(|field| !is_empty(field));
    let fields = fields.map(|field| without_meaning(field, false).map(Arc::new));
    let builder =
        Type::group_type_builder(part.name()).with_fields(fields.collect::<Result<_>>()?).with_id(id);
    if is_root {
        return builder.build();
    }
    let logical = info.logical_type_ref().cloned();
    let converted = if logical.is_some() { ConvertedType::NONE } else { info.converted_type() };
    builder
        .with_repetition(info.repetition())
        .with_converted_type(converted)
        .with_logical_type(logical)
        .build()
}

/// Whether a group has no values at all; the library leaves such a field out.
fn is_empty(part: &Type) -> bool {
    part.is_group() && part.get_fields().iter().all(|field| is_empty(field))
}

/// Bytes as references into the pages: a value that a dictionary has once is held once, however many rows have it.
fn viewed(fields: &Fields) -> Fields {
    fields.iter().map(view).collect()
}

fn view(field: &FieldRef) -> FieldRef {
    let kind = match field.data_type() {
        DataType::Binary => DataType::BinaryView,
        DataType::List(element) => DataType::List(view(element)),
        DataType::Struct(fields) => DataType::Struct(viewed(fields)),
        DataType::Map(entries, sorted) => DataType::Map(view(entries), *sorted),
        _ => return field.clone(),
    };
    Arc::new(Field::clone(field).with_data_type(kind))
}

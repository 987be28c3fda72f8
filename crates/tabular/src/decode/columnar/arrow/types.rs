//! What the types of Arrow mean.

use arrow_schema::extension::EXTENSION_TYPE_NAME_KEY;
use arrow_schema::{DataType, Field, TimeUnit};

use crate::decode::columnar::meaning::{ColumnMeaning, Meaning, Unit};

pub(super) fn column(field: &Field) -> ColumnMeaning {
    let meaning = of_field(field);
    let by = match (&meaning, field.data_type()) {
        (Meaning::Json, kind) => format!("{kind} (JSON)"),
        (Meaning::Uuid, kind) => format!("{kind} (UUID)"),
        (Meaning::List(_), _) => "a list".to_owned(),
        (Meaning::Struct(_), _) => "a struct".to_owned(),
        (Meaning::Map(..), _) => "a map".to_owned(),
        (_, DataType::Dictionary(_, values)) => format!("dictionary of {values}"),
        (_, kind) => kind.to_string(),
    };
    ColumnMeaning { label: field.name().clone(), meaning, by }
}

/// With the canonical extension types, <https://arrow.apache.org/docs/format/CanonicalExtensions.html>.
fn of_field(field: &Field) -> Meaning {
    match (field.metadata().get(EXTENSION_TYPE_NAME_KEY).map(String::as_str), field.data_type()) {
        (Some("arrow.uuid"), DataType::FixedSizeBinary(16)) => Meaning::Uuid,
        (Some("arrow.json"), kind) if meaning_of(kind) == Meaning::Text => Meaning::Json,
        (_, kind) => meaning_of(kind),
    }
}

/// The meaning of a type alone.
pub(crate) fn meaning_of(kind: &DataType) -> Meaning {
    match kind {
        DataType::Null => Meaning::Null,
        DataType::Boolean => Meaning::Boolean,
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Meaning::Integer,
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Meaning::Unsigned(32),
        DataType::UInt64 => Meaning::Unsigned(64),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Meaning::Float,
        DataType::Timestamp(unit, zone) => Meaning::Timestamp {
            unit: of_unit(unit),
            instant: zone.as_ref().is_some_and(|zone| !zone.is_empty()),
        },
        DataType::Date32 => Meaning::Date,
        DataType::Date64 => Meaning::DateMillis,
        DataType::Time32(unit) | DataType::Time64(unit) => Meaning::Time(of_unit(unit)),
        DataType::Duration(unit) => Meaning::Duration(of_unit(unit)),
        DataType::Interval(_) => Meaning::Interval,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            Meaning::Bytes
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Meaning::Text,
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _) => Meaning::List(Box::new(of_field(element))),
        DataType::Struct(fields) => {
            Meaning::Struct(fields.iter().map(|field| (field.name().clone(), of_field(field))).collect())
        }
        DataType::Map(entries, _) => match meaning_of(entries.data_type()) {
            Meaning::Struct(mut fields) if fields.len() == 2 => {
                let (_, value) = fields.remove(1);
                let (_, key) = fields.remove(0);
                Meaning::Map(Box::new(key), Box::new(value))
            }
            other => Meaning::List(Box::new(other)),
        },
        DataType::Dictionary(_, values) => meaning_of(values),
        DataType::RunEndEncoded(_, values) => of_field(values),
        DataType::Union(fields, _) => {
            Meaning::Union(fields.iter().map(|(id, field)| (id, of_field(field))).collect())
        }
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) => Meaning::Decimal((*scale).into()),
    }
}

fn of_unit(unit: &TimeUnit) -> Unit {
    match unit {
        TimeUnit::Second => Unit::Seconds,
        TimeUnit::Millisecond => Unit::Millis,
        TimeUnit::Microsecond => Unit::Micros,
        TimeUnit::Nanosecond => Unit::Nanos,
    }
}

//! What the types of Arrow mean.

use arrow_schema::extension::EXTENSION_TYPE_NAME_KEY;
use arrow_schema::{DataType, Field, TimeUnit};

use crate::decode::columnar::meaning::{ColumnMeaning, Meaning, Unit, decimal_noun, integer_noun};

pub(super) fn column(field: &Field) -> ColumnMeaning {
    let meaning = of_field(field);
    let by = describe(field.data_type(), &meaning);
    ColumnMeaning { label: field.name().clone(), meaning, by }
}

/// `timestamp in microseconds (Timestamp(µs))`: what people call the type, and the format's name of it.
fn describe(kind: &DataType, meaning: &Meaning) -> String {
    let (values, stored) = match kind {
        DataType::Dictionary(_, values) => (&**values, format!("dictionary of {values}")),
        DataType::RunEndEncoded(_, values) => (values.data_type(), format!("runs of {}", values.data_type())),
        kind => (kind, kind.to_string()),
    };
    let meant = match (meaning.noun(), values) {
        (Some(noun), _) if values.is_nested() => return noun,
        (Some(noun), _) => noun,
        (None, DataType::Int8) => integer_noun(8, true),
        (None, DataType::Int16) => integer_noun(16, true),
        (None, DataType::Int32) => integer_noun(32, true),
        (None, DataType::Int64) => integer_noun(64, true),
        (None, DataType::UInt8) => integer_noun(8, false),
        (None, DataType::UInt16) => integer_noun(16, false),
        (None, DataType::UInt32) => integer_noun(32, false),
        (None, DataType::UInt64) => integer_noun(64, false),
        (None, DataType::Float16) => "half precision".to_owned(),
        (None, DataType::Float32) => "single precision".to_owned(),
        (None, DataType::Float64) => "double precision".to_owned(),
        (
            None,
            DataType::Decimal32(digits, scale)
            | DataType::Decimal64(digits, scale)
            | DataType::Decimal128(digits, scale)
            | DataType::Decimal256(digits, scale),
        ) => decimal_noun((*digits).into(), (*scale).into()),
        (None, _) => return stored,
    };
    format!("{meant} ({stored})")
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

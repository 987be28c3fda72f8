//! Lists, structs and maps as JSON.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::*;
use arrow_schema::{DataType, Field};

use super::{array, batch, read, through_parquet, write_parquet};
use parquet::file::properties::WriterProperties;

#[test]
fn lists_with_nulls_at_every_level() {
    let mut list = ListBuilder::new(Int32Builder::new());
    list.append_value([Some(1), None]);
    list.append_null();
    list.append_value([]);
    assert_eq!(through_parquet(array(list.finish())), ["[1,null]", "-", "[]"]);
}

#[test]
fn structs_keep_the_order_of_fields_and_exact_numbers() {
    let decimal = Decimal128Array::from(vec![Some(100), None]).with_precision_and_scale(20, 2).unwrap();
    let fields: Vec<(Arc<Field>, ArrayRef)> = vec![
        (Arc::new(Field::new("z", DataType::Utf8, true)), array(StringArray::from(vec!["a\"\n", "b"]))),
        (Arc::new(Field::new("d", DataType::Decimal128(20, 2), true)), array(decimal)),
        (Arc::new(Field::new("f", DataType::Float64, true)), array(Float64Array::from(vec![f64::NAN, 0.1]))),
        (Arc::new(Field::new("t", DataType::Date32, true)), array(Date32Array::from(vec![0, 1]))),
    ];
    assert_eq!(
        through_parquet(array(StructArray::from(fields))),
        [
            r#"{"z":"a\"\n","d":1.00,"f":"NaN","t":"1970-01-01"}"#,
            r#"{"z":"b","d":null,"f":0.1,"t":"1970-01-02"}"#,
        ]
    );
}

#[test]
fn maps_are_objects_whatever_their_keys() {
    let mut map = MapBuilder::new(None, Int32Builder::new(), StringBuilder::new());
    map.keys().append_value(1);
    map.values().append_value("one");
    map.keys().append_value(2);
    map.values().append_null();
    map.append(true).unwrap();
    map.append(false).unwrap();
    assert_eq!(through_parquet(array(map.finish())), [r#"{"1":"one","2":null}"#, "-"]);
}

#[test]
fn nested_columns_are_described() {
    let mut list = ListBuilder::new(Int32Builder::new());
    list.append_value([Some(1)]);
    let file = read(&write_parquet(&batch([("l", array(list.finish()))]), WriterProperties::new()));
    assert_eq!((file.kinds, file.evidence), (vec!["json"], vec!["declared by the file: a list".to_owned()]));
}

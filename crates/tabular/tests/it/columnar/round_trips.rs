//! Any values, written and read, in Parquet and in Arrow.

use arrow_array::*;
use arrow_ipc::writer::StreamWriter;
use parquet::file::properties::WriterProperties;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{array, batch, read, write_parquet};

fn text() -> impl Strategy<Value = Option<String>> {
    option::of("(?s:.){0,20}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn values_come_back(
        rows in vec((option::of(any::<i64>()), text(), option::of(any::<f64>()), option::of(any::<i128>())), 1..50),
        page_rows in 1..20_usize,
        dictionary in any::<bool>(),
    ) {
        let limit = 10_i128.pow(38);
        let decimals: Decimal128Array = rows.iter().map(|row| row.3.map(|value| value % limit)).collect();
        let written = batch([
            ("integer", array(rows.iter().map(|row| row.0).collect::<Int64Array>())),
            ("text", array(rows.iter().map(|row| row.1.clone()).collect::<StringArray>())),
            ("float", array(rows.iter().map(|row| row.2).collect::<Float64Array>())),
            ("decimal", array(decimals.with_precision_and_scale(38, 0).expect("38 digits"))),
        ]);
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(dictionary)
            .set_data_page_row_count_limit(page_rows)
            .set_write_batch_size(1)
            .build();
        let mut stream = StreamWriter::try_new(Vec::new(), &written.schema()).expect("a vector takes all");
        stream.write(&written).expect("a vector takes all");
        for file in [write_parquet(&written, properties), stream.into_inner().expect("a vector takes all")] {
            let read = read(&file);
            prop_assert_eq!(read.kinds, ["integer", "text", "float", "numeric"]);
            prop_assert_eq!(read.rows.len(), rows.len());
            for (got, (integer, text, float, decimal)) in read.rows.iter().zip(&rows) {
                prop_assert_eq!(&got[0], &integer.map(|value| value.to_string()));
                prop_assert_eq!(&got[1], text);
                let back = got[2].as_ref().map(|text| text.parse::<f64>().expect("a number").to_bits());
                prop_assert_eq!(back, float.map(f64::to_bits));
                prop_assert_eq!(&got[3], &decimal.map(|value| (value % limit).to_string()));
            }
        }
    }
}

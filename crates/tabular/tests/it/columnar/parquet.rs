//! Types, declared and as text.

use std::sync::Arc;

use arrow_array::types::{Float16Type, Int32Type};
use arrow_array::*;
use arrow_buffer::i256;
use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int96, Int96Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use tabular::sniff::{Format, Structure};
use tabular::{RejectReason, Wrapping};

use super::{array, batch, only_column, read, through_parquet, write_parquet};

#[test]
fn integers_of_every_width() {
    assert_eq!(through_parquet(array(Int8Array::from(vec![Some(i8::MIN), None]))), ["-128", "-"]);
    assert_eq!(through_parquet(array(UInt8Array::from(vec![u8::MAX]))), ["255"]);
    assert_eq!(through_parquet(array(UInt16Array::from(vec![u16::MAX]))), ["65535"]);
    assert_eq!(through_parquet(array(UInt32Array::from(vec![u32::MAX]))), ["4294967295"]);
    assert_eq!(through_parquet(array(UInt64Array::from(vec![u64::MAX]))), ["18446744073709551615"]);
    assert_eq!(through_parquet(array(Int64Array::from(vec![i64::MIN]))), ["-9223372036854775808"]);
}

#[test]
fn floats_of_every_width() {
    let half = PrimitiveArray::<Float16Type>::from_iter_values([0.1, -2.5].map(half_of));
    assert_eq!(through_parquet(array(half)), ["0.1", "-2.5"]);
    let single = Float32Array::from(vec![0.1, f32::NAN, f32::INFINITY, -0.0, 3.4e38]);
    assert_eq!(through_parquet(array(single)), ["0.1", "NaN", "Infinity", "-0", "3.4e+38"]);
    let double = Float64Array::from(vec![0.1 + 0.2, 1e15, 1e23, 5e-324]);
    let texts = ["0.30000000000000004", "1e+15", "9.9999999999999992e+22", "5e-324"];
    assert_eq!(through_parquet(array(double)), texts);
}

fn half_of(value: f32) -> <Float16Type as ArrowPrimitiveType>::Native {
    <Float16Type as ArrowPrimitiveType>::Native::from_f32(value)
}

#[test]
fn decimals_of_every_width() {
    let small = Decimal128Array::from(vec![12345, -5, 0]).with_precision_and_scale(7, 3).unwrap();
    assert_eq!(through_parquet(array(small)), ["12.345", "-0.005", "0.000"]);
    let wide = Decimal128Array::from(vec![10_i128.pow(38) - 1]).with_precision_and_scale(38, 38).unwrap();
    assert_eq!(through_parquet(array(wide)), [format!("0.{}", "9".repeat(38))]);
    let wider = i256::from_string(&"7".repeat(76)).unwrap();
    let wider = Decimal256Array::from(vec![wider, i256::MINUS_ONE]).with_precision_and_scale(76, 70).unwrap();
    let texts = [format!("777777.{}", "7".repeat(70)), format!("-0.{}1", "0".repeat(69))];
    assert_eq!(through_parquet(array(wider)), texts);
}

#[test]
fn dates_and_times_in_every_unit() {
    assert_eq!(through_parquet(array(Date32Array::from(vec![-1, 19_000]))), ["1969-12-31", "2022-01-08"]);
    assert_eq!(through_parquet(array(Time32MillisecondArray::from(vec![1]))), ["00:00:00.001"]);
    assert_eq!(through_parquet(array(Time64NanosecondArray::from(vec![1]))), ["00:00:00.000000001"]);
    assert_eq!(through_parquet(array(TimestampSecondArray::from(vec![0]))), ["1970-01-01T00:00:00"]);
    let micros = TimestampMicrosecondArray::from(vec![1_700_000_000_123_456]).with_timezone("+02:00");
    assert_eq!(through_parquet(array(micros)), ["2023-11-14T22:13:20.123456Z"]);
    assert_eq!(through_parquet(array(DurationMillisecondArray::from(vec![1500]))), ["PT1.5S"]);
    assert_eq!(through_parquet(array(IntervalYearMonthArray::from(vec![14]))), ["P1Y2M"]);
}

#[test]
fn declared_types_are_taken_over_with_their_words() {
    let file = batch([
        ("truth", array(BooleanArray::from(vec![true]))),
        ("id", array(UInt64Array::from(vec![1]))),
        ("code", array(StringArray::from(vec!["007"]))),
        ("at", array(TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC"))),
        ("day", array(Date32Array::from(vec![0]))),
        ("price", array(Decimal128Array::from(vec![100]).with_precision_and_scale(9, 2).unwrap())),
        ("ratio", array(Float64Array::from(vec![f64::NAN]))),
        ("noon", array(Time64MicrosecondArray::from(vec![43_200_000_000]))),
        ("wait", array(DurationSecondArray::from(vec![90]))),
    ]);
    let file = read(&write_parquet(&file, WriterProperties::new()));
    assert_eq!(file.layout.format.value, Format::Parquet);
    assert_eq!(file.layout.structure, Structure::Columnar);
    assert_eq!(file.labels, ["truth", "id", "code", "at", "day", "price", "ratio", "noon", "wait"]);
    assert_eq!(
        file.kinds,
        ["boolean", "numeric", "text", "timestamp_tz", "date", "numeric", "float", "time", "interval"]
    );
    assert_eq!(
        file.evidence,
        [
            "declared by the file: boolean (BOOLEAN)",
            "declared by the file: unsigned 64-bit integer (INT64)",
            "declared by the file: text (BYTE_ARRAY)",
            "declared by the file: timestamp in microseconds, UTC (INT64)",
            "declared by the file: date (INT32)",
            "declared by the file: decimal of 9 digits, 2 after the point (INT32)",
            "declared by the file: double precision (DOUBLE)",
            "declared by the file: time in microseconds (INT64)",
            "declared by the file: duration in seconds (INT64)",
        ]
    );
}

#[test]
fn nanoseconds_become_text_only_where_there_are_any() {
    let file = |values: Vec<i64>| {
        read(&write_parquet(
            &batch([("at", array(TimestampNanosecondArray::from(values)))]),
            WriterProperties::new(),
        ))
    };
    let micros = file(vec![1000, 2_000_000]);
    assert_eq!(micros.kinds, ["timestamp"]);
    assert_eq!(only_column(&micros), ["1970-01-01T00:00:00.000001", "1970-01-01T00:00:00.002000"]);
    let nanos = file(vec![1000, 1001]);
    assert_eq!(nanos.kinds, ["text"]);
    assert_eq!(only_column(&nanos), ["1970-01-01T00:00:00.000001", "1970-01-01T00:00:00.000001001"]);
    assert_eq!(
        nanos.evidence,
        ["text: declared by the file as timestamp in nanoseconds (INT64), but row 2 has \
          `1970-01-01T00:00:00.000001001`, not a timestamp written YYYY-MM-DDThh:mm:ss.SSSSSS"]
    );
}

#[test]
fn bytes_are_text_or_hexadecimal_by_column() {
    let bytes = |values: Vec<&[u8]>| through_parquet(array(BinaryArray::from(values)));
    assert_eq!(bytes(vec![b"abc", "ä".as_bytes()]), ["abc", "ä"]);
    assert_eq!(bytes(vec![b"abc", b"\xFF\0"]), ["\\x616263", "\\xff00"]);
    // What looks like hexadecimal must not be taken for it.
    assert_eq!(bytes(vec![b"abc", b"\\x61"]), ["abc", "\\x5c783631"]);
    let fixed = FixedSizeBinaryArray::try_from_iter([[1_u8, 2, 3]].into_iter()).unwrap();
    assert_eq!(through_parquet(array(fixed)), ["\\x010203"]);
}

#[test]
fn text_that_is_not_utf_8_is_set_aside() {
    let file = write_plain("message m { required binary t (STRING); }", |column| {
        let values = [&b"a"[..], b"\xFF", b"b"].map(ByteArray::from);
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
    });
    let file = read(&file);
    assert_eq!(only_column(&file), ["a", "b"]);
    assert_eq!(file.rejected[0].reason, RejectReason::InvalidString);
    assert_eq!(file.rejected[0].line, 2);
}

#[test]
fn int96_keeps_years_beyond_64_bits_of_nanoseconds() {
    let file = write_plain("message m { required int96 t; }", |column| {
        let mut value = Int96::new();
        // 9999-12-31, and 1 ns.
        value.set_data(1, 0, 2_932_896 + 2_440_588);
        column.typed::<Int96Type>().write_batch(&[value], None, None).unwrap();
    });
    let file = read(&file);
    assert_eq!(only_column(&file), ["9999-12-31T00:00:00.000000001"]);
    assert_eq!(file.kinds, ["text"]);
}

fn write_plain(
    schema: &str,
    write: impl FnOnce(&mut parquet::file::writer::SerializedColumnWriter<'_>),
) -> Vec<u8> {
    let mut file = Vec::new();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(&mut file, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    write(&mut column);
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    file
}

#[test]
fn every_codec_encoding_and_page_version() {
    let text: StringArray = (0..5000).map(|i| Some(format!("text {}", i % 700))).collect();
    let numbers: Int32Array = (0..5000).map(|i| (i % 7 > 0).then_some(i)).collect();
    let rows = batch([("t", array(text)), ("n", array(numbers))]);
    let expected = read(&write_parquet(&rows, WriterProperties::new())).rows;
    assert_eq!(expected[4999], [Some("text 99".to_owned()), Some("4999".to_owned())]);
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            let properties = WriterProperties::builder()
                .set_compression(codec)
                .set_writer_version(version)
                .set_max_row_group_row_count(Some(2000))
                .set_data_page_row_count_limit(300)
                .set_write_batch_size(100)
                .build();
            assert_eq!(read(&write_parquet(&rows, properties)).rows, expected, "{codec} {version:?}");
        }
    }
    for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::PLAIN] {
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(false)
            .set_column_encoding("t".into(), encoding)
            .set_column_encoding("n".into(), Encoding::DELTA_BINARY_PACKED)
            .build();
        assert_eq!(read(&write_parquet(&rows, properties)).rows, expected, "{encoding}");
    }
}

#[test]
fn a_dictionary_of_an_arrow_schema_is_its_values() {
    let values: DictionaryArray<Int32Type> = ["a", "b", "a"].into_iter().collect();
    assert_eq!(through_parquet(array(values)), ["a", "b", "a"]);
}

#[test]
fn a_file_without_rows_has_columns() {
    let file =
        read(&write_parquet(&batch([("a", array(Int32Array::from(vec![0; 0])))]), WriterProperties::new()));
    assert_eq!((file.labels, file.rows.len()), (vec!["a".to_owned()], 0));
    assert_eq!(file.kinds, ["integer"]);
}

#[test]
fn a_compressed_file_is_unpacked_first() {
    use std::io::Write;
    let parquet = write_parquet(&batch([("a", array(Int32Array::from(vec![7])))]), WriterProperties::new());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&parquet).unwrap();
    let file = read(&gzip.finish().unwrap());
    assert_eq!(file.layout.wrapping.value, [Wrapping::Gzip]);
    assert_eq!(only_column(&file), ["7"]);
}

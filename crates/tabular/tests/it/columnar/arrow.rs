//! Arrow IPC: files, streams, compressed, and their heads.

use arrow_array::types::{Int8Type, Int32Type, IntervalMonthDayNanoType};
use arrow_array::*;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use tabular::input::Bytes;
use tabular::sniff::Format;
use tabular::{Error, Limits, Overrides, sniff};

use super::{array, batch, only_column, read, refused};

pub(crate) fn stream(batches: &[RecordBatch], compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batches[0].schema(), options).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn file(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

fn rows(n: i32) -> RecordBatch {
    let text: StringArray = (0..n).map(|i| (i % 3 > 0).then(|| format!("row {i}"))).collect();
    batch([("n", array(Int32Array::from_iter_values(0..n))), ("t", array(text))])
}

#[test]
fn files_and_streams_hold_the_same() {
    let batches = [rows(5), rows(5000)];
    let as_file = read(&file(&batches));
    assert_eq!(as_file.layout.format.value, Format::Arrow);
    assert_eq!(as_file.labels, ["n", "t"]);
    assert_eq!(as_file.rows.len(), 5005);
    assert_eq!(as_file.rows[7], [Some("2".to_owned()), Some("row 2".to_owned())]);
    assert_eq!(
        as_file.evidence,
        ["declared by the file: 32-bit integer (Int32)", "declared by the file: text (Utf8)"]
    );
    for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
        let as_stream = read(&stream(&batches, compression));
        assert_eq!(as_stream.layout.format.value, Format::ArrowStream);
        assert_eq!(as_stream.rows, as_file.rows);
    }
}

#[test]
fn types_that_only_arrow_has() {
    let through = |array: ArrayRef| only_column(&read(&stream(&[batch([("c", array)])], None)));
    let dictionary: DictionaryArray<Int8Type> = [Some("a"), None, Some("b")].into_iter().collect();
    assert_eq!(through(array(dictionary)), ["a", "-", "b"]);
    let nothing: DictionaryArray<Int8Type> = [None::<&str>, None].into_iter().collect();
    assert_eq!(through(array(nothing)), ["-", "-"]);
    let runs: RunArray<Int32Type> = ["a", "a", "b"].into_iter().collect();
    assert_eq!(through(array(runs)), ["a", "a", "b"]);
    assert_eq!(
        through(array(StringViewArray::from(vec!["short", "longer than twelve bytes"]))),
        ["short", "longer than twelve bytes"]
    );
    assert_eq!(through(array(LargeStringArray::from(vec!["a"]))), ["a"]);
    assert_eq!(through(array(NullArray::new(2))), ["-", "-"]);
    assert_eq!(through(array(Date64Array::from(vec![86_400_000]))), ["1970-01-02"]);
    let interval = IntervalMonthDayNanoArray::from(vec![IntervalMonthDayNanoType::make_value(1, -2, 3)]);
    assert_eq!(through(array(interval)), ["P1M-2DT0.000000003S"]);
}

#[test]
fn declarations_are_said_in_plain_words() {
    let said = |array: ArrayRef| {
        let evidence = read(&stream(&[batch([("c", array)])], None)).evidence.remove(0);
        evidence.strip_prefix("declared by the file: ").unwrap().to_owned()
    };
    let dictionary: DictionaryArray<Int8Type> = [Some("a"), None].into_iter().collect();
    let runs: RunArray<Int32Type> = ["a", "a"].into_iter().collect();
    let decimals = Decimal128Array::from(vec![100]).with_precision_and_scale(9, 2).unwrap();
    let instants = TimestampMicrosecondArray::from(vec![0]);
    let berlin = instants.clone().with_timezone("Europe/Berlin");
    for (array, words) in [
        (array(BooleanArray::from(vec![true])), "boolean (Boolean)"),
        (array(UInt8Array::from(vec![1])), "unsigned 8-bit integer (UInt8)"),
        (array(Float32Array::from(vec![1.5])), "single precision (Float32)"),
        (array(decimals), "decimal of 9 digits, 2 after the point (Decimal128(9, 2))"),
        (array(Date32Array::from(vec![1])), "date (Date32)"),
        (array(Time64NanosecondArray::from(vec![1000])), "time in nanoseconds (Time64(ns))"),
        (array(instants), "timestamp in microseconds (Timestamp(µs))"),
        (array(berlin), "timestamp in microseconds, UTC (Timestamp(µs, \"Europe/Berlin\"))"),
        (array(DurationSecondArray::from(vec![90])), "duration in seconds (Duration(s))"),
        (array(BinaryArray::from_vec(vec![b"\xFF"])), "bytes (Binary)"),
        (array(LargeStringArray::from(vec!["a"])), "text (LargeUtf8)"),
        (array(dictionary), "text (dictionary of Utf8)"),
        (array(runs), "text (runs of Utf8)"),
        (array(NullArray::new(1)), "no values (Null)"),
        (array(StructArray::from(batch([("a", array(Int32Array::from(vec![1])))]))), "a group of fields"),
    ] {
        assert_eq!(said(array), words);
    }
}

#[test]
fn a_stream_may_end_without_a_mark() {
    let whole = stream(&[rows(10)], None);
    // The mark is eight bytes.
    assert_eq!(read(&whole[..whole.len() - 8]).rows.len(), 10);
    let error = refused(&whole[..whole.len() - 9]);
    assert_eq!(error.code(), "damaged_file");
    assert_eq!(
        error.to_string(),
        "The Arrow file is damaged: it ends too early, so it was cut off or is still being written."
    );
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_that_was() {
    let whole = file(&[rows(10)]);
    for len in 300..whole.len() {
        assert_eq!(refused(&whole[..len]).code(), "damaged_file", "{len}");
    }
}

#[test]
fn the_head_of_a_file_has_the_columns() {
    let whole = file(&[rows(50_000)]);
    let head = Bytes::head(&whole[..64 << 10]);
    let layout = sniff::survey(&head, &Overrides::default(), &Limits::default()).unwrap();
    assert_eq!(layout.labels, ["n", "t"]);
}

#[test]
fn feather_of_the_first_version_is_named() {
    let error = refused(b"FEA1\0\0\0\0\0\0\0\0");
    assert!(matches!(error, Error::UnsupportedFormat { found: "a Feather file of version 1" }), "{error}");
}

//! Parquet and Arrow files, written by the tests themselves.

pub(crate) mod arrow;
mod damaged;
mod nested;
mod parquet;
mod round_trips;

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{ArrayRef, Date32Array, Int16Array, RecordBatch, StringArray};
use tabular::input::Bytes;
use tabular::{Batch, Error, Inference, Layout, Limits, Overrides, RejectedRow, decode, sniff};

/// A file with its declared types.
#[derive(Debug)]
struct Columns {
    layout: Layout,
    labels: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
    rejected: Vec<RejectedRow>,
    kinds: Vec<&'static str>,
    evidence: Vec<String>,
}

fn read_with(file: &[u8], limits: &Limits) -> Result<Columns, Error> {
    let input = Bytes::whole(file);
    let layout = sniff::survey(&input, &Overrides::default(), limits)?;
    let mut decoder = decode::open(&input, &layout, limits)?;
    let mut inference = Inference::new(decoder.labels()).with_declared(decoder.declared());
    let (mut rows, mut rejected) = (vec![], vec![]);
    let mut batch = Batch::new();
    while decoder.read(&mut batch)? {
        inference.observe(&batch);
        for row in batch.rows() {
            rows.push(batch.row(row).map(|cell| cell.map(str::to_owned)).collect());
        }
        rejected.append(&mut batch.rejected);
    }
    assert_eq!(decoder.bytes_read(), file.len() as u64);
    let labels = decoder.labels().to_vec();
    let findings = inference.finish();
    let kinds = findings.iter().map(|finding| finding.column.kind.name()).collect();
    let evidence = findings.into_iter().map(|finding| finding.evidence).collect();
    Ok(Columns { layout, labels, rows, rejected, kinds, evidence })
}

fn read(file: &[u8]) -> Columns {
    read_with(file, &Limits::default()).unwrap()
}

fn refused(file: &[u8]) -> Error {
    read_with(file, &Limits::default()).unwrap_err()
}

/// The cells of the only column of a Parquet file with this array in it, with NULL as `-`.
fn through_parquet(array: ArrayRef) -> Vec<String> {
    only_column(&read(&write_parquet(&batch([("c", array)]), WriterProperties::new())))
}

fn only_column(columns: &Columns) -> Vec<String> {
    columns.rows.iter().map(|row| row[0].clone().unwrap_or_else(|| "-".to_owned())).collect()
}

pub(crate) fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

pub(crate) fn write_parquet(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    file
}

/// A Parquet file of a name, a day and a number, which is missing once.
pub(crate) fn staff() -> Vec<u8> {
    let columns = [
        ("name", array(StringArray::from(vec!["Anna", "Ben"]))),
        ("since", array(Date32Array::from(vec![19_000, 19_001]))),
        ("hours", array(Int16Array::from(vec![Some(40), None]))),
    ];
    write_parquet(&batch(columns), WriterProperties::builder().set_created_by("a test".to_owned()).build())
}

pub(crate) fn array(array: impl arrow_array::Array + 'static) -> ArrayRef {
    Arc::new(array)
}

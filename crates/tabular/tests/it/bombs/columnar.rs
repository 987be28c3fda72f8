//! Parquet and Arrow files.

use arrow_array::{
    BooleanArray, DictionaryArray, Int32Array, Int64Array, NullArray, RecordBatch, StringArray,
};
use arrow_ipc::CompressionType;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::{MIB, ends, varint};
use crate::columnar::arrow::stream;
use crate::columnar::{array, batch, write_parquet};

/// What pages and dictionaries may take together is 512 MiB; these files are refused before that is held.
const MOST: u64 = 256 * MIB;

/// A number that stands nowhere but for the number of rows.
const ROWS: u64 = 12_345;

/// The file with other metadata at its end.
fn with_metadata(file: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let len = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap()) as usize;
    let start = file.len() - 8 - len;
    let metadata = change(&file[start..file.len() - 8]);
    [&file[..start], &metadata, &(metadata.len() as u32).to_le_bytes(), b"PAR1"].concat()
}

/// All of these bytes replaced by others.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (vec![], bytes);
    while let Some(at) = memchr::memmem::find(rest, from) {
        out.extend([&rest[..at], to].concat());
        rest = &rest[at + from.len()..];
    }
    [&out, rest].concat()
}

#[test]
fn more_rows_than_there_can_be() {
    let numbers = batch([("n", array(Int64Array::from(vec![7; ROWS as usize])))]);
    let file = write_parquet(&numbers, WriterProperties::new());
    for rows in [u64::from(u32::MAX), i64::MAX as u64] {
        // Numbers are written with their sign in the lowest bit.
        let file =
            with_metadata(&file, |metadata| replaced(metadata, &varint(ROWS << 1), &varint(rows << 1)));
        ends("rows", &file, "damaged_file", MOST);
        let file = replaced(&file, &varint(ROWS << 1), &varint(u64::from(u32::MAX >> 1) << 1));
        ends("values of a page", &file, "damaged_file", MOST);
    }
}

#[test]
fn groups_in_groups() {
    // FileMetaData of a version, and a schema of groups with one child each.
    let mut metadata = [&b"\x15\x02\x19\xFC"[..], &varint(100_000)].concat();
    for _ in 0..100_000 {
        metadata.extend(b"\x35\0\x18\x01a\x15\x02\0");
    }
    metadata.extend(b"\x16\0\x19\x0C\0");
    let file = [b"PAR1", metadata.as_slice(), &(metadata.len() as u32).to_le_bytes(), b"PAR1"].concat();
    ends("a schema", &file, "damaged_file", MOST);
}

#[test]
fn a_page_that_claims_to_be_large() {
    let text = batch([("t", array(StringArray::from(vec!["y".repeat(5000)])))]);
    for codec in [Compression::SNAPPY, Compression::LZ4_RAW, Compression::ZSTD(Default::default())] {
        let properties =
            WriterProperties::builder().set_compression(codec).set_dictionary_enabled(false).build();
        let file = write_parquet(&text, properties);
        // Of the header of the page: field 2, the length once inflated. 5,000 bytes, their length, and the levels.
        let claimed = |len: u64| [&[0x15][..], &varint(len << 1)].concat();
        let found =
            (5000..5020).find(|len| memchr::memmem::find(&file[..40], &claimed(*len)).is_some()).unwrap();
        let large = replaced(&file[..40], &claimed(found), &claimed(500 << 20));
        let file = [&large, &file[40..]].concat();
        ends("a page", &file, "damaged_file", MOST);
    }
}

#[test]
fn one_long_text_in_every_row() {
    let values = array(StringArray::from(vec!["y".repeat(1 << 20)]));
    let texts = batch([("t", array(DictionaryArray::new(Int32Array::from(vec![0; 3000]), values)))]);
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build();
    ends("Parquet", &write_parquet(&texts, properties), "inflates_too_far", MOST);
    ends("Arrow", &stream(&[texts], Some(CompressionType::ZSTD)), "inflates_too_far", MOST);
}

#[test]
fn rows_of_nothing() {
    let rows = RecordBatch::try_from_iter([("n", array(NullArray::new(i32::MAX as usize)))]).unwrap();
    ends("Arrow", &stream(&[rows], None), "inflates_too_far", MOST);
    let flags = batch([("b", array(BooleanArray::from(vec![true; 5_000_000])))]);
    ends("Parquet", &write_parquet(&flags, WriterProperties::new()), super::READ, MOST);
}

#[test]
fn a_body_that_claims_to_be_large() {
    let numbers = stream(&[batch([("n", array(Int64Array::from(vec![7; 100])))])], None);
    // The length of the body stands in the metadata of the message: 100 numbers, and the bits that tell of nulls.
    let found = (800..1000_u64)
        .rev()
        .find(|len| memchr::memmem::find(&numbers, &len.to_le_bytes()).is_some())
        .unwrap();
    for len in [1_u64 << 40, i64::MAX as u64] {
        ends("Arrow", &replaced(&numbers, &found.to_le_bytes(), &len.to_le_bytes()), "too_much_memory", MOST);
    }
}

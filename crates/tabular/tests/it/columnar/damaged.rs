//! Files that are cut off, contradict themselves or claim too much.

use arrow_array::*;
use parquet::basic::Encoding;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use tabular::input::Bytes;
use tabular::{Error, Limits, Overrides, sniff};

use super::{array, batch, read, read_with, refused, write_parquet};

fn sample() -> Vec<u8> {
    let text: StringArray = (0..300).map(|i| Some(format!("text {}", i % 40))).collect();
    let rows = batch([("n", array(Int64Array::from_iter_values(0..300))), ("t", array(text))]);
    write_parquet(&rows, WriterProperties::new())
}

#[test]
fn the_head_of_a_parquet_file_does_not_suffice() {
    let head = Bytes::head(&sample()[..200]);
    let error = sniff::survey(&head, &Overrides::default(), &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::NeedsWholeFile { found: "a Parquet file" }), "{error}");
}

#[test]
fn a_file_without_its_end_is_refused() {
    let file = sample();
    let error = refused(&file[..file.len() - 1]);
    assert_eq!(
        error.to_string(),
        "The Parquet file is damaged: it has no footer, so it was cut off or is still being written."
    );
    assert!(error.hint().unwrap().starts_with("Export the file again"));
}

#[test]
fn encrypted_files_are_named() {
    let mut file = sample();
    let magic = file.len() - 4;
    file[magic..].copy_from_slice(b"PARE");
    let error = refused(&file);
    assert_eq!(error.to_string(), "This Parquet file is encrypted.");
}

#[test]
fn more_metadata_than_there_is_file() {
    let mut file = sample();
    let len = file.len() - 8;
    file[len..len + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let error = refused(&file);
    assert!(error.to_string().contains("its footer declares 4294967295 bytes"), "{error}");
}

#[test]
fn a_row_beyond_the_limit_is_an_error_and_a_cell_is_set_aside() {
    let text = StringArray::from(vec!["short".to_owned(), "x".repeat(2000)]);
    let file = write_parquet(&batch([("t", array(text))]), WriterProperties::new());
    let limits = Limits { max_cell_bytes: 1000, ..Limits::default() };
    let columns = read_with(&file, &limits).unwrap();
    assert_eq!((columns.rows.len(), columns.rejected.len()), (1, 1));
    let limits = Limits { max_record_bytes: 1000, ..Limits::default() };
    let error = read_with(&file, &limits).unwrap_err();
    assert_eq!((error.code(), error.line()), ("record_too_long", Some(2)));
}

#[test]
fn too_many_columns() {
    let limits = Limits { max_columns: 1, ..Limits::default() };
    assert_eq!(read_with(&sample(), &limits).unwrap_err().code(), "too_many_columns");
}

#[test]
fn texts_that_repeat_the_one_before_are_counted_before_they_are_made() {
    let values = array(StringArray::from(vec!["y".repeat(100_000)]));
    let texts = DictionaryArray::new(Int32Array::from(vec![0; 8192]), values);
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_column_encoding("t".into(), Encoding::DELTA_BYTE_ARRAY)
        .build();
    let file = write_parquet(&batch([("t", array(texts))]), properties);
    assert!(file.len() < 200_000);
    let error = refused(&file);
    assert_eq!(error.to_string(), "Reading a page of this file takes more than 512 MiB of memory.");
}

#[test]
fn rows_that_cost_nothing_end_at_the_limit() {
    let file =
        write_parquet(&batch([("n", array(Int64Array::from(vec![7; 1_000_000])))]), WriterProperties::new());
    assert_eq!(read(&file).rows.len(), 1_000_000);
    let limits = Limits { max_inflated_bytes: 1_000_000, ..Limits::default() };
    assert_eq!(read_with(&file, &limits).unwrap_err().code(), "inflates_too_far");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is wrong with a file, reading it ends, in rows or in an error.
    #[test]
    fn changed_bytes_never_crash(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut file = sample();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let _ = read_with(&file, &Limits::default());
    }
}

#[test]
fn the_sample_is_sound() {
    assert_eq!(read(&sample()).rows.len(), 300);
}

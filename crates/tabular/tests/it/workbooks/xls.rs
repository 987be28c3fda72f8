//! XLS: values, texts across records, sheets, and damaged files.

use proptest::prelude::*;
use tabular::decode::sheet::Kind;
use tabular::{Limits, Overrides};

use super::xls_file::{
    boolean, compound, formula, formula_of, many, number, record, shared_text, stream, text,
};
use super::{cells, values};
use crate::{cells as row, read, refused};

/// Shared texts: one in single bytes, one of two bytes a character with runs of fonts and cut in two, where the second
/// part goes on in single bytes.
fn shared_texts() -> Vec<u8> {
    let mut first = [2_u32.to_le_bytes(), 2_u32.to_le_bytes()].concat();
    first.extend(b"\x03\0\0one");
    // Five characters, wide, one run of fonts; two of them before the cut.
    first.extend(b"\x05\0\x09\x01\0");
    first.extend("ж☃".encode_utf16().flat_map(u16::to_le_bytes));
    let rest = b"\0two\x01\0\x02\0".to_vec();
    [record(0x00FC, &first), record(0x003C, &rest)].concat()
}

fn book(records: Vec<Vec<u8>>) -> Vec<u8> {
    compound("Workbook", &stream(&shared_texts(), &[("Sheet1", 0, records.concat())]))
}

fn value(cell: Vec<u8>) -> (Kind, String) {
    values(&book(vec![cell])).remove(0)
}

#[test]
fn values_of_every_kind() {
    let special = |kind: u8, value: u8| [kind, 0, value, 0, 0, 0, 0xFF, 0xFF];
    for (cell, kind, shown) in [
        (number(0, 0, 0, 0.1), Kind::Number, "0.1"),
        (number(0, 0, 1, 45_322.0), Kind::Date, "2024-01-31"),
        (number(0, 0, 2, 1.5), Kind::Duration, "36:00:00"),
        (shared_text(0, 0, 0), Kind::Text, "one"),
        (shared_text(0, 0, 1), Kind::Text, "ж☃two"),
        (record(0x0204, &[vec![0; 6], text("inline ü", 2)].concat()), Kind::Text, "inline ü"),
        (boolean(0, 0, 1, 0), Kind::Boolean, "true"),
        (boolean(0, 0, 0x07, 1), Kind::Error, "#DIV/0!"),
        (formula(0, 0, 2.5_f64.to_le_bytes()), Kind::Number, "2.5"),
        (formula(0, 0, special(1, 1)), Kind::Boolean, "true"),
        (formula(0, 0, special(2, 0x2A)), Kind::Error, "#N/A"),
        ([formula(0, 0, special(0, 0)), record(0x0207, &text("result", 2))].concat(), Kind::Text, "result"),
    ] {
        assert_eq!(value(cell), (kind, shown.to_owned()));
    }
    assert_eq!(values(&book(vec![formula(0, 0, special(3, 0))])), []);
}

#[test]
fn zeros_that_the_format_shows_are_part_of_an_id() {
    let format = record(0x041E, &[170_u16.to_le_bytes().to_vec(), text("00000", 2)].concat());
    let style = record(0x00E0, &[0_u16.to_le_bytes(), 170_u16.to_le_bytes()].concat());
    let globals = [format, style].concat();
    let rows = [number(0, 0, 3, 1234.0), number(0, 1, 3, 12.5), number(0, 2, 3, -7.0)].concat();
    let found = values(&compound("Workbook", &stream(&globals, &[("Sheet1", 0, rows)])));
    assert_eq!(found, ["01234", "12.5", "-7"].map(|text| (Kind::Number, text.to_owned())));
}

#[test]
fn formulas_without_a_result() {
    let special = |kind: u8| [kind, 0, 0, 0, 0, 0, 0xFF, 0xFF];
    let product = [0x44, 1, 0, 0, 0xC0, 0x1E, 2, 0, 0x05];
    let none = (Kind::NoResult, String::new());
    // A product whose result would be the empty text, and a text that does not come: another cell does, or nothing.
    assert_eq!(values(&book(vec![formula_of(0, 0, special(3), &product)])), std::slice::from_ref(&none));
    let follows = vec![formula(0, 0, special(0)), number(0, 1, 0, 7.0)];
    assert_eq!(values(&book(follows)), [none, (Kind::Number, "7".to_owned())]);
    let ends = vec![
        number(0, 0, 0, 7.0),
        formula(1, 0, special(0)),
        number(2, 0, 0, 8.0),
        formula(3, 0, special(0)),
    ];
    let places: Vec<_> =
        cells(&book(ends), 0).unwrap().into_iter().map(|(row, _, kind, _)| (row, kind)).collect();
    assert_eq!(places, [(1, Kind::Number), (2, Kind::NoResult), (3, Kind::Number), (4, Kind::NoResult)]);
}

#[test]
fn rows_and_columns() {
    let records = vec![many(2, 1, &[0x3FF0_0000, 14]), number(2, 5, 0, 7.0), number(4, 0, 0, 8.0)];
    let found = cells(&book(records), 0).unwrap();
    let places: Vec<_> = found.iter().map(|(row, column, _, text)| (*row, *column, text.as_str())).collect();
    assert_eq!(places, [(3, 1, "1"), (3, 2, "3"), (3, 5, "7"), (5, 0, "8")]);
}

#[test]
fn the_table_of_a_long_workbook() {
    let mut records = vec![shared_text(0, 0, 0), shared_text(0, 1, 1)];
    for i in 1..=300 {
        records.extend([number(i, 0, 0, f64::from(i)), number(i, 1, 1, 45_000.0 + f64::from(i))]);
    }
    let sheets = [("Lists", 1, records[..1].concat()), ("Data ☃", 0, records.concat())];
    let found = read(compound("Workbook", &stream(&shared_texts(), &sheets)));
    assert_eq!(found.labels, ["one", "ж☃two"]);
    assert_eq!(found.rows.len(), 300);
    assert_eq!(found.rows[299], row(&["300", "2024-01-09"]));
    assert_eq!(found.sheet().sheet.value, "Data ☃");
    assert!(found.sheet().sheets[0].hidden);
    assert_eq!(found.layout.format.evidence, "it is a compound file with the stream of an Excel workbook");
}

#[test]
fn other_and_encrypted_documents() {
    let locked = compound("Workbook", &stream(&record(0x002F, &[0; 6]), &[]));
    assert_eq!(refused(locked).code(), "encrypted_workbook");
    assert_eq!(refused(compound("EncryptedPackage", b"?")).code(), "encrypted_workbook");
    let error = refused(compound("WordDocument", b"?"));
    assert_eq!(error.code(), "unsupported_format");
    assert!(error.to_string().contains("an old Word document (DOC)"));
    assert_eq!(refused(compound("Workbook", b"")).code(), "damaged_workbook");
}

#[test]
fn a_chain_of_sectors_may_not_be_a_circle() {
    let mut file = book(vec![number(0, 0, 0, 1.0); 400]);
    // The last entry of the first table that is in use leads back to the first.
    let last = file.windows(4).position(|bytes| bytes == [0xFE, 0xFF, 0xFF, 0xFF]).unwrap();
    let at = (512..1536).step_by(4).rfind(|at| file[*at..at + 4] == [0xFE, 0xFF, 0xFF, 0xFF]).unwrap();
    assert!(last < at);
    file[at..at + 4].copy_from_slice(&4_u32.to_le_bytes());
    assert_eq!(refused(file).code(), "damaged_workbook");
}

proptest! {
    /// Whatever one byte becomes, the answer is rows or an error.
    #[test]
    fn a_changed_byte_never_panics(at in any::<prop::sample::Index>(), byte: u8) {
        let mut file = book(vec![shared_text(0, 0, 1), number(1, 0, 1, 45_322.0), many(2, 1, &[2, 14])]);
        let at = at.index(file.len());
        file[at] = byte;
        let _ = crate::read_with(&file, &Overrides::default(), &Limits::default());
    }

    /// Whatever the records are, the answer is rows or an error.
    #[test]
    fn strange_records_never_panic(
        records in prop::collection::vec((prop::sample::select(vec![
            0x0006, 0x000A, 0x003C, 0x0085, 0x00BD, 0x00D6, 0x00E0, 0x00FC, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0207,
            0x027E, 0x041E, 0x0809, 0x0022, 0x0042,
        ]), prop::collection::vec(any::<u8>(), 0..40)), 0..30)
    ) {
        let records: Vec<_> = records.iter().map(|(kind, data)| record(*kind, data)).collect();
        for file in [book(records.clone()), compound("Book", &stream(&records.concat(), &[("x", 0, vec![])]))] {
            let _ = crate::read_with(&file, &Overrides::default(), &Limits::default());
        }
    }
}

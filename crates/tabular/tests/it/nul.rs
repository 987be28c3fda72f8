//! U+0000: a character as any other, unless the limits say that there can be none.

use arrow_array::{Int32Array, StringArray};
use parquet::file::properties::WriterProperties;
use tabular::input::Bytes;
use tabular::{Column, ColumnType, Limits, Overrides, RejectReason, preview, sniff};

use crate::columnar::arrow::stream;
use crate::columnar::{array, batch, write_parquet};
use crate::workbooks::Xlsx;
use crate::{Read, cells, read, read_as, read_with, refused};

/// The limits of one who loads into Postgres.
fn without_nul() -> Limits {
    Limits { allows_nul: false, ..Limits::default() }
}

/// The file as one reads it who can hold a NUL, and as one does who cannot.
fn both(file: &[u8]) -> [Read; 2] {
    [Limits::default(), without_nul()].map(|limits| read_with(file, &Overrides::default(), &limits).unwrap())
}

#[test]
fn a_nul_is_text_or_its_row_is_set_aside() {
    let [file, strict] = both(b"id,name\n1,x\0y\n\0,z\n3,\"\0\"\n4,d\n");
    assert_eq!(
        file.rows,
        [cells(&["1", "x\0y"]), cells(&["\0", "z"]), cells(&["3", "\0"]), cells(&["4", "d"])]
    );
    assert!(file.rejected.is_empty());
    assert_eq!(strict.rows, [cells(&["4", "d"])]);
    let told: Vec<_> = strict.rejected.iter().map(|row| (row.line, row.byte, row.column)).collect();
    assert_eq!(told, [(2, 8, Some(2)), (3, 14, Some(1)), (4, 18, Some(2))]);
    let first = &strict.rejected[0];
    assert_eq!((first.reason.code(), first.raw.as_str()), ("nul_byte", "1,x\0y"));
    assert_eq!(
        first.reason.to_string(),
        "has a NUL character at byte 11 of the file, which text in Postgres cannot hold: take it out of the file"
    );
}

#[test]
fn a_column_with_a_nul_is_text_and_the_evidence_can_be_shown() {
    let file = b"number,day,truth,place,json\n\
        5,2024-01-02,yes,\"1.5,2.5\",{}\n7\0,2024-01-03\0,no\0,\"3.5\0,4.5\",[1]\0\n6,2024-01-04,no,\"1.5,3.5\",[]\n";
    let [file, strict] = both(file);
    let said = |file: &Read| file.findings.iter().map(|column| column.evidence.clone()).collect::<Vec<_>>();
    assert_eq!(said(&file)[0], "text: the first value fits an integer, but line 3 has `7␀`");
    for (finding, strict) in file.findings.iter().zip(&strict.findings) {
        assert_eq!(finding.column.kind, ColumnType::Text);
        assert!(finding.examples[1].contains('␀'), "{:?}", finding.examples);
        // A row that is set aside decides nothing.
        assert!(strict.column.kind != ColumnType::Text || strict.column.label == "place");
        assert!(!serde_json::to_string(finding).unwrap().contains("u0000"));
    }
    assert_eq!((strict.rows.len(), strict.rejected.len()), (2, 1));
}

#[test]
fn a_unit_or_a_frame_of_nul_is_no_type() {
    let values = [
        "1\x00",
        "\x001",
        "1.5\x00€",
        "(1\x002)",
        "1\x002",
        "yes\x00",
        "POINT (1\x002)",
        "2024\x0001\x0002",
        "10:30\x00",
    ];
    for value in values {
        let [file, _] = both(format!("id,value\n1,{value}\n2,{value}\n3,{value}\n4,\n5,\n6,\n").as_bytes());
        let Column { kind, .. } = &file.findings[1].column;
        assert_eq!(*kind, ColumnType::Text, "{value:?}");
    }
}

#[test]
fn json_has_it_as_an_escape() {
    let [file, strict] = both(b"{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"\\u0000y\"}\n");
    assert_eq!(file.rows[1], cells(&["2", "\0y"]));
    assert_eq!((strict.rows.len(), strict.rejected[0].column), (1, Some(2)));
    assert_eq!(strict.rejected[0].reason, RejectReason::NulByte { byte: 28 });
    assert_eq!(strict.rejected[0].raw, r#"{"a":2,"b":"\u0000y"}"#);
    let [file, strict] = both(br#"{"a":[1,2],"b":["\u0000","z"]}"#);
    assert_eq!(file.rows, [cells(&["1", "\0"]), cells(&["2", "z"])]);
    assert_eq!((&strict.rows[..], strict.rejected[0].column), (&[cells(&["2", "z"])][..], Some(2)));
    // Within nested JSON, and in a name, it stays as it is written.
    for file in both(br#"[{"a\u0000":{"b":"\u0000"}}]"#) {
        assert_eq!(
            (file.labels, file.rows),
            (vec![r"a\u0000".to_owned()], vec![cells(&[r#"{"b":"\u0000"}"#])])
        );
    }
}

#[test]
fn workbooks_have_it_as_an_escape() {
    let row = |a: &str, b: &str| format!("<row><c t='str'><v>{a}</v></c><c t='str'><v>{b}</v></c></row>");
    let table =
        |rows: &[(&str, &str)]| Xlsx::of(&rows.iter().map(|(a, b)| row(a, b)).collect::<String>()).file();
    let [file, strict] = both(&table(&[("name", "town"), ("Ann", "x_x0000_y"), ("Ben", "Bern")]));
    assert_eq!(file.rows, [cells(&["Ann", "x\0y"]), cells(&["Ben", "Bern"])]);
    assert_eq!(strict.rows, [cells(&["Ben", "Bern"])]);
    assert_eq!((strict.rejected[0].line, strict.rejected[0].column), (2, Some(2)));
    assert_eq!(strict.rejected[0].reason, RejectReason::NulCharacter);
    let error =
        read_with(&table(&[("na_x0000_me", "town"), ("Ann", "Bern")]), &Overrides::default(), &without_nul());
    assert_eq!(error.unwrap_err().code(), "unreadable_header");
}

#[test]
fn parquet_and_arrow_have_it_as_it_is() {
    let numbers = array(Int32Array::from(vec![1, 2, 3]));
    let table = batch([("n", numbers), ("t", array(StringArray::from(vec!["a", "b\0c", "d"])))]);
    for file in [write_parquet(&table, WriterProperties::new()), stream(std::slice::from_ref(&table), None)] {
        let [file, strict] = both(&file);
        assert_eq!(file.rows[1], cells(&["2", "b\0c"]));
        let [rejected] = strict.rejected.as_slice() else { panic!("one row") };
        assert_eq!((strict.rows.len(), rejected.line, rejected.column), (2, 2, Some(2)));
        assert_eq!(rejected.reason, RejectReason::NulCharacter);
        assert_eq!(rejected.raw, r#"[2,"b\u0000c"]"#);
    }
    let named = batch([("n\0", array(Int32Array::from(vec![1])))]);
    let file = write_parquet(&named, WriterProperties::new());
    assert_eq!(read(&file).labels, ["n\0"]);
    let error = read_with(&file, &Overrides::default(), &without_nul()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The header on line 1 cannot be read: it has a NUL character, which text in Postgres cannot hold: take it out of the file."
    );
}

#[test]
fn a_header_with_a_nul_is_refused_also_in_a_later_file() {
    let file = b"id,na\0me\n1,x\n";
    assert_eq!(read(file).labels, ["id", "na\0me"]);
    let refusal = read_with(file, &Overrides::default(), &without_nul()).unwrap_err();
    assert_eq!((refusal.code(), refusal.line()), ("unreadable_header", Some(1)));
    let before = read("id,name\n1,x\n").layout;
    assert_eq!(read_as(file, before, &without_nul()).unwrap_err().code(), "unreadable_header");
}

#[test]
fn a_preview_tells_the_rows_that_would_be_set_aside() {
    let (file, limits) = (Bytes::whole(*b"a,b\n1,x\0y\n2,z\n"), without_nul());
    let layout = sniff::survey(&file, &Overrides::default(), &limits).unwrap();
    let preview = preview::read(&file, &layout, &Overrides::default().types, &limits).unwrap();
    assert_eq!((preview.read, preview.rejected, preview.rows), (2, 1, vec![cells(&["2", "z"])]));
    assert_eq!(preview.columns[0].column.kind, ColumnType::INTEGER);
}

#[test]
fn a_file_of_nuls_is_no_text() {
    for nuls in [1, 7, 8, 512, 100_000] {
        assert_eq!(refused(vec![0; nuls]).code(), "unsupported_format", "{nuls}");
    }
}

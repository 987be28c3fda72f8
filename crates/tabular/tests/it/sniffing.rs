//! What a file is taken for.

use tabular::sniff::{Charset, Delimiter, LineEnd, Quote};
use tabular::{Limits, Overrides};

use crate::{cells, layout_of_head, read, read_with, refused};

#[test]
fn nothing_is_an_empty_file() {
    for file in ["", "\n\r\n", "\u{FEFF}", "\u{FEFF}\n"] {
        assert_eq!(refused(file).code(), "empty_file", "{file:?}");
    }
}

#[test]
fn other_kinds_are_refused_by_name() {
    for (bytes, code, name) in [
        (&b"<!doctype html><html><body>Sign in"[..], "html_page", "HTML page"),
        (b"%PDF-1.4\n", "unsupported_format", "PDF"),
        (b"7z\xBC\xAF\x27\x1C\0\x04", "unsupported_compression", "7-Zip"),
    ] {
        let error = refused(bytes);
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(name), "{error}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn the_charset_is_decided_over_the_whole_file() {
    let mut file = b"name,city\n".to_vec();
    for i in 0..100_000 {
        file.extend(format!("n{i},plain\n").bytes());
    }
    file.extend(b"x,caf\xE9\n");
    let head = layout_of_head(&file[..10_000]);
    assert_eq!(head.charset().unwrap().value, Charset::Utf8);
    let whole = read(&file);
    assert_eq!(whole.dialect().charset.value, Charset::Windows1252);
    assert_eq!(
        whole.dialect().charset.evidence,
        "1 byte sequence is not UTF-8; the first is 0xE9 on line 100,002; as Windows-1252, the one character beyond ASCII is a western European letter or usual sign"
    );
    assert_eq!(whole.rows.last().unwrap()[1].as_deref(), Some("café"));
}

#[test]
fn a_few_broken_bytes_leave_utf_8() {
    let text = "name,city\nÄnne,Köln\nBjörn,Malmö\n";
    let file = read([text.as_bytes(), b"x,caf\xE9\n"].concat());
    assert_eq!(file.dialect().charset.value, Charset::Utf8);
    assert_eq!((file.rows.len(), file.rejected.len()), (2, 1));
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_header() {
    let file = read("\u{FEFF}id,name\n1,x\n");
    assert_eq!(file.labels, ["id", "name"]);
    assert_eq!(file.layout.labels, ["id", "name"]);
    assert!(file.dialect().charset.evidence.contains("byte order mark"));
    assert_eq!(file.bytes, [11]);
}

#[test]
fn what_you_choose_wins() {
    let wanted = Overrides {
        charset: Some(Charset::Windows1252),
        delimiter: Some(Delimiter::PIPE),
        quote: Some(Quote::NONE),
        header: Some(0),
        ..Overrides::default()
    };
    let file = read_with(b"a,b|\"c\nx|y\n", &wanted, &Limits::default()).unwrap();
    let dialect = file.dialect();
    assert_eq!(file.labels, ["column_1", "column_2"]);
    assert_eq!(file.rows, [cells(&["a,b", "\"c"]), cells(&["x", "y"])]);
    let said = [
        &dialect.charset.evidence,
        &dialect.delimiter.evidence,
        &dialect.quote.evidence,
        &dialect.frame.header.evidence,
    ];
    assert_eq!(said, ["chosen by you"; 4]);
}

#[test]
fn overrides_may_be_partial_in_json() {
    let wanted: Overrides =
        serde_json::from_str(r#"{"delimiter":"semicolon","charset":"windows_1252"}"#).unwrap();
    assert_eq!((wanted.delimiter, wanted.header), (Some(Delimiter::SEMICOLON), None));
}

#[test]
fn a_file_without_header_gets_numbered_labels() {
    let file = read("1,2024-01-01\n2,2024-01-02\n");
    assert!(file.dialect().frame.header.value == 0);
    assert_eq!(file.labels, ["column_1", "column_2"]);
    assert_eq!(file.rows.len(), 2);
}

#[test]
fn a_single_column_keeps_its_commas() {
    let file = read("remark\nyes, but\nno\n\"a \"\"b\"\"\"\n");
    assert_eq!(file.dialect().delimiter.value, Delimiter::NONE);
    assert_eq!(file.rows, [cells(&["yes, but"]), cells(&["no"]), cells(&["a \"b\""])]);
}

#[test]
fn line_ends_are_told() {
    assert_eq!(read("a,b\r\n1,2\r\n").dialect().line_end.value, LineEnd::Crlf);
    assert_eq!(read("a,b\r\n1,2\r\n").dialect().line_end.evidence, "2 of 2 line ends are `\\r\\n`");
}

#[test]
fn the_head_of_a_big_file_may_end_in_a_quote() {
    let head = "a,b\n1,\"x, y\"\n2,\"unfinished, ";
    let layout = layout_of_head(head);
    let dialect = layout.delimited().unwrap();
    assert_eq!((dialect.delimiter.value, dialect.quote.value), (Delimiter::COMMA, Quote::DOUBLE));
}

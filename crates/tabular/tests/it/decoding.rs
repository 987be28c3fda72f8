//! Records to rows: what is a cell, what is a rejected row, what ends the reading.

use tabular::sniff::{Delimiter, Escape, Frame, Quote};
use tabular::{Detected, Error, Limits, Overrides, sniff};

use crate::{Read, cells, read, read_as, read_with, refused};

/// A file read by RFC 4180 with a header, whatever it looks like.
fn try_read_plain(file: impl AsRef<[u8]>) -> Result<Read, Error> {
    let mut layout = crate::layout("a,b\n1,2\n");
    let dialect = layout.delimited_mut().unwrap();
    dialect.delimiter = Detected::chosen(Delimiter::COMMA);
    dialect.quote = Detected::chosen(Quote::DOUBLE);
    dialect.escape = Detected::chosen(Escape::Doubled);
    dialect.frame = Frame::new(Detected::chosen(0), Detected::chosen(1));
    read_as(file.as_ref(), layout, &Limits::default())
}

fn read_plain(file: impl AsRef<[u8]>) -> Read {
    try_read_plain(file).unwrap()
}

#[test]
fn a_row_may_be_longer_than_a_batch() {
    let long = "x".repeat(3 << 20);
    let file = read_plain(format!("a,b\n1,2\n3,{long}\n4,\"{long}\"\n5,6\n"));
    assert_eq!(file.rows, [["1", "2"], ["3", &long], ["4", &long], ["5", "6"]].map(|row| cells(&row)));
    assert!(file.rejected.is_empty());
}

#[test]
fn null_is_an_unquoted_empty_field() {
    let file = read("a,b,c\n1,,\"\"\n,\"x\"\"y\",z\n");
    assert_eq!(file.rows[0], [Some("1".into()), None, Some(String::new())]);
    assert_eq!(file.rows[1], cells(&["", "x\"y", "z"]));
}

#[test]
fn lines_and_bytes_count_line_ends_in_quotes() {
    let file = read("\n\na,b\r\n1,\"x\r\ny\"\r\n2,z\r\n");
    assert_eq!(file.lines, [4, 6]);
    assert_eq!(file.bytes, [7, 17]);
    assert_eq!(file.rows[0], cells(&["1", "x\r\ny"]));
}

#[test]
fn ragged_rows_are_rejected_with_both_counts() {
    let file = read("a,b,c\n1,2,3\n1,2\n\n1,2,3,4\n4,5,6");
    assert_eq!(file.rows, [cells(&["1", "2", "3"]), cells(&["4", "5", "6"])]);
    let said: Vec<_> = file.rejected.iter().map(|r| (r.line, r.column, r.reason.to_string())).collect();
    assert_eq!(
        said,
        [
            (3, None, "has 2 fields, the header has 3".into()),
            (5, Some(4), "has 4 fields, the header has 3".into())
        ]
    );
    assert_eq!((file.rejected[0].raw.as_str(), file.rejected[0].byte), ("1,2", 12));
}

#[test]
fn text_after_a_closing_quote_rejects_the_row() {
    let file = read_plain("a,b\n1,\"abc\"def\n2,x\n3,y\n");
    assert_eq!(file.rows.len(), 2);
    assert_eq!((file.rejected[0].reason.code(), file.rejected[0].column), ("text_after_quote", Some(2)));
    assert_eq!(file.rejected[0].raw, "1,\"abc\"def");
}

#[test]
fn bytes_that_are_not_text_reject_their_row_only() {
    let file = read(b"a,b\n1,\xC3\xA4\n2,\"x\xFF\"\n3,\xC3\xB6\n");
    assert_eq!(file.rows, [cells(&["1", "ä"]), cells(&["3", "ö"])]);
    let rejected = &file.rejected[0];
    assert_eq!((rejected.reason.code(), rejected.column, rejected.line), ("invalid_text", Some(2), 3));
    assert_eq!(rejected.reason.to_string(), "has a byte that is not UTF-8 text, at byte 13 of the file");
    assert_eq!(rejected.raw, "2,\"x\u{FFFD}\"");
}

#[test]
fn windows_1252_holes_reject_their_row() {
    let file = read(b"a,b\n1,caf\xE9\n2,\x81\n3,r\xE9sum\xE9\n");
    assert_eq!(file.rows, [cells(&["1", "café"]), cells(&["3", "résumé"])]);
    assert_eq!(file.rejected[0].reason.code(), "invalid_text");
    assert_eq!(file.rejected[0].byte, 11);
}

#[test]
fn a_quote_that_never_closes_is_fatal_when_text_follows_it() {
    let error = try_read_plain("a,b\n1,2\n\"x\ny\",\"z\nand more text\n").unwrap_err();
    assert_eq!((error.code(), error.line(), error.column()), ("unclosed_quote", Some(4), Some(2)));
    assert_eq!(error.to_string(), "The quote opened on line 4, column 2 is never closed.");
    assert!(error.hint().is_some());
}

#[test]
fn a_quote_that_never_closes_does_not_take_the_rows_after_it() {
    let file = read_plain("a,b\n1,2\n\"x\ny\",\"z\n3,4\n");
    assert_eq!(file.rows, [cells(&["1", "2"]), cells(&["3", "4"])]);
    let rejected = &file.rejected[0];
    assert_eq!((rejected.line, rejected.column, rejected.raw.as_str()), (3, Some(2), "\"x\ny\",\"z"));
    assert_eq!(rejected.reason.to_string(), "opens a quote that nothing closes before the next row");
}

#[test]
fn a_quote_that_closes_on_its_line_is_not_said_to_be_open() {
    let file = read("a,b\n\"x\"y,1\n\"z\",2\n");
    assert_eq!(file.rows, [cells(&["z", "2"])]);
    let [rejected] = file.rejected.as_slice() else { panic!("{:?}", file.rejected) };
    assert_eq!((rejected.line, rejected.column), (2, Some(1)));
    assert_eq!(rejected.reason.to_string(), "has text after a closing quote");
}

#[test]
fn a_stray_quote_does_not_take_the_rows_up_to_the_next_one() {
    let file = read_plain("a,b,c\n1,\"x,2\n3,y,4\n5,\"z\",6\n7,w,8\n");
    assert_eq!(file.rows, [cells(&["3", "y", "4"]), cells(&["5", "z", "6"]), cells(&["7", "w", "8"])]);
    let rejected = &file.rejected[0];
    assert_eq!(
        (rejected.reason.code(), rejected.line, rejected.raw.as_str()),
        ("unclosed_quote", 2, "1,\"x,2")
    );
    // The text that the quotes enclose makes a row of the right width, but so do all its lines.
    let rows = "3,y,4\n".repeat(20);
    let file = read_plain(format!("a,b,c\n0,x,0\n1,\"x,2\n{rows}5,z\",6\n7,w,8\n"));
    assert_eq!((file.rows.len(), file.rejected.len()), (23, 1));
    assert_eq!(file.rows[21], cells(&["5", "z\"", "6"]));
}

#[test]
fn a_long_text_in_quotes_stays_one_cell() {
    let text = "Dear Sir,\n\nthank you, and\n".repeat(40);
    let file = read_plain(format!("a,b,c\n1,\"{text}\",2\n3,y,4\n"));
    assert_eq!(file.rows, [cells(&["1", &text, "2"]), cells(&["3", "y", "4"])]);
}

#[test]
fn blank_lines_in_quotes_are_no_rows() {
    let text = "\n".repeat(40);
    let file = read_plain(format!("a,b,c\n1,\"{text}\",2\n3,y,4\n"));
    assert_eq!(file.rows, [cells(&["1", &text, "2"]), cells(&["3", "y", "4"])]);
    // Here nothing closes the quote.
    let file = read_plain(format!("a,b,c\n1,x,2\n3,\"y,4\n{}", "\n".repeat(10)));
    assert_eq!((file.rows.len(), file.rejected.len()), (1, 1));
    assert_eq!(file.rejected[0].reason.code(), "unclosed_quote");
}

#[test]
fn quotes_within_quotes_are_text_where_only_that_gives_a_row() {
    let file = read_plain("a,b\n1,\"He said \"hi\" to me\"\n\"\"now\" he, she\",2\n3,\"x\"\n4,\"plain\"\n");
    assert_eq!(file.rows[0], cells(&["1", "He said \"hi\" to me"]));
    assert_eq!(file.rows[1], cells(&["\"now\" he, she", "2"]));
    assert!(file.rejected.is_empty());
    // `""` is one quote or two: both readings have two fields.
    let file = read_plain("a,b\n1,\"say \"\"x\"\" and \"y\" z\"\n2,x\n");
    assert_eq!((file.rows.len(), file.rejected[0].reason.code()), (1, "text_after_quote"));
}

#[test]
fn a_quote_open_beyond_the_longest_row_is_fatal() {
    let limits = Limits { max_record_bytes: 1000, ..Limits::default() };
    let file = format!("a,b\n1,\"{}", "x\n".repeat(400_000));
    let comma = Overrides { delimiter: Some(sniff::Delimiter::COMMA), ..Overrides::default() };
    let error = read_with(file.as_bytes(), &comma, &limits).unwrap_err();
    assert_eq!((error.code(), error.line()), ("unclosed_quote", Some(2)));
    let file = format!("a,b\n1,{}", "x".repeat(2000));
    let error = read_with(file.as_bytes(), &Overrides::default(), &limits).unwrap_err();
    assert_eq!((error.code(), error.line()), ("record_too_long", Some(2)));
}

#[test]
fn a_long_cell_rejects_its_row() {
    let limits = Limits { max_cell_bytes: 10, ..Limits::default() };
    let file = read_with(b"a,b\n1,12345678901\n2,3\n", &Overrides::default(), &limits).unwrap();
    assert_eq!(
        (file.rows.len(), file.rejected[0].reason.code(), file.rejected[0].column),
        (1, "cell_too_long", Some(2))
    );
}

#[test]
fn too_many_columns_are_fatal() {
    let header: Vec<_> = (0..1601).map(|i| format!("c{i}")).collect();
    let error = refused(format!("{}\n", header.join(",")));
    assert_eq!(error.code(), "too_many_columns");
    assert_eq!(error.to_string(), "Line 1 has 1,601 columns; a table can have at most 1,600.");
    // Wider than the part of a text that is split for each delimiter, than the sample, and without a header.
    for columns in [100_000, 200_000] {
        let header: Vec<_> = (0..columns).map(|i| format!("c{i}")).collect();
        let header = header.join(";");
        let values = vec!["1"; columns].join(";");
        for file in [
            format!("{header}\n"),
            format!("{header}\n{values}\n{values}\n"),
            format!("{values}\r\n{values}\r\n"),
        ] {
            assert_eq!(refused(&file).code(), "too_many_columns");
        }
    }
}

#[test]
fn a_meaningless_trailing_delimiter_is_left_out() {
    let file = read(
        "a,b,c\n1,2,3,\n4,5,,\n6,7,8\n9,10,\n11,12,13,\n14,15,16,\n17,18,19,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n1,1,1,\n",
    );
    assert!(file.dialect().trailing_delimiter.value);
    assert_eq!(file.labels, ["a", "b", "c"]);
    assert_eq!(file.rows[1], cells(&["4", "5", ""]));
    assert_eq!(file.rows[2], cells(&["6", "7", "8"]));
    // Whether the third cell is missing or empty cannot be known.
    assert_eq!(file.rejected[0].reason.to_string(), "has 2 fields, the header has 3");
}

#[test]
fn blank_lines_are_null_in_a_single_column_only() {
    assert_eq!(read("a\nx\n\ny\n").rows, [cells(&["x"]), cells(&[""]), cells(&["y"])]);
    assert_eq!(read("a,b\nx,1\n\r\n\ny,2\n").rows.len(), 2);
}

#[test]
fn old_macintosh_line_ends() {
    let file = read("a,b\r1,\"x\ry\"\r2,z");
    assert_eq!(file.rows, [cells(&["1", "x\ry"]), cells(&["2", "z"])]);
    assert_eq!(file.lines, [2, 4]);
}

#[test]
fn utf_16_is_read_with_its_own_byte_positions() {
    let bytes: Vec<u8> =
        "\u{FEFF}id;name\r\n1;Zoë 😀\r\n2;x\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = read(&bytes);
    assert_eq!(file.rows, [cells(&["1", "Zoë 😀"]), cells(&["2", "x"])]);
    assert_eq!(file.labels, ["id", "name"]);
    assert_eq!(file.bytes, [20, 40]);
}

#[test]
fn records_longer_than_the_buffer_are_read() {
    let long = "äx,\n".repeat(300_000);
    let file = read(format!("id,text\n1,\"{long}\"\n2,short\n"));
    assert_eq!(file.rows[0][1].as_deref(), Some(long.as_str()));
    assert_eq!(file.lines, [2, 300_003]);
}

#[test]
fn rows_across_buffers_and_batches_stay_whole() {
    let mut text = String::from("id,name,note\n");
    for i in 0..60_000 {
        text.push_str(&format!("{i},\"näme {i}\",{}\n", if i % 3 == 0 { "" } else { "x" }));
    }
    let file = read(&text);
    assert_eq!(file.rows.len(), 60_000);
    for (i, row) in file.rows.iter().enumerate() {
        assert_eq!((row[0].as_deref(), file.lines[i]), (Some(i.to_string().as_str()), i as u64 + 2));
        assert!(text[file.bytes[i] as usize..].starts_with(&format!("{i},")));
    }
}

#[test]
fn a_stored_layout_reads_a_later_file() {
    let limits = Limits::default();
    let layout = crate::layout("id,name\n1,x\n");
    let json = serde_json::to_string(&layout).unwrap();
    let layout = serde_json::from_str(&json).unwrap();
    let file = read_as(b"id,name,age\n1,x,7\n", layout, &limits).unwrap();
    assert_eq!(file.labels, ["id", "name", "age"]);
    assert_eq!(file.rows, [cells(&["1", "x", "7"])]);
}

#[test]
fn a_file_of_rejected_rows_only_is_read_to_its_end() {
    let text = format!("a,b\n{}", "1,2,3\n".repeat(10_000).replace("1,2,3\n", "1\n"));
    let wanted = Overrides { delimiter: Some(sniff::Delimiter::COMMA), ..Overrides::default() };
    let file = read_with(text.as_bytes(), &wanted, &Limits::default()).unwrap();
    assert_eq!((file.rows.len(), file.rejected.len()), (0, 10_000));
}

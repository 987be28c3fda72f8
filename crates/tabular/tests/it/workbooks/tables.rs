//! Where the table of a sheet ends: totals, notes, other tables.

use super::Xlsx;
use crate::{Read, cells, read};

/// A workbook of rows; each is `A1` or another cell to start from, then cells with `|` between them. A cell of digits is
/// a number, an empty one is left out.
fn sheet(rows: &[(&str, &str)]) -> Vec<u8> {
    let cell = |reference: String, text: &str| match text {
        "" => String::new(),
        _ if text.parse::<f64>().is_ok() => format!("<c r='{reference}'><v>{text}</v></c>"),
        _ => format!("<c r='{reference}' t='str'><v>{text}</v></c>"),
    };
    let row = |(start, texts): &(&str, &str)| {
        let (column, number) = start.split_at(1);
        let column = column.bytes().next().unwrap();
        let cells = texts.split('|').zip(column..);
        let cells: String =
            cells.map(|(text, column)| cell(format!("{}{number}", char::from(column)), text)).collect();
        format!("<row r='{number}'>{cells}</row>")
    };
    Xlsx::of(&rows.iter().map(row).collect::<String>()).file()
}

fn end(read: &Read) -> (Option<u64>, &str) {
    let end = &read.sheet().frame.end;
    (end.value, &end.evidence)
}

fn set_aside(read: &Read) -> Vec<u64> {
    assert!(read.rejected.iter().all(|row| row.reason.code() == "outside_table"), "{:?}", read.rejected);
    read.rejected.iter().map(|row| row.line).collect()
}

#[test]
fn totals_and_a_note_below_an_empty_row() {
    let read = read(sheet(&[
        ("A1", "name|amount"),
        ("A2", "a|10"),
        ("A3", "b|2.5"),
        ("A4", "Total|12.5"),
        ("A6", "Source: x"),
    ]));
    assert_eq!(
        end(&read),
        (Some(4), "the last row says `Total`, and 1 number of it is the sum of the rows above")
    );
    assert_eq!(read.rows, [cells(&["a", "10"]), cells(&["b", "2.5"])]);
    assert_eq!(set_aside(&read), [4, 6]);
}

#[test]
fn totals_of_floats_add_up_but_for_their_last_digits() {
    let with_total = |total| {
        read(sheet(&[("A1", "name|x"), ("A2", "a|0.1"), ("A3", "b|0.2"), ("A4", &format!("Total|{total}"))]))
    };
    assert_eq!(end(&with_total("0.30000000000000004")).0, Some(4));
    assert_eq!(with_total("0.30000010000000004").rows.len(), 3);
}

#[test]
fn a_row_that_is_no_sum_is_a_row() {
    let read = read(sheet(&[("A1", "name|x"), ("A2", "a|1"), ("A3", "b|2"), ("A4", "Total|4")]));
    assert_eq!(end(&read), (None, "the table goes on to the end of the sheet"));
    assert_eq!(read.rows.len(), 3);
}

#[test]
fn in_two_columns_a_lone_cell_is_a_note_only_below_an_empty_row() {
    let rows = [("A1", "name|x"), ("A2", "a|1"), ("A3", "b|2")];
    let with = |last| read(sheet(&[&rows[..], &[last]].concat()));
    assert_eq!(with(("A4", "c")).rows.len(), 3);
    let read = with(("A5", "c"));
    assert_eq!(end(&read), (Some(4), "1 line follows that are no rows: `c`"));
    assert_eq!(with(("A5", "7")).rows.len(), 3, "a number is a value");
}

#[test]
fn a_wider_table_below_is_another() {
    let read = read(sheet(&[
        ("A1", "name|amount"),
        ("A2", "a|1"),
        ("A3", "b|2"),
        ("A5", "Prices"),
        ("A6", "product|price|count"),
        ("A7", "p|1.5|1"),
        ("A8", "q|2.5|2"),
    ]));
    assert_eq!(end(&read), (Some(4), "another table starts in row 6: it stands in other columns"));
    assert_eq!(read.sheet().frame.others, [6]);
    assert_eq!((read.labels.len(), read.rows.len()), (2, 2));
    assert_eq!(set_aside(&read), [5, 6, 7, 8]);
    assert_eq!(read.findings[1].column.kind.name(), "integer");
}

#[test]
fn a_table_behind_totals_and_notes() {
    let read = read(sheet(&[
        ("A1", "name|amount|unit"),
        ("A2", "a|1|kg"),
        ("A3", "b|2|kg"),
        ("A4", "Total|3|"),
        ("A6", "As of May"),
        ("A8", "p|q"),
        ("A9", "u|v"),
        ("A10", "w|x"),
    ]));
    let (end, evidence) = end(&read);
    assert_eq!(end, Some(4));
    assert_eq!(
        evidence,
        "the last row says `Total`, and 1 number of it is the sum of the rows above; another table starts in row 8: it \
         stands in other columns"
    );
}

#[test]
fn a_table_beside_the_columns_of_the_first_is_another() {
    let first = [("B2", "name|amount"), ("B3", "a|1"), ("B4", "b|2")];
    for start in ["A", "C", "F"] {
        let below = [(6, "p|7"), (7, "q|8"), (8, "r|9")].map(|(row, text)| (format!("{start}{row}"), text));
        let below = below.iter().map(|(start, text)| (start.as_str(), *text)).collect::<Vec<_>>();
        let read = read(sheet(&[&first[..], &below].concat()));
        assert_eq!(end(&read), (Some(5), "another table starts in row 6: it stands in other columns"));
        assert_eq!(read.sheet().first_column, 1);
        assert_eq!(read.labels, ["name", "amount"], "{start}");
    }
}

#[test]
fn a_table_in_the_same_columns_has_a_header_of_its_own() {
    let read = read(sheet(&[
        ("A1", "name|amount"),
        ("A2", "a|1"),
        ("A3", "b|2"),
        ("A5", "product|price"),
        ("A6", "p|1.5"),
        ("A7", "q|2.5"),
    ]));
    assert_eq!(end(&read), (Some(4), "another table starts in row 5: it has a header of its own"));
}

#[test]
fn empty_rows_and_sparse_columns_divide_no_table() {
    let read = read(sheet(&[
        ("A1", "name|amount|note"),
        ("A2", "a|1|x"),
        ("A3", "b|2|"),
        ("A5", "c|3|"),
        ("A6", "d|4|"),
        ("A7", "e|5|"),
        ("A9", "f|6||see page 3"),
        ("A10", "g|7|y"),
        ("A11", "h|8|"),
    ]));
    assert_eq!(end(&read), (None, "the table goes on to the end of the sheet"));
    assert_eq!(read.rows.len(), 8);
}

#[test]
fn a_note_left_of_the_table_makes_no_columns() {
    let read = read(sheet(&[("F11", "x|y"), ("F12", "1|a"), ("F13", "2|b"), ("A900", "end")]));
    assert_eq!((read.sheet().first_column, read.labels.len()), (5, 2));
    assert_eq!(end(&read), (Some(14), "1 line follows that are no rows: `end`"));
    assert_eq!(set_aside(&read), [900]);
}

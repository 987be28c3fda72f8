//! Where the table of a sheet ends: totals, notes, other tables.

use tabular::{Limits, Overrides};

use super::Xlsx;
use super::xls_file::{compound, number as number_of, record, stream, text};
use super::zip_file::ods;
use crate::{Read, cells, read, read_with};

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
    assert_eq!(end(&read), (Some(4), "1 line follows that is no row: `c`"));
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
    assert_eq!(end(&read), (Some(14), "1 line follows that is no row: `end`"));
    assert_eq!(set_aside(&read), [900]);
}

/// Columns A to C with so many rows, and what follows.
fn long(rows: usize, behind: &[(&str, &str)]) -> Read {
    let places: Vec<_> = (1..=rows).map(|row| format!("A{}", row + 1)).collect();
    let texts: Vec<_> = (1..=rows).map(|row| format!("r{row}|{row}|t")).collect();
    let body = places.iter().zip(&texts).map(|(place, text)| (place.as_str(), text.as_str()));
    let all: Vec<_> = [("A1", "id|n|kind")].into_iter().chain(body).chain(behind.iter().copied()).collect();
    let read = read(sheet(&all));
    assert!(read.sheet().open_end);
    assert_eq!(
        end(&read),
        (None, "only the beginning of the sheet was seen; its end shows when all of it is read")
    );
    read
}

#[test]
fn totals_and_notes_behind_what_the_survey_saw() {
    let total = (1..=5000).sum::<u32>();
    let read =
        long(5000, &[("A5002", &format!("Total|{total}")), ("A5004", "Source: x"), ("A5005", "As of May")]);
    assert_eq!(read.rows.len(), 5000);
    assert_eq!(set_aside(&read), [5002, 5004, 5005]);
    assert_eq!(read.lines, (2..=5001).collect::<Vec<_>>());
    let wrong = long(5000, &[("A5002", &format!("Total|{}", total + 1)), ("A5003", "Source: x")]);
    assert_eq!(wrong.rows.len(), 5001);
    assert_eq!(set_aside(&wrong), [5003]);
}

#[test]
fn another_table_behind_what_the_survey_saw() {
    let read = long(
        3000,
        &[
            ("A3002", &format!("Total|{}", (1..=3000).sum::<u32>())),
            ("A3004", "Prices"),
            ("A3005", "product|price"),
            ("A3006", "p|1.5"),
            ("A3007", "q|2.5"),
            ("A3009", "u"),
            ("A3010", "v|w|x|y"),
        ],
    );
    assert_eq!(read.rows.len(), 3000);
    assert_eq!(set_aside(&read), [3002, 3004, 3005, 3006, 3007, 3009, 3010]);
}

#[test]
fn what_only_looks_like_an_end_stays_in_its_place() {
    let mut behind = vec![
        ("A3002", "a group"),
        ("A3003", "a|1|t"),
        ("A3004", "Total|5|t"),
        ("A3005", "b|2|t"),
        ("A3007", "c|3|t"),
        ("A3008", "d|4|t"),
        ("A3009", "e|5|t"),
        ("A3011", "another group"),
    ];
    let places: Vec<_> = (3012..3100).map(|row| format!("A{row}")).collect();
    behind.extend(places.iter().map(|place| (place.as_str(), "f|6|t")));
    let read = long(3000, &behind);
    assert_eq!(read.rejected, []);
    let expected = (2..3100).filter(|row| !matches!(row, 3006 | 3010));
    assert_eq!(read.lines, expected.collect::<Vec<_>>());
    let notes: Vec<_> = (3003..3303).map(|row| format!("A{row}")).collect();
    let notes: Vec<_> = notes.iter().map(|place| (place.as_str(), "x")).collect();
    let many = long(3000, &notes);
    assert_eq!(many.rows.len() + many.rejected.len(), 3300);
    assert_eq!(many.rejected.last().unwrap().line, 3302);
}

#[test]
fn an_end_that_somebody_chose_is_not_looked_for() {
    let file = sheet(&[("A1", "id|n"), ("A2", "a|1"), ("A3", "b|2"), ("A4", "Total|3")]);
    let wanted = Overrides { end: Some(0), ..Overrides::default() };
    let read = read_with(&file, &wanted, &Limits::default()).unwrap();
    assert_eq!((read.rows.len(), read.sheet().open_end), (3, false));
}

#[test]
fn cells_merged_over_several_rows_are_told() {
    let text = |place: &str, text: &str| format!("<c r='{place}' t='str'><v>{text}</v></c>");
    let row = |n: u32, region: &str| {
        let region = if region.is_empty() { String::new() } else { text(&format!("A{n}"), region) };
        format!("<row r='{n}'>{region}<c r='B{n}'><v>{n}</v></c></row>")
    };
    let header = format!("<row r='1'>{}{}</row>", text("A1", "region"), text("B1", "n"));
    let rows = header + &row(2, "North") + &row(3, "") + &row(4, "South") + &row(5, "") + &row(6, "");
    let merged = |ranges: &[&str]| {
        let cells: String = ranges.iter().map(|range| format!("<mergeCell ref='{range}'/>")).collect();
        let mut file = Xlsx::of(&rows);
        file.behind = format!("<mergeCells>{cells}</mergeCells><broken");
        read(file.file()).sheet().merged.clone()
    };
    let found = merged(&["A2:A3", "A4:A6", "B2:C2", "D2:D9"]).unwrap();
    assert_eq!(found.value, 2);
    assert_eq!(
        found.evidence,
        "2 cells are merged with those below them: `North` of row 2 spans the rows to 3, and only the first has the value"
    );
    let one = merged(&["A4:A6"]).unwrap().evidence;
    assert_eq!(
        one,
        "1 cell is merged with those below it: `South` of row 4 spans the rows to 6, and only the first has the value"
    );
    assert_eq!(merged(&["A1:A2", "A1:B1"]), None, "those of the header are its own");
}

#[test]
fn cells_merged_in_other_formats() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let number = cell("office:value-type='float' office:value='1'", "1");
    let rows = [
        row(&(cell("", "region") + &cell("", "n"))),
        row(&(cell("table:number-rows-spanned='2'", "North") + &number)),
        row(&("<table:covered-table-cell/>".to_owned() + &number)),
    ];
    let sheet = format!("<table:table table:name='S'>{}</table:table>", rows.concat());
    let told = "1 cell is merged with those below it: `North` of row 2 spans the rows to 3, and only the first has the value";
    assert_eq!(read(ods(&sheet)).sheet().merged.as_ref().unwrap().evidence, told);

    let label = |row: u16, column: u16, value: &str| {
        let place = [row, column, 0].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
        record(0x0204, &[place, text(value, 2)].concat())
    };
    let range = [1_u16, 1, 2, 0, 0].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let records = [
        label(0, 0, "region"),
        label(0, 1, "n"),
        label(1, 0, "North"),
        number_of(1, 1, 0, 1.0),
        number_of(2, 1, 0, 1.0),
        record(0x00E5, &range),
    ];
    let file = compound("Workbook", &stream(&[], &[("S", 0, records.concat())]));
    assert_eq!(read(file).sheet().merged.as_ref().unwrap().evidence, told);
}

//! Where the table is within a text, and why.

use tabular::{Limits, Overrides};

use crate::{cells, layout, read, read_with};

fn header_rows(text: &str) -> (u32, String) {
    let header = layout(text).frame().unwrap().header.clone();
    (header.value, header.evidence)
}

#[test]
fn titles_and_blank_lines_stand_before_the_table() {
    let file = read("Sales by town\nMarch 2024\n\ntown,sold,returned\nRome,12,1\nOslo,7,0\n");
    let frame = &file.dialect().frame;
    assert_eq!(frame.skip.value, 3);
    assert_eq!(
        frame.skip.evidence,
        "3 lines stand before the table of 3 columns, among them `Sales by town`"
    );
    assert_eq!(file.labels, ["town", "sold", "returned"]);
    assert_eq!(file.lines, [5, 6]);
}

#[test]
fn titles_of_a_spreadsheet_have_its_delimiters() {
    let file = read("Report,,\n,,\nid,name,town\n1,a,b\n2,c,d\n");
    assert_eq!(file.dialect().frame.skip.value, 2);
    assert_eq!(file.labels, ["id", "name", "town"]);
}

#[test]
fn several_rows_name_the_columns() {
    let file = read("2023,,2024,\nmen,women,men,women\n1,2,3,4\n5,6,7,8\n9,1,2,3\n");
    assert_eq!(file.labels, ["2023 men", "2023 women", "2024 men", "2024 women"]);
    let file = read("Staff,,Cost,\nmen,women,men,women\n1,2,3,4\n5,6,7,8\n9,1,2,3\n");
    assert_eq!(file.dialect().frame.header.value, 2);
    assert_eq!(
        file.dialect().frame.header.evidence,
        "2 rows have names where the rows below have numbers or dates"
    );
    assert_eq!(file.labels, ["Staff men", "Staff women", "Cost men", "Cost women"]);
    assert_eq!(file.layout.labels, file.labels);
    assert_eq!(file.rows.len(), 3);
}

#[test]
fn dates_and_numbers_in_sequence_that_name_columns() {
    assert_eq!(
        header_rows("Area,Town,Lat,1/22/20,1/23/20\nA,Rome,30.9,444,445\n,Oslo,15.0,2,3\n"),
        (1, "`1/22/20` to `1/23/20` stand above 2 columns that hold no dates".to_owned())
    );
    assert_eq!(
        header_rows("Name,12.01.24,12.02.24\nAnna,5,7\nBen,6,8\n"),
        (1, "`12.01.24` to `12.02.24` stand above 2 columns that hold no dates".to_owned())
    );
    assert_eq!(header_rows("Name,01.01.2024,01.02.2024\nAnna,5,7\nBen,6,8\n").0, 1);
    assert_eq!(
        header_rows("id,1,2,3\nr0,0.5,0.1,0.7\nr1,0.25,0.3,0.2\n"),
        (1, "`1` to `3` stand above 3 columns of numbers that are not whole".to_owned())
    );
    for no_header in [
        "Rome,2024-01-01,2024-02-01\nOslo,2024-01-03,2024-02-07\n",
        "Rome,12.01.24,13.01.24\nOslo,14.01.24,17.02.24\n",
        "Rome,1,2,3\nOslo,4,5,6\nBern,7,8,9\n",
        "Rome,1,2,4\nOslo,4.5,5.5,6.5\nBern,7.5,8.5,9.5\n",
        "Rome,2024-01-01,2024-02-01\nRome,5,7\n",
    ] {
        assert_eq!(header_rows(no_header).0, 0, "{no_header:?}");
    }
}

#[test]
fn ruled_lines_name_nothing() {
    for (text, labels, rows) in [
        ("a|b\n---|---\n1|2\n3|4\n", &["a", "b"][..], 2),
        ("a|b\n:--|--:\nx|y\nz|w\n", &["a", "b"], 2),
        (" a | b \n---+---\n 1 | x\n 3 | y\n(2 rows)\n", &["a ", "b "], 2),
        ("|a|b|\n|---|---|\n|1|2|\n", &["", "a", "b", ""], 1),
        (
            "+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 2 | y |\n+---+---+\n2 rows in set\n",
            &["", "a ", "b ", ""],
            2,
        ),
        ("a   b\n--- ---\n1   x\n22  y\n", &["a", "b"], 2),
        ("a\n---\n1\n", &["a"], 1),
        ("a,b\n---,----\nx,y\nz,w\n", &["a", "b"], 2),
    ] {
        let file = read(text);
        assert_eq!(file.labels, labels, "{text:?}");
        assert_eq!(file.rows.len(), rows, "{text:?}");
    }
    assert_eq!(
        header_rows("a|b\n---|---\n1|2\n"),
        (2, "line 2 only draws a line below the names: `---`".to_owned())
    );
    assert_eq!(header_rows("1,2\n3,4\n---,---\n4,6\n").0, 0);
    assert_eq!(header_rows("a,b\n-,-\n1,2\n").0, 1);
}

#[test]
fn numbers_that_name_columns() {
    assert_eq!(
        header_rows("country,2019,2020,2021\nNorway,1,2,3\nSpain,4,5,6\n"),
        (1, "the first record names consecutive years".to_owned())
    );
    assert_eq!(
        header_rows("n,0.1,0.2,0.5\n1,3,4,5\n2,6,7,8\n"),
        (1, "`n` stands above numbers, and rising numbers name the other columns".to_owned())
    );
    assert_eq!(
        header_rows("Norway,3,1,2\nSpain,4,5,6\n"),
        (0, "column 2 of the first record is already a value: `3`".to_owned())
    );
}

#[test]
fn among_texts_the_first_record_has_to_differ() {
    assert_eq!(
        header_rows("name,address\nA,https://a.example\nB,https://b.example\n"),
        (1, "the first record looks unlike the others in 1 column".to_owned())
    );
    assert_eq!(
        header_rows("A,https://a.example\nB,https://b.example\nC,https://c.example\n"),
        (0, "the first record looks like the others in 1 column".to_owned())
    );
    assert_eq!(header_rows("first_name,colour\nAnna,red\nBen,green\nEve,blue\n").0, 1);
}

#[test]
fn notes_behind_the_table_are_set_aside() {
    let file = read("town,sold,returned\nRome,12,1\nOslo,7,0\n\nSource: own count\n");
    let end = &file.dialect().frame.end;
    assert_eq!(end.value, Some(4));
    assert_eq!(end.evidence, "2 lines follow that are no rows: `Source: own count`");
    assert_eq!(file.rows.len(), 2);
    let set_aside = file.rejected.last().unwrap();
    assert_eq!(
        (set_aside.line, set_aside.reason.code(), set_aside.raw.as_str()),
        (5, "outside_table", "Source: own count")
    );
}

#[test]
fn empty_rows_of_a_spreadsheet_are_behind_the_table() {
    let file = read("a,b,c\n1,2,3\n4,5,6\n,,\n,,\n");
    assert_eq!(file.dialect().frame.end.evidence, "2 empty lines follow");
    assert_eq!(file.rows, [cells(&["1", "2", "3"]), cells(&["4", "5", "6"])]);
}

#[test]
fn totals_are_set_aside_when_they_add_up() {
    let file = read("town,sold,price\nRome,12,1.10\nOslo,7,0.90\nTotal,19,2.00\n");
    let end = &file.dialect().frame.end;
    assert_eq!(end.value, Some(4));
    assert_eq!(end.evidence, "the last row says `Total`, and 2 numbers of it are the sums of the rows above");
    assert_eq!(file.rows.len(), 2);
    // A row that is only called so stays.
    let file = read("town,sold,price\nRome,12,1.10\nOslo,7,0.90\nTotal,25,2.10\n");
    assert_eq!((file.dialect().frame.end.value, file.rows.len()), (None, 3));
}

#[test]
fn the_end_can_be_overruled() {
    let text = "town,sold,price\nRome,12,1.10\nOslo,7,0.90\nTotal,19,2.00\n";
    let read = |end| {
        let wanted = Overrides { end: Some(end), ..Overrides::default() };
        read_with(text.as_bytes(), &wanted, &Limits::default()).unwrap()
    };
    let whole = read(0);
    assert_eq!((whole.dialect().frame.end.value, whole.rows.len()), (None, 3));
    assert_eq!(whole.dialect().frame.end.evidence, "chosen by you");
    assert_eq!(read(3).rows, [cells(&["Rome", "12", "1.10"])]);
}

#[test]
fn of_several_tables_the_first_is_taken() {
    let file = read("id,name\n1,a\n2,b\n3,c\n\nPrices\ncode,from,price\nx,2024,3\ny,2024,4\n");
    let frame = &file.dialect().frame;
    assert_eq!((frame.end.value, frame.others.as_slice()), (Some(5), &[7][..]));
    assert_eq!(frame.end.evidence, "another table starts on line 7: it has another number of columns");
    assert_eq!(file.rows.len(), 3);
    assert!(file.rejected.iter().all(|row| row.reason.code() == "outside_table"));
}

#[test]
fn joined_files_are_one_table() {
    let file = read("id,n\n1,10\n2,20\nid,n\n3,30\n4,40\n");
    let frame = &file.dialect().frame;
    assert_eq!((frame.end.value, frame.others.as_slice()), (None, &[4][..]));
    assert_eq!(frame.end.evidence, "the header comes again on line 4; the rows behind it belong to it");
    let file = read("id,n\n1,10\n2,20\nid,n\n1,10\n2,20\n");
    let frame = &file.dialect().frame;
    assert_eq!(frame.end.evidence, "another table starts on line 4: the same header and rows come again");
    assert_eq!(file.rows.len(), 2);
}

#[test]
fn strokes_that_come_again_are_values() {
    let file = read("a,b\n---,---\n1,2\n---,3\n---,---\n");
    assert_eq!((file.dialect().frame.header.value, file.rows.len()), (1, 4));
    assert_eq!(read("a\n---\n1\n---\n").rows.len(), 3);
    // The edges of a box are no rows.
    let file = read("+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 2 | y |\n+---+---+\n");
    assert_eq!((file.dialect().frame.header.value, file.rows.len()), (2, 2));
}

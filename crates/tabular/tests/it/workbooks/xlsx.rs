//! XLSX: values, sheets, and where the table is.

use tabular::decode::sheet::{self, Kind, Row};
use tabular::input::Bytes;
use tabular::{ColumnType, Limits, Overrides};

use super::{Xlsx, cells, values};
use crate::{cells as row, read, read_with, refused};

fn values_of(cells: &str) -> Vec<(Kind, String)> {
    values(&Xlsx::of(&format!("<row>{cells}</row>")).file())
}

fn value(cell: &str) -> (Kind, String) {
    values_of(cell).remove(0)
}

#[test]
fn values_of_every_kind() {
    for (cell, kind, text) in [
        ("<c><v>42</v></c>", Kind::Number, "42"),
        ("<c s='5'><v>0.10000000000000001</v></c>", Kind::Number, "0.1"),
        ("<c s='1'><v>45322</v></c>", Kind::Date, "2024-01-31"),
        ("<c s='2'><v>45322.5</v></c>", Kind::Timestamp, "2024-01-31T12:00:00"),
        ("<c s='3'><v>0.75</v></c>", Kind::Time, "18:00:00"),
        ("<c s='4'><v>1.5</v></c>", Kind::Duration, "36:00:00"),
        ("<c s='1'><v>-5</v></c>", Kind::Number, "-5"),
        ("<c t='b'><v>1</v></c>", Kind::Boolean, "true"),
        ("<c t='b'><v>0</v></c>", Kind::Boolean, "false"),
        ("<c t='e'><v>#DIV/0!</v></c>", Kind::Error, "#DIV/0!"),
        ("<c t='str'><f>A1&amp;\"x\"</f><v>00123</v></c>", Kind::Text, "00123"),
        ("<c><f>SUM(A1:A3)</f><v>6</v></c>", Kind::Number, "6"),
        ("<c t='d'><v>2024-01-31T10:20:30Z</v></c>", Kind::Timestamp, "2024-01-31T10:20:30"),
        ("<c t='inlineStr'><is><t>a</t></is></c>", Kind::Text, "a"),
        (
            "<c t='inlineStr'><is><r><t xml:space='preserve'>a </t></r><r><rPr><b/></rPr><t>b</t></r></is></c>",
            Kind::Text,
            "a b",
        ),
        (
            "<c t='inlineStr'><is><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></is></c>",
            Kind::Text,
            "東京",
        ),
        (
            "<c t='inlineStr'><is><t>a_x000D_b &amp; &#x263A; <![CDATA[<c>]]></t></is></c>",
            Kind::Text,
            "a\rb & ☺ <c>",
        ),
    ] {
        assert_eq!(value(cell), (kind, text.to_owned()), "{cell}");
    }
}

#[test]
fn nothing_is_not_a_value() {
    assert_eq!(values_of("<c/><c s='1'/><c><v></v></c><c t='str'><f>\"\"</f><v/></c>"), []);
}

#[test]
fn formulas_without_a_result() {
    for cell in [
        "<c><f>A1*2</f></c>",
        "<c><f>A1*2</f><v/></c>",
        "<c><f>A1*2</f><v></v></c>",
        "<c t='str'><f>A1</f></c>",
        "<c t='b'><f t='shared' si='0'/><v/></c>",
    ] {
        assert_eq!(value(cell), (Kind::NoResult, String::new()), "{cell}");
    }
    for cell in ["<c t='str'><f>A1</f><v></v></c>", "<c t='inlineStr'><f>A1</f><is><t></t></is></c>"] {
        assert_eq!(values_of(cell), [], "{cell}");
    }
}

#[test]
fn a_formula_without_a_result_sets_its_row_aside() {
    let text = |text: &str| format!("<c t='str'><v>{text}</v></c>");
    let row = |n: u32, twice: &str| format!("<row><c><v>{n}</v></c><c><f>A{n}*2</f>{twice}</c></row>");
    let header = format!("<row>{}{}</row>", text("n"), text("twice"));
    let rows = [row(1, "<v>2</v>"), row(2, "<v/>"), row(3, "<v>6</v>")].concat();
    let read = read(Xlsx::of(&(header + &rows)).file());
    assert_eq!(read.lines, [2, 4]);
    let [rejected] = read.rejected.as_slice() else { panic!("{:?}", read.rejected) };
    assert_eq!((rejected.line, rejected.column), (3, Some(2)));
    assert_eq!(rejected.reason.code(), "formula_without_result");
    assert_eq!(
        rejected.reason.to_string(),
        "has a formula whose result is not in the file: open the file in a spreadsheet program, which computes it, \
         and save it again"
    );
}

#[test]
fn notes_below_a_table_are_set_aside() {
    let text = |text: &str| format!("<c t='str'><v>{text}</v></c>");
    let mut rows = format!("<row r='1'>{}{}{}</row>", text("id"), text("a"), text("b"));
    for n in 2..6 {
        rows.push_str(&format!("<row r='{n}'><c><v>{n}</v></c><c><v>1</v></c><c><v>2</v></c></row>"));
    }
    rows.push_str(&format!("<row r='7'>{}</row><row r='8'>{}</row>", text("Source: x"), text("as of May")));
    let read = read(Xlsx::of(&rows).file());
    assert_eq!(read.lines, [2, 3, 4, 5]);
    let rejected: Vec<_> =
        read.rejected.iter().map(|row| (row.line, row.reason.code(), row.raw.as_str())).collect();
    assert_eq!(rejected, [(7, "outside_table", "Source: x"), (8, "outside_table", "as of May")]);
    assert_eq!(read.sheet().frame.end.evidence, "2 lines follow that are no rows: `Source: x`");
}

#[test]
fn a_formula_without_a_result_in_the_header_is_told() {
    let text = |text: &str| format!("<c t='str'><v>{text}</v></c>");
    let body = "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>".repeat(3);
    let with = |cells: &str| read(Xlsx::of(&format!("<row>{cells}</row>{body}")).file());
    let formula = "<c><f>\"a\"&amp;A9</f></c>";
    let one = with(&(text("n") + formula + &text("m")));
    assert_eq!(one.labels, ["n", "", "m"]);
    assert_eq!(
        one.sheet().frame.header.evidence,
        "2 columns have a name above numbers or dates; column 2 of the header has a formula whose result is not in the \
         file: open the file in a spreadsheet program, which computes it, and save it again"
    );
    let two = with(&(text("n") + formula + formula)).sheet().frame.header.evidence.clone();
    assert!(two.contains("; column 2 of the header, like 1 other, has a formula whose result"), "{two}");
}

#[test]
fn zeros_that_the_format_shows_are_part_of_an_id() {
    let mut file = Xlsx::of("");
    file.styles =
        "<numFmts><numFmt numFmtId='164' formatCode='00000'/><numFmt numFmtId='165' formatCode='0000;-0000'/>
        <numFmt numFmtId='166' formatCode='000-000'/></numFmts>
        <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/></cellXfs>"
            .into();
    let mut shown = |style: u32, value: &str| {
        file.sheets[0].2 = format!("<row><c s='{style}'><v>{value}</v></c></row>");
        let (kind, text) = values(&file.file()).remove(0);
        assert_eq!(kind, Kind::Number);
        text
    };
    for (style, value, text) in [
        (1, "1234", "01234"),
        (1, "1.234E3", "01234"),
        (1, "123456", "123456"),
        (1, "0", "00000"),
        (1, "-12", "-12"),
        (1, "12.5", "12.5"),
        (2, "7", "0007"),
        (3, "7", "7"),
        (0, "7", "7"),
    ] {
        assert_eq!(shown(style, value), text, "{value}");
    }
    let text = |text: &str| format!("<c t='str'><v>{text}</v></c>");
    let line = |code: &str, n: u32| format!("<row><c s='1'><v>{code}</v></c><c><v>{n}</v></c></row>");
    file.sheets[0].2 =
        format!("<row>{}{}</row>{}{}", text("postcode"), text("n"), line("1067", 1), line("10115", 2));
    let read = read(file.file());
    assert_eq!(read.rows, [row(&["01067", "1"]), row(&["10115", "2"])]);
    assert_eq!(read.findings[0].column.kind, ColumnType::Text);
}

#[test]
fn shared_texts() {
    let strings = "<si><t>one</t></si><si/><si><r><t>t</t></r><r><t>wo</t></r></si>";
    let file = Xlsx::of("<row><c t='s'><v>2</v></c><c t='s'><v>1</v></c><c t='s'><v>0</v></c></row>");
    let found = cells(&file.with_strings(strings).file(), 0).unwrap();
    assert_eq!(found, [(1, 0, Kind::Text, "two".to_owned()), (1, 2, Kind::Text, "one".to_owned())]);
}

#[test]
fn sparse_cells_stay_in_their_places() {
    let rows = "<row r='3'><c r='C3'><v>1</v></c><c r='AA3'><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>";
    let places: Vec<_> = cells(&Xlsx::of(rows).file(), 0)
        .unwrap()
        .into_iter()
        .map(|(row, column, ..)| (row, column))
        .collect();
    assert_eq!(places, [(3, 2), (3, 26), (3, 27), (4, 0)]);
}

#[test]
fn a_row_without_a_number_has_that_of_its_cells() {
    let rows = "<row><c r='A2'><v>1</v></c></row><row><c r='A7'><v>2</v></c></row>";
    let rows: Vec<_> = cells(&Xlsx::of(rows).file(), 0).unwrap().into_iter().map(|cell| cell.0).collect();
    assert_eq!(rows, [2, 7]);
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let mut file = Xlsx::of("<row><c s='1'><v>0</v></c></row>");
    file.properties = "date1904='1'".into();
    assert_eq!(values(&file.file()), [(Kind::Date, "1904-01-01".to_owned())]);
}

#[test]
fn strict_workbooks_and_prefixed_names() {
    let mut file = Xlsx::of("<x:row xmlns:x='urn:x'><x:c><x:v>1</x:v></x:c></x:row>");
    file.strict = true;
    assert_eq!(values(&file.file()), [(Kind::Number, "1".to_owned())]);
}

/// A header and three rows, from row 3 and column B on, below a title.
fn report() -> Xlsx {
    let text = |t: &str| format!("<c t='str'><v>{t}</v></c>");
    let mut rows = format!("<row r='1'>{}</row>", text("Report of 2024"));
    rows.push_str("<row r='3'><c r='B3' t='str'><v>id</v></c><c r='C3' t='str'><v>sold on</v></c><c r='D3' t='str'><v>price</v></c></row>");
    for (i, price) in ["1.5", "20", "0.30000000000000004"].into_iter().enumerate() {
        let (r, day) = (i + 4, 45322 + i);
        rows.push_str(&format!(
            "<row r='{r}'><c r='B{r}' t='str'><v>000{i}</v></c><c r='C{r}' s='1'><v>{day}</v></c><c r='D{r}'><v>{price}</v></c></row>"
        ));
    }
    Xlsx::of(&rows)
}

#[test]
fn a_table_below_a_title() {
    let read = read(report().file());
    assert_eq!(read.labels, ["id", "sold on", "price"]);
    assert_eq!(read.rows[0], row(&["0000", "2024-01-31", "1.5"]));
    assert_eq!(read.rows.len(), 3);
    assert_eq!(read.lines, [4, 5, 6]);
    assert_eq!(read.rejected, []);
    let sheet = read.sheet();
    assert_eq!(sheet.first_column, 1);
    assert_eq!(sheet.sheet.value, "Sheet1");
    assert_eq!(sheet.sheet.evidence, "the only sheet of the workbook");
    assert_eq!(sheet.frame.skip.value, 2);
    assert_eq!(sheet.frame.skip.evidence, "row 3 is the first with about as many cells as the rows below it");
    assert_eq!(read.layout.format.evidence, "it is a zip file with the parts of an Excel workbook");
    let kinds: Vec<_> = read.findings.iter().map(|finding| finding.column.kind.name()).collect();
    assert_eq!(kinds, ["text", "date", "numeric"]);
}

#[test]
fn text_cells_of_digits_stay_text() {
    let read = read(Xlsx::of(
        "<row><c t='str'><v>code</v></c><c t='str'><v>n</v></c></row>
         <row><c t='str'><v>12</v></c><c><v>1</v></c></row><row><c t='str'><v>34</v></c><c><v>2</v></c></row>",
    ).file());
    assert_eq!(read.findings[0].column.kind, ColumnType::Text);
    assert_eq!(read.findings[0].evidence, "text: row 2 has `12`, which is text in the file");
    assert_ne!(read.findings[1].column.kind, ColumnType::Text);
}

#[test]
fn the_first_visible_sheet_with_a_table_is_read() {
    let table =
        "<row><c t='str'><v>a</v></c><c t='str'><v>b</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>";
    let file = Xlsx::of("<row><c t='str'><v>Read me</v></c></row>")
        .with_sheet("Lists", "state='hidden'", table)
        .with_sheet("Data", "", table)
        .with_sheet("More", "", table)
        .file();
    let found = read(&file);
    assert_eq!(found.sheet().sheet.value, "Data");
    assert_eq!(
        found.sheet().sheet.evidence,
        "the first sheet with a table; there is also “Sheet1” and “More”, and 1 hidden sheet"
    );
    let names: Vec<_> = found.sheet().sheets.iter().map(|s| (s.name.as_str(), s.hidden)).collect();
    assert_eq!(names, [("Sheet1", false), ("Lists", true), ("Data", false), ("More", false)]);

    let wanted = Overrides { sheet: Some("Lists".into()), ..Overrides::default() };
    let chosen = read_with(&file, &wanted, &Limits::default()).unwrap();
    assert_eq!(chosen.sheet().sheet.evidence, "chosen by you");
    assert_eq!(chosen.rows, [row(&["1", "2"])]);

    let wanted = Overrides { sheet: Some("Dada".into()), ..Overrides::default() };
    let error = read_with(&file, &wanted, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "no_sheet");
    assert_eq!(
        error.to_string(),
        "The workbook has no sheet “Dada”; it has “Sheet1”, “Lists”, “Data” and “More”."
    );
}

#[test]
fn skip_and_header_can_be_chosen() {
    let wanted = Overrides { skip: Some(3), header: Some(0), ..Overrides::default() };
    let read = read_with(&report().file(), &wanted, &Limits::default()).unwrap();
    assert_eq!(read.labels, ["column_1", "column_2", "column_3"]);
    assert_eq!(read.lines, [4, 5, 6]);
}

#[test]
fn a_cell_outside_the_table_rejects_its_row() {
    let mut rows = String::from("<row><c t='str'><v>a</v></c><c t='str'><v>b</v></c></row>");
    for i in 2..=5000 {
        let note = if i == 4000 { "<c r='E4000' t='str'><v>see page 3</v></c>" } else { "" };
        rows.push_str(&format!("<row r='{i}'><c><v>{i}</v></c><c><v>1</v></c>{note}</row>"));
    }
    let read = read(Xlsx::of(&rows).file());
    assert_eq!(read.rows.len(), 4998);
    assert_eq!(read.rejected.len(), 1);
    assert_eq!(read.rejected[0].line, 4000);
    assert_eq!(read.rejected[0].raw, "4000\t1\tsee page 3");
    assert_eq!(read.rejected[0].reason.to_string(), "has 5 fields, the header has 2");
}

#[test]
fn a_workbook_without_a_value_says_so() {
    assert_eq!(
        refused(Xlsx::of("").file()).to_string(),
        "No sheet of the workbook has a value: “Sheet1” is empty."
    );
    assert_eq!(
        refused(Xlsx::of("").with_sheet("B", "", "<row><c/></row>").file()).to_string(),
        "No sheet of the workbook has a value: “Sheet1” and “B” are empty."
    );
}

#[test]
fn shared_texts_are_read_as_far_as_rows_refer_to_them() {
    let rows = "<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>";
    let broken = "<si><t>a</t></si><si><t>&unknown;</t></si>";
    let file = Xlsx::of(rows).with_strings(broken).file();
    let workbook = sheet::open_workbook(&Bytes::whole(file), &Limits::default()).unwrap();
    let mut rows = workbook.rows(0).unwrap();
    let mut row = Row::default();
    assert!(rows.next(&mut row).unwrap());
    assert_eq!(row.cells().collect::<Vec<_>>(), [(0, Kind::Text, "a")]);
    assert_eq!(rows.next(&mut row).unwrap_err().code(), "damaged_workbook");
}

#[test]
fn damage_behind_the_texts_of_a_sheet_is_found_at_its_end() {
    let broken = "<si><t>a</t></si><si><t>&unknown;</t></si>";
    let file = Xlsx::of("<row><c t='s'><v>0</v></c></row>").with_strings(broken).file();
    assert_eq!(refused(file).code(), "damaged_workbook");
}

#[test]
fn the_last_names_of_a_header_may_be_formulas_never_computed() {
    let header = "<row><c t='inlineStr'><is><t>a</t></is></c><c><f>B9</f></c><c><f>C9</f></c></row>";
    let rows = "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>".repeat(3);
    let file = read(Xlsx::of(&format!("{header}{rows}")).file());
    assert_eq!(file.labels, ["a", "", ""]);
    assert_eq!(file.rows, vec![row(&["1", "2", "3"]); 3]);
}

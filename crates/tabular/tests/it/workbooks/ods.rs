//! ODS: values, repeated cells and rows, sheets.

use tabular::decode::sheet::{self, Kind};
use tabular::input::Bytes;
use tabular::{Error, Limits, Overrides, sniff};

use super::zip_file::{ods, zip_file};
use super::{cells, values};
use crate::{cells as row, read, refused};

fn sheet_of(rows: &str) -> Vec<u8> {
    ods(&format!("<table:table table:name='Sheet1'>{rows}</table:table>"))
}

fn value(cell: &str) -> (Kind, String) {
    values(&sheet_of(&format!("<table:table-row>{cell}</table:table-row>"))).remove(0)
}

#[test]
fn values_of_every_kind() {
    for (attributes, shown, kind, text) in [
        ("office:value-type='float' office:value='0.1'", "0,10", Kind::Number, "0.1"),
        ("office:value-type='float' office:value='1234'", "01234", Kind::Number, "01234"),
        ("office:value-type='float' office:value='0'", "00", Kind::Number, "00"),
        ("office:value-type='float' office:value='12.5'", "012.5", Kind::Number, "12.5"),
        ("office:value-type='float' office:value='1234'", "91234", Kind::Number, "1234"),
        ("office:value-type='float' office:value='1234'", "1.234", Kind::Number, "1234"),
        ("office:value-type='percentage' office:value='0.125'", "13 %", Kind::Number, "0.125"),
        (
            "office:value-type='currency' office:value='9.5' office:currency='EUR'",
            "9,50 €",
            Kind::Number,
            "9.5",
        ),
        ("office:value-type='date' office:date-value='2024-01-31'", "31.01.24", Kind::Date, "2024-01-31"),
        (
            "office:value-type='date' office:date-value='2024-01-31T10:20:30'",
            "",
            Kind::Timestamp,
            "2024-01-31T10:20:30",
        ),
        ("office:value-type='time' office:time-value='PT10H20M30S'", "", Kind::Time, "10:20:30"),
        ("office:value-type='time' office:time-value='PT36H00M00S'", "", Kind::Duration, "36:00:00"),
        ("office:value-type='boolean' office:boolean-value='true'", "WAHR", Kind::Boolean, "true"),
        ("office:value-type='string'", "00123", Kind::Text, "00123"),
        (
            "office:value-type='string' office:string-value='from a formula'",
            "shown",
            Kind::Text,
            "from a formula",
        ),
        (
            "office:value-type='string' office:string-value='' calcext:value-type='error'",
            "#DIV/0!",
            Kind::Error,
            "#DIV/0!",
        ),
        ("", "no type", Kind::Text, "no type"),
    ] {
        let cell = format!("<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>");
        assert_eq!(value(&cell), (kind, text.to_owned()), "{cell}");
    }
}

#[test]
fn formulas_without_a_result() {
    for (attributes, shown, kind) in [
        ("", "", Some(Kind::NoResult)),
        ("office:value-type='float'", "", Some(Kind::NoResult)),
        ("office:value-type='float' office:value='6'", "6", Some(Kind::Number)),
        ("office:value-type='string'", "", None),
        ("office:value-type='string' office:string-value=''", "", None),
        ("", "shown", Some(Kind::Text)),
    ] {
        let cell = format!(
            "<table:table-row><table:table-cell table:number-columns-repeated='2' table:formula='of:=[.B1]*2' \
             {attributes}><text:p>{shown}</text:p></table:table-cell></table:table-row>"
        );
        let found = values(&sheet_of(&cell)).first().map(|(kind, _)| *kind);
        assert_eq!(found, kind, "{attributes} {shown}");
    }
}

#[test]
fn paragraphs_blanks_and_what_is_no_text() {
    let text = "<table:table-cell office:value-type='string'><office:annotation><text:p>a note</text:p></office:annotation>
        <text:p>  two   <text:span>words</text:span><text:s text:c='3'/>&amp;<text:tab/>a<text:line-break/>b </text:p>
        <text:p/><text:p><text:a>link</text:a></text:p></table:table-cell>";
    assert_eq!(value(text), (Kind::Text, "two words   &\ta\nb\n\nlink".to_owned()));
}

#[test]
fn repeated_cells_and_rows() {
    let found = cells(&sheet_of(
        "<table:table-column table:number-columns-repeated='16384'/>
         <table:table-header-rows><table:table-row table:number-rows-repeated='2'>
           <table:table-cell table:number-columns-repeated='3'/>
           <table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='7'/>
         </table:table-row></table:table-header-rows>
         <table:table-row table:number-rows-repeated='5'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>
         <table:table-row><table:covered-table-cell><text:p>hidden by a merge</text:p></table:covered-table-cell>
           <table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>
         <table:table-row table:number-rows-repeated='1048568'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>",
    ), 0).unwrap();
    let places: Vec<_> = found.iter().map(|(row, column, _, text)| (*row, *column, text.as_str())).collect();
    assert_eq!(places, [(1, 3, "7"), (1, 4, "7"), (2, 3, "7"), (2, 4, "7"), (8, 1, "x")]);
}

#[test]
fn sheets_are_told_from_the_tables_of_charts() {
    let table = "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>";
    let book = ods(&format!(
        "<table:table table:name='Lists' table:style-name='hidden'>{table}</table:table>
         <table:table table:name='Data'><table:shapes><table:table table:name='local'>{table}</table:table></table:shapes>
         {table}<table:table-row><table:table-cell office:value-type='float' office:value='1'/><table:table-cell office:value-type='float' office:value='2'/></table:table-row></table:table>"
    ));
    let found = read(book);
    let names: Vec<_> = found.sheet().sheets.iter().map(|s| (s.name.as_str(), s.hidden)).collect();
    assert_eq!(names, [("Lists", true), ("Data", false)]);
    assert_eq!(found.sheet().sheet.evidence, "the first sheet with a table; there is also 1 hidden sheet");
    assert_eq!(found.labels, ["a", "b"]);
    assert_eq!(found.rows, [row(&["1", "2"])]);
    assert_eq!(
        found.layout.format.evidence,
        "it is a zip file with the parts of an OpenDocument spreadsheet"
    );
}

#[test]
fn other_and_encrypted_documents() {
    let parts = |manifest: &str, content: &str| {
        zip_file(&[("META-INF/manifest.xml", manifest), ("content.xml", content)])
    };
    let error = refused(parts("<m><file-entry><encryption-data/></file-entry></m>", "\u{1}\u{2}"));
    assert_eq!(error.to_string(), "The workbook is encrypted with a password.");
    let error = refused(parts("<m/>", "<document-content><body><text/></body></document-content>"));
    assert_eq!(error.code(), "unsupported_format");
}

#[test]
fn the_list_of_parts_may_be_missing() {
    let content = "<office:document-content xmlns:office='urn:o' xmlns:table='urn:t' xmlns:text='urn:x'><office:body>
        <office:spreadsheet><table:table table:name='S'><table:table-row><table:table-cell><text:p>a</text:p>
        </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let styles = "<office:document-styles/>";
    for parts in [
        &[("mimetype", kind), ("content.xml", content)][..],
        &[("content.xml", content), ("mimetype", kind)],
        &[("content.xml", content), ("styles.xml", styles)],
    ] {
        assert_eq!(read(zip_file(parts)).labels, ["a"], "{parts:?}");
    }
    let text = "application/vnd.oasis.opendocument.text";
    assert_eq!(
        refused(zip_file(&[("mimetype", text), ("content.xml", content)])).to_string(),
        "This is an OpenDocument file that is no spreadsheet, not a delimited text file."
    );
}

#[test]
fn repetitions_without_end_are_bombs() {
    let cell = "<table:table-cell table:number-columns-repeated='16384'><text:p>xxxxxxxxxxxxxxxx</text:p></table:table-cell>";
    let rows = format!("<table:table-row table:number-rows-repeated='99999999'>{cell}</table:table-row>");
    assert_eq!(cells(&sheet_of(&rows), 0).unwrap_err().code(), "inflates_too_far");
    let wide = "<table:table-row><table:table-cell table:number-columns-repeated='99999999999'><text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(cells(&sheet_of(wide), 0).unwrap_err().code(), "damaged_workbook");
    let blanks = "<text:s text:c='32767'/>".repeat(2000);
    let long = format!(
        "<table:table-row><table:table-cell><text:p>{blanks}</text:p></table:table-cell></table:table-row>"
    );
    assert_eq!(cells(&sheet_of(&long), 0).unwrap_err().code(), "damaged_workbook");
}

#[test]
fn sheets_are_looked_for_only_so_far() {
    let table =
        |name| format!("<table:table table:name='{name}'><table:table-row/><table:table-row/></table:table>");
    let file = Bytes::whole(ods(&[table("A"), table("B"), table("C")].concat()));
    let workbook = sheet::open_workbook(&file, &Limits::default()).unwrap();
    let names = |most| -> (Vec<String>, bool) {
        let sheets = workbook.sheets(most).unwrap();
        (sheets.names.into_iter().map(|sheet| sheet.name).collect(), sheets.complete)
    };
    assert_eq!(names(0), (vec!["A".to_owned()], false));
    assert_eq!(names(u64::MAX), (["A", "B", "C"].map(str::to_owned).to_vec(), true));
    assert_eq!(workbook.place("B").unwrap(), Some(1));
    assert_eq!(workbook.place("D").unwrap(), None);
}

#[test]
fn the_head_of_a_workbook_is_known_though_its_kind_is_compressed() {
    let file = sheet_of("<table:table-row/>");
    let survey = sniff::survey(&Bytes::head(&file[..200]), &Overrides::default(), &Limits::default());
    assert!(matches!(survey, Err(Error::NeedsWholeFile { .. })), "{survey:?}");
}

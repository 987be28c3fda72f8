//! Workbooks.

use super::{MIB, READ, ends};
use crate::archive::{As, Zip};
use crate::workbooks::xls_file::{compound, record, stream};
use crate::workbooks::zip_file::{Xlsx, ods};

/// A row has at most 16 MiB, of which there may be a few copies; the shared texts take up to 16 MiB.
const MOST: u64 = 160 * MIB;

const LITTLE: u64 = 64 * MIB;

/// A workbook of one sheet with these rows, not compressed, so that what is in it is not what is refused.
fn stored(rows: &str) -> Vec<u8> {
    let how = As { stored: true, ..As::default() };
    let parts = Xlsx::of(rows).parts();
    parts
        .iter()
        .fold(Zip::default(), |zip, (name, text)| zip.with_as(name.as_bytes(), text.as_bytes(), how))
        .finish()
}

fn with_strings(part: &str) -> Vec<u8> {
    let mut parts = Xlsx::of("<row><c t='s'><v>0</v></c></row>").parts();
    for (name, text) in &mut parts {
        if name == "xl/sharedStrings.xml" {
            *text = part.to_owned();
        }
    }
    parts.iter().fold(Zip::default(), |zip, (name, text)| zip.with(name, text.as_bytes())).finish()
}

#[test]
fn entities() {
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE sst [<!ENTITY l0 'ha'>{laughs}]><sst><si><t>&l9;</t></si></sst>");
    ends("a billion laughs", &with_strings(&laughs), "damaged_workbook", LITTLE);
    let outside = "<!DOCTYPE sst [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><sst><si><t>&x;</t></si></sst>";
    ends("of another file", &with_strings(outside), "damaged_workbook", LITTLE);
}

#[test]
fn sixteen_million_cells_of_nothing() {
    let empty = format!("<row>{}</row>", "<c/>".repeat(16_384));
    let rows = format!("<row><c t='str'><v>a</v></c></row>{}<row><c><v>1</v></c></row>", empty.repeat(1000));
    ends("xlsx", &stored(&rows), READ, LITTLE);
    let repeated = "<table:table table:name='S'><table:table-row table:number-rows-repeated='1048576'>
        <table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>";
    ends("ods", &ods(repeated), "no_sheet", LITTLE);
}

#[test]
fn one_cell_in_a_sheet_of_all_rows_and_columns() {
    // Every sheet here says that it reaches from A1 to XFD1048576.
    ends("xlsx", &Xlsx::of("<row r='1'><c r='A1'><v>1</v></c></row>").file(), READ, LITTLE);
}

#[test]
fn values_that_repeat_without_end() {
    let cell = "<table:table-cell table:number-columns-repeated='1000' office:value-type='string'><text:p>xxxxxxxx</text:p>
        </table:table-cell>";
    let repeated = format!(
        "<table:table table:name='S'><table:table-row table:number-rows-repeated='1048576'>{cell}</table:table-row></table:table>"
    );
    ends("ods", &ods(&repeated), "inflates_too_far", MOST);
    let row = "<row><c><v>1</v></c><c><v>2</v></c></row>".repeat(1 << 20);
    ends("xlsx", &Xlsx::of(&row).file(), READ, LITTLE);
    let last = u64::MAX;
    let beyond = format!(
        "<table:table table:name='S'><table:table-row table:number-rows-repeated='{last}'/><table:table-row>
        <table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    );
    ends("a row beyond the last", &ods(&beyond), "damaged_workbook", LITTLE);
}

#[test]
fn a_sheet_longer_than_the_memory() {
    let cell = |n: u32| n.wrapping_mul(2_654_435_761);
    let rows = (1..=1_000_000)
        .map(|n| format!("<row r='{n}'><c r='A{n}'><v>{}</v></c><c r='B{n}'><v>{n}</v></c></row>", cell(n)));
    ends("xlsx", &stored(&rows.collect::<String>()), READ, LITTLE);
}

#[test]
fn shared_texts_beyond_the_memory() {
    let texts: String = (0..2_000_000).map(|n| format!("<si><t>text {n}</t></si>")).collect();
    let part = format!("<sst>{texts}</sst>");
    ends("xlsx", &with_strings(&part), READ, LITTLE);
}

#[test]
fn tags_beyond_all_bounds() {
    let attributes: String = (0..300_000).map(|n| format!(" a{n}='1'")).collect();
    ends("attributes", &stored(&format!("<row><c r='A1'{attributes}><v>1</v></c></row>")), READ, MOST);
    let twice = " r='A1'".repeat(300_000);
    ends("one attribute again and again", &stored(&format!("<row><c{twice}><v>1</v></c></row>")), READ, MOST);
    ends("a name", &stored(&format!("<row><{}", "x".repeat(32 << 20))), "damaged_workbook", MOST);
    ends("depth", &stored(&"<row>".repeat(1_000_000)), "damaged_workbook", LITTLE);
}

#[test]
fn old_workbooks() {
    let texts = record(0x00FC, &[u32::MAX.to_le_bytes(), u32::MAX.to_le_bytes()].concat());
    ends("texts", &compound("Workbook", &stream(&texts, &[("S", 0, vec![])])), "damaged_workbook", LITTLE);
    let mut circle = compound("Workbook", &stream(&[], &[("S", 0, vec![0; 5000])]));
    // The table starts at byte 512; the directory, sector 2, is made to follow itself.
    circle[512 + 2 * 4..512 + 3 * 4].copy_from_slice(&2_u32.to_le_bytes());
    ends("a circle", &circle, "corrupt_file", LITTLE);
}

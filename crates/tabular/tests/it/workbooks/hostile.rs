//! Damaged and hostile workbooks end in named errors.

use proptest::prelude::*;
use tabular::input::Bytes;
use tabular::{Limits, Overrides, sniff};

use super::{Xlsx, cells, zip_file};
use crate::{read, refused};

fn small() -> Xlsx {
    Xlsx::of(
        "<row><c t='str'><v>a</v></c><c t='str'><v>b</v></c></row>
         <row><c t='s'><v>0</v></c><c s='1'><v>45322</v></c></row>",
    )
    .with_strings("<si><t>x</t></si>")
}

fn with_part(name: &str, text: &str) -> Vec<u8> {
    let mut parts = small().parts();
    parts.retain(|part| part.0 != name);
    parts.push((name.to_owned(), text.to_owned()));
    let entries: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    zip_file(&entries)
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE sst [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><sst><si><t>&b;</t></si></sst>";
    let error = refused(with_part("xl/sharedStrings.xml", bomb));
    assert_eq!(error.code(), "damaged_workbook");
    assert_eq!(
        error.to_string(),
        "The workbook is damaged: it uses the entity “b” (in xl/sharedStrings.xml)."
    );
}

#[test]
fn parts_that_end_too_early_or_are_missing() {
    let sheet = "xl/worksheets/sheet0.xml";
    let error = refused(with_part(sheet, "<worksheet><sheetData><row><c><v>1"));
    assert_eq!(error.to_string(), format!("The workbook is damaged: it ends too early (in {sheet})."));
    let error = refused(with_part("xl/_rels/workbook.xml.rels", "<Relationships/>"));
    assert_eq!(error.to_string(), "The workbook has no sheet of cells.");
    let error = refused(zip_file(&[("[Content_Types].xml", "<Types/>")]));
    assert_eq!(
        error.to_string(),
        "The workbook is damaged: this part of it is missing (in xl/workbook.xml)."
    );
    let error = refused(with_part(
        sheet,
        "<worksheet><sheetData><row><c t='s'><v>7</v></c></row></sheetData></worksheet>",
    ));
    assert_eq!(
        error.to_string(),
        format!("The workbook is damaged: a cell of row 1 refers to a text that is missing (in {sheet}).")
    );
}

#[test]
fn shared_texts_that_repeat_without_end_are_a_bomb() {
    let long = "x".repeat(1 << 20);
    let row = format!("<row>{}</row>", "<c t='s'><v>0</v></c>".repeat(8));
    let file = Xlsx::of(&row.repeat(1000)).with_strings(&format!("<si><t>{long}</t></si>")).file();
    assert_eq!(cells(&file, 0).unwrap_err().code(), "inflates_too_far");
}

#[test]
fn rows_beyond_all_bounds() {
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(20_000));
    assert_eq!(cells(&Xlsx::of(&row).file(), 0).unwrap_err().code(), "damaged_workbook");
    let wide = "<row><c r='A1'><v>1</v></c><c r='XFD1'><v>2</v></c></row>".repeat(2);
    assert_eq!(refused(Xlsx::of(&wide).file()).code(), "too_many_columns");
    let nested = "<x>".repeat(100_000);
    assert_eq!(cells(&Xlsx::of(&nested).file(), 0).unwrap_err().code(), "damaged_workbook");
}

#[test]
fn one_cell_far_away_costs_nothing() {
    let file = Xlsx::of("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>").file();
    let read = read(file);
    assert_eq!(read.lines, [1_048_576]);
}

#[test]
fn other_documents_are_refused_by_name() {
    let word = refused(zip_file(&[("[Content_Types].xml", ""), ("word/document.xml", "")]));
    assert_eq!(word.code(), "unsupported_format");
    assert!(word.to_string().contains("a Word document"));
}

#[test]
fn a_head_of_a_workbook_does_not_suffice() {
    let file = small().file();
    let head = Bytes::head(&file[..file.len() - 100]);
    let error = sniff::survey(&head, &Overrides::default(), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "needs_whole_file");
    assert_eq!(error.to_string(), "The first bytes of an Excel workbook do not suffice to read it.");
}

proptest! {
    /// Whatever one byte of the zip file becomes, the answer is rows or an error.
    #[test]
    fn a_changed_byte_of_the_file_never_panics(at in any::<prop::sample::Index>(), byte: u8) {
        let mut file = small().file();
        let at = at.index(file.len());
        file[at] = byte;
        let _ = crate::read_with(&file, &Overrides::default(), &Limits::default());
    }

    /// Whatever one byte of a part becomes, the answer is rows or an error.
    #[test]
    fn a_changed_byte_of_a_part_never_panics(part in 2..7_usize, at in any::<prop::sample::Index>(), byte in 0..128_u8) {
        let (name, text) = small().parts().swap_remove(part);
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = crate::read_with(&with_part(&name, &String::from_utf8(bytes).unwrap()), &Overrides::default(), &Limits::default());
    }

    #[test]
    fn a_cut_file_never_panics(at in any::<prop::sample::Index>()) {
        let file = small().file();
        // Fewer bytes are a word.
        let cut = &file[..4 + at.index(file.len() - 4)];
        prop_assert!(crate::read_with(cut, &Overrides::default(), &Limits::default()).is_err());
    }
}

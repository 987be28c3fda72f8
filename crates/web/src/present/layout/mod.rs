//! What was found out about a file's layout, and the form by which a person overrules it.

mod control;
mod finding;
mod offered;

use rowmill_core::model::RunReport;
use serde::de::DeserializeOwned;
use tabular::{
    Layout, Overrides, Wrapping,
    sniff::{Delimited, Delimiter, Frame, SheetLayout, Structure},
};

use crate::pages::layout::{Finding, LayoutChoice};
use control::{number, one_of, select, text};
use offered::{DELIMITERS, FORMATS, HEADERS, LINE_ENDS, QUOTES, charsets};

/// The fields of the form, each with what was found. Where the file could not be read that far, those of delimited text:
/// what else it might be has nothing to decide before it can be read.
pub fn choices(report: &RunReport, overrides: &Overrides) -> Vec<LayoutChoice> {
    let layout = report.layout.as_ref();
    let mut choices = Vec::from_iter(entry(report, overrides));
    choices.extend(format(layout, overrides));
    choices.extend(structure(layout, overrides));
    choices
}

fn format(layout: Option<&Layout>, overrides: &Overrides) -> Option<LayoutChoice> {
    let found = layout.map(|layout| &layout.format);
    let is_text = found.is_none_or(|found| FORMATS.iter().any(|(format, _)| *format == found.value));
    is_text.then(|| select("format", "Format", found, &FORMATS, overrides.format.as_ref()))
}

/// The file of an archive: the one that is read, or the ones there are where nothing tells which is meant.
fn entry(report: &RunReport, overrides: &Overrides) -> Option<LayoutChoice> {
    let layout = report.layout.as_ref();
    let entries = layout.map_or(&report.entries, |layout| &layout.entries);
    let names: Vec<String> = entries.iter().map(|entry| entry.name.clone()).collect();
    if names.is_empty() {
        return None;
    }
    let read = layout.and_then(|layout| {
        let entry = layout.wrapping.value.iter().rev().find_map(Wrapping::entry)?;
        Some(finding::worded("File in the archive", entry.to_owned(), &layout.wrapping))
    });
    Some(one_of("entry", "File in the archive", read, &names, overrides.entry.as_ref()))
}

fn structure(layout: Option<&Layout>, overrides: &Overrides) -> Vec<LayoutChoice> {
    let charset = layout.and_then(Layout::charset);
    let charset = select("charset", "Encoding", charset, &charsets(), overrides.charset.as_ref());
    match layout.map(|layout| &layout.structure) {
        None => delimited(None, charset, overrides),
        Some(Structure::Delimited(dialect)) => delimited(Some(dialect), charset, overrides),
        Some(Structure::Json(json)) => {
            let pointer = text("pointer", "Rows at", &json.pointer, overrides.pointer.as_ref());
            vec![charset, pointer]
        }
        Some(Structure::Sheet(sheet)) => sheet_choices(sheet, overrides),
        Some(Structure::Columnar) => Vec::new(),
    }
}

fn delimited(dialect: Option<&Delimited>, charset: LayoutChoice, overrides: &Overrides) -> Vec<LayoutChoice> {
    let delimiter = dialect.map(|dialect| &dialect.delimiter);
    let quote = dialect.map(|dialect| &dialect.quote);
    let mut choices = vec![
        charset,
        select("delimiter", "Delimiter", delimiter, &DELIMITERS, overrides.delimiter.as_ref()),
        select("quote", "Quote", quote, &QUOTES, overrides.quote.as_ref()),
    ];
    choices.extend(frame(dialect.map(|dialect| &dialect.frame), "Lines before the table", overrides));
    choices
}

fn sheet_choices(sheet: &SheetLayout, overrides: &Overrides) -> Vec<LayoutChoice> {
    let found = finding::worded("Sheet", sheet.sheet.value.clone(), &sheet.sheet);
    let names: Vec<String> = sheet.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut choices = vec![one_of("sheet", "Sheet", Some(found), &names, overrides.sheet.as_ref())];
    choices.extend(frame(Some(&sheet.frame), "Rows before the table", overrides));
    choices
}

fn frame(frame: Option<&Frame>, skipped: &str, overrides: &Overrides) -> [LayoutChoice; 2] {
    [
        number("skip", skipped, frame.map(|frame| &frame.skip), overrides.skip),
        select("header", "Header", frame.map(|frame| &frame.header), &HEADERS, overrides.header.as_ref()),
    ]
}

/// Everything found about the layout of a run's file; nothing before the file was looked at.
pub fn findings(report: &RunReport) -> Vec<Finding> {
    let Some(layout) = &report.layout else { return Vec::new() };
    let mut found = vec![finding::worded("Packing", packing(layout), &layout.wrapping)];
    if let Some(charset) = layout.charset() {
        found.push(finding::of("Encoding", charset, &charsets()));
    }
    match &layout.structure {
        Structure::Delimited(dialect) => {
            found.push(finding::of("Delimiter", &dialect.delimiter, &DELIMITERS));
            found.push(finding::of("Quote", &dialect.quote, &QUOTES));
            found.push(finding::of("Line end", &dialect.line_end, &LINE_ENDS));
        }
        Structure::Json(json) => {
            found.push(finding::worded("Rows at", json.pointer.value.clone(), &json.pointer));
        }
        Structure::Sheet(sheet) => {
            found.push(finding::worded("Sheet", sheet.sheet.value.clone(), &sheet.sheet));
        }
        Structure::Columnar => {}
    }
    if let Some(frame) = layout.frame() {
        if frame.skip.value > 0 {
            found.push(finding::worded("Before the table", frame.skip.value.to_string(), &frame.skip));
        }
        found.push(finding::of("Header", &frame.header, &HEADERS));
        if let Some(end) = frame.end.value {
            found.push(finding::worded("The table ends before", format!("line {end}"), &frame.end));
        }
    }
    found
}

/// The layout in three words: `gzip, Windows-1252, semicolon`.
pub fn summary(layout: &Layout) -> String {
    let mut words: Vec<String> = layout.wrapping.value.iter().map(ToString::to_string).collect();
    if let Some(charset) = layout.charset() {
        words.push(charset.value.name().to_owned());
    }
    match &layout.structure {
        Structure::Delimited(dialect) if dialect.delimiter.value == Delimiter::NONE => {
            words.push("one column".to_owned());
        }
        Structure::Delimited(dialect) => {
            words.push(finding::label(&dialect.delimiter.value, &DELIMITERS));
        }
        Structure::Sheet(sheet) => words.push(format!("sheet {}", sheet.sheet.value)),
        Structure::Json(_) | Structure::Columnar => words.push(finding::form_value(&layout.format.value)),
    }
    words.join(", ")
}

fn packing(layout: &Layout) -> String {
    match layout.wrapping.value.as_slice() {
        [] => "None".to_owned(),
        layers => layers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// What a submitted field decides: empty is "as detected". `None` for a value that was never offered.
pub fn decided<T: DeserializeOwned>(value: &str) -> Option<Option<T>> {
    if value.is_empty() {
        return Some(None);
    }
    let text = serde_json::Value::String(value.to_owned());
    let number = || serde_json::from_str(value).ok();
    serde_json::from_value(text).ok().or_else(number).map(Some)
}

#[cfg(test)]
mod tests {
    use tabular::{
        sniff::{Charset, Quote},
        unwrap::Entry,
    };

    use super::*;
    use crate::pages::layout::{Control, LayoutOption};

    fn layout() -> Layout {
        tabular::sniff::survey(
            &tabular::input::Bytes::whole(*b"a;b\n1;2\n3;4\n"),
            &Overrides::default(),
            &tabular::Limits::default(),
        )
        .expect("a plain file")
    }

    fn options(choice: &LayoutChoice) -> &[LayoutOption] {
        match &choice.control {
            Control::Select(options) => options,
            _ => panic!("{} is no selection", choice.field),
        }
    }

    fn report() -> RunReport {
        RunReport { layout: Some(layout()), ..RunReport::default() }
    }

    #[test]
    fn the_files_of_an_archive_are_offered() {
        let entries = ["a.csv", "b.csv"].map(|name| Entry { name: name.to_owned(), bytes: None }).to_vec();
        let report = RunReport { entries, ..RunReport::default() };
        let overrides = Overrides { entry: Some("b.csv".into()), ..Overrides::default() };
        let choice = choices(&report, &overrides).swap_remove(0);
        assert_eq!(choice.field, "entry");
        let offered: Vec<_> = options(&choice).iter().map(|o| (o.value.as_str(), o.selected)).collect();
        assert_eq!(offered, [("", false), ("a.csv", false), ("b.csv", true)]);
    }

    #[test]
    fn every_value_offered_can_be_submitted() {
        let offered = |field: &str| {
            let all = choices(&report(), &Overrides::default());
            let choice = all.into_iter().find(|c| c.field == field).expect("a field");
            options(&choice).iter().map(|option| option.value.clone()).collect::<Vec<_>>()
        };
        assert!(offered("charset").iter().all(|v| decided::<Charset>(v).is_some()));
        assert!(offered("delimiter").iter().all(|v| decided::<Delimiter>(v).is_some()));
        assert!(offered("quote").iter().all(|v| decided::<Quote>(v).is_some()));
        assert!(offered("header").iter().all(|v| decided::<u32>(v).is_some()));
        assert_eq!(decided::<Delimiter>("semicolon"), Some(Some(Delimiter::SEMICOLON)));
        assert_eq!((decided::<u32>("0"), decided::<Quote>("x")), (Some(Some(0)), None));
    }

    #[test]
    fn what_a_person_chose_is_selected_and_bears_no_confidence() {
        let overrides = Overrides { delimiter: Some(Delimiter::SEMICOLON), ..Overrides::default() };
        let choice = choices(&report(), &overrides).swap_remove(2);
        assert_eq!(choice.finding.confidence, None);
        let selected: Vec<_> =
            options(&choice).iter().filter(|o| o.selected).map(|o| o.value.as_str()).collect();
        assert_eq!(selected, ["semicolon"]);
    }

    #[test]
    fn a_file_that_could_not_be_read_can_still_be_told_how() {
        let overrides = Overrides { quote: Some(Quote::NONE), ..Overrides::default() };
        let choices = choices(&RunReport::default(), &overrides);
        assert_eq!(choices.len(), 6);
        assert!(choices.iter().all(|choice| choice.finding.confidence.is_none()));
        assert!(options(&choices[3]).iter().any(|option| option.selected && option.value == "none"));
    }

    #[test]
    fn a_layout_in_few_words() {
        assert_eq!(summary(&layout()), "UTF-8, Semicolon ;");
    }
}

//! What was found out about a file's layout, and the form by which a person overrules it.

mod control;
mod finding;
mod offered;

use rowmill_core::model::RunReport;
use serde::de::DeserializeOwned;
use tabular::{
    Layout, Overrides, Wrapping,
    sniff::{Delimited, Delimiter, Escape, Frame, SheetLayout, Structure},
};

use crate::pages::layout::{Finding, LayoutChoice};
use control::{fixed, number, one_of, select, text};
use offered::{
    BLANKS, COMMENTS, DELIMITERS, ESCAPES, HEADERS, LINE_ENDS, QUOTES, SHORT_ROWS, TEXT_FORMATS, charsets,
    format_name,
};

/// The fields of the form, each with what was found. Where the file could not be read that far, those of delimited text:
/// what else it might be has nothing to decide before it can be read.
pub fn choices(report: &RunReport, overrides: &Overrides) -> Vec<LayoutChoice> {
    let layout = report.layout.as_ref();
    let mut choices = Vec::from_iter(entry(report, overrides));
    choices.extend(
        layout
            .filter(|layout| !layout.wrapping.value.is_empty())
            .map(|layout| fixed("packing", finding::worded("Packing", packing(layout), &layout.wrapping))),
    );
    choices.push(format(layout, overrides));
    choices.extend(structure(layout, overrides));
    choices
}

/// Text can be taken for another kind of text; what the other kinds of files are, they say themselves.
fn format(layout: Option<&Layout>, overrides: &Overrides) -> LayoutChoice {
    let found = layout.map(|layout| &layout.format);
    match found.filter(|found| TEXT_FORMATS.iter().all(|(format, _)| *format != found.value)) {
        Some(binary) => {
            fixed("format", finding::worded("Format", format_name(binary.value).to_owned(), binary))
        }
        None => select("format", "Format", found, &TEXT_FORMATS, overrides.format.as_ref()),
    }
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
    choices.extend(dialect.map(|dialect| rare_choices(dialect, overrides)).into_iter().flatten());
    choices
}

/// What hardly any file leaves open. Shown where the file has it or somebody decided about it, or every preview would
/// ask a dozen questions.
fn rare_choices(dialect: &Delimited, overrides: &Overrides) -> Vec<LayoutChoice> {
    let mut choices = Vec::new();
    if dialect.escape.value != Escape::Doubled || overrides.escape.is_some() {
        let chosen = overrides.escape.as_ref();
        choices.push(select("escape", "A quote in quotes", Some(&dialect.escape), &ESCAPES, chosen));
    }
    if dialect.leading_space.value || overrides.leading_space.is_some() {
        let chosen = overrides.leading_space.as_ref();
        choices.push(select(
            "leading_space",
            "Blanks after the delimiter",
            Some(&dialect.leading_space),
            &BLANKS,
            chosen,
        ));
    }
    if dialect.comment.value.is_some() || overrides.comment.is_some() {
        let chosen = overrides.comment.as_ref();
        choices.push(select("comment", "Comments", Some(&dialect.comment), &COMMENTS, chosen));
    }
    if dialect.short_rows.value || overrides.short_rows.is_some() {
        let chosen = overrides.short_rows.as_ref();
        choices.push(select(
            "short_rows",
            "Rows that are too short",
            Some(&dialect.short_rows),
            &SHORT_ROWS,
            chosen,
        ));
    }
    choices
}

fn sheet_choices(sheet: &SheetLayout, overrides: &Overrides) -> Vec<LayoutChoice> {
    let found = finding::worded("Sheet", sheet.sheet.value.clone(), &sheet.sheet);
    let names: Vec<String> = sheet.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut choices = vec![one_of("sheet", "Sheet", Some(found), &names, overrides.sheet.as_ref())];
    choices.extend(frame(Some(&sheet.frame), "Rows before the table", overrides));
    choices
}

fn frame(frame: Option<&Frame>, skipped: &str, overrides: &Overrides) -> Vec<LayoutChoice> {
    let mut choices = vec![
        number("skip", skipped, frame.map(|frame| &frame.skip), overrides.skip),
        select("header", "Header", frame.map(|frame| &frame.header), &HEADERS, overrides.header.as_ref()),
    ];
    if let Some(end) =
        frame.map(|frame| &frame.end).filter(|end| end.value.is_some() || overrides.end.is_some())
    {
        let line = end.map(|end| end.unwrap_or(0));
        choices.push(number("end", "Ends before line (0: with the file)", Some(&line), overrides.end));
    }
    choices
}

/// Everything found about the layout of a run's file; nothing before the file was looked at.
pub fn findings(report: &RunReport) -> Vec<Finding> {
    let Some(layout) = &report.layout else { return Vec::new() };
    let mut found = vec![
        finding::worded("Packing", packing(layout), &layout.wrapping),
        finding::worded("Format", format_name(layout.format.value).to_owned(), &layout.format),
    ];
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
            if let Some(merged) = &sheet.merged {
                found.push(finding::worded("Merged cells", merged.value.to_string(), merged));
            }
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
    let text = || serde_json::from_value(serde_json::Value::String(value.to_owned())).ok();
    let json = || serde_json::from_str(value).ok();
    // "null" is the decision that there is none, where there may be none.
    let decided = if value == "null" { json().or_else(text) } else { text().or_else(json) };
    decided.map(Some)
}

#[cfg(test)]
mod tests {
    use tabular::{
        sniff::{Charset, Comment, Quote},
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
    fn what_is_rare_is_offered_where_the_file_has_it() {
        let fields = |bytes: &[u8], overrides: &Overrides| {
            let input = tabular::input::Bytes::whole(bytes);
            let layout = tabular::sniff::survey(&input, overrides, &tabular::Limits::default()).ok();
            let report = RunReport { layout, ..RunReport::default() };
            choices(&report, overrides).into_iter().map(|choice| choice.field).collect::<Vec<_>>()
        };
        let text = b"id,name\n1,a\n# a comment\n2,b\n3,c\n";
        let plain = ["format", "charset", "delimiter", "quote", "skip", "header"];
        assert_eq!(fields(b"id,name\n1,a\n2,b\n", &Overrides::default()), plain);
        assert_eq!(fields(text, &Overrides::default())[6..], ["comment"]);
        let no_comments = Overrides { comment: Some(None), ..Overrides::default() };
        assert_eq!(fields(text, &no_comments)[6..], ["comment"], "it can be taken back");
        assert_eq!(decided::<Option<Comment>>("null"), Some(Some(None)));
        assert_eq!(decided::<Option<Comment>>("#"), Some(Some(Comment::new("#"))));
        let to_the_end = Overrides { end: Some(0), ..Overrides::default() };
        assert_eq!(fields(b"id,name\n1,a\n2,b\n", &to_the_end)[6..], ["end"]);
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

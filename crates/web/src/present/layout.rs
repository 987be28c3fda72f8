//! What was found out about a file's layout, and the form by which a person overrules it.

use rowmill_core::model::RunReport;
use serde::{Serialize, de::DeserializeOwned};
use tabular::{
    Detected, Layout, Overrides,
    sniff::{Charset, Delimiter, LineEnd, Quote},
};

use super::heading;
use crate::pages::layout::{Finding, LayoutChoice, LayoutOption};

const DELIMITERS: [(Delimiter, &str); 6] = [
    (Delimiter::COMMA, "Comma ,"),
    (Delimiter::SEMICOLON, "Semicolon ;"),
    (Delimiter::TAB, "Tab"),
    (Delimiter::PIPE, "Pipe |"),
    (Delimiter::SPACE, "Space"),
    (Delimiter::NONE, "None: one column"),
];
const QUOTES: [(Quote, &str); 3] = [
    (Quote::DOUBLE, "Double quote \""),
    (Quote::SINGLE, "Single quote '"),
    (Quote::NONE, "None: quotes are text"),
];
const HEADERS: [(u32, &str); 4] = [
    (1, "First line names the columns"),
    (0, "No header"),
    (2, "Two lines name the columns"),
    (3, "Three lines name the columns"),
];
const LINE_ENDS: [(LineEnd, &str); 4] = [
    (LineEnd::Lf, "Line feed"),
    (LineEnd::Crlf, "Carriage return and line feed"),
    (LineEnd::Cr, "Carriage return"),
    (LineEnd::Mixed, "Mixed"),
];

fn charsets() -> [(Charset, &'static str); Charset::ALL.len()] {
    Charset::ALL.map(|charset| (charset, charset.name()))
}

/// The fields of the form, each with what was found; `None` where the file could not be read that far.
pub fn choices(layout: Option<&Layout>, overrides: &Overrides) -> Vec<LayoutChoice> {
    let dialect = layout.and_then(Layout::delimited);
    let charset = layout.and_then(Layout::charset);
    let header = layout.and_then(Layout::frame).map(|frame| &frame.header);
    vec![
        choice("charset", "Encoding", charset, &charsets(), overrides.charset),
        choice("delimiter", "Delimiter", dialect.map(|d| &d.delimiter), &DELIMITERS, overrides.delimiter),
        choice("quote", "Quote", dialect.map(|d| &d.quote), &QUOTES, overrides.quote),
        choice("header", "Header", header, &HEADERS, overrides.header),
    ]
}

/// Everything found about the layout of a run's file; nothing before the file was looked at.
pub fn findings(report: &RunReport) -> Vec<Finding> {
    let Some(layout) = &report.layout else { return Vec::new() };
    let mut found = vec![worded("Packing", packing(layout), &layout.wrapping)];
    if let Some(charset) = layout.charset() {
        found.push(finding("Encoding", charset, &charsets()));
    }
    if let Some(dialect) = layout.delimited() {
        found.push(finding("Delimiter", &dialect.delimiter, &DELIMITERS));
        found.push(finding("Quote", &dialect.quote, &QUOTES));
        found.push(finding("Line end", &dialect.line_end, &LINE_ENDS));
    }
    if let Some(frame) = layout.frame() {
        found.push(finding("Header", &frame.header, &HEADERS));
    }
    found
}

/// The layout in three words: `gzip, Windows-1252, semicolon`.
pub fn summary(layout: &Layout) -> String {
    let mut words: Vec<String> = layout.wrapping.value.iter().map(ToString::to_string).collect();
    if let Some(charset) = layout.charset() {
        words.push(label(&charset.value, &charsets()));
    }
    if let Some(dialect) = layout.delimited() {
        let delimiter = match dialect.delimiter.value {
            Delimiter::NONE => "one column".to_owned(),
            other => label(&other, &DELIMITERS),
        };
        words.push(delimiter);
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

fn choice<T: PartialEq + Copy + Serialize>(
    field: &str,
    name: &str,
    detected: Option<&Detected<T>>,
    offered: &[(T, &'static str)],
    chosen: Option<T>,
) -> LayoutChoice {
    let mut finding = match detected {
        Some(detected) => finding(name, detected, offered),
        None => Finding { label: name.to_owned(), ..Finding::default() },
    };
    let automatic = if chosen.is_some() || detected.is_none() {
        finding.confidence = None;
        "As detected".to_owned()
    } else {
        format!("As detected: {}", finding.value)
    };
    let mut options =
        vec![LayoutOption { value: String::new(), label: automatic, selected: chosen.is_none() }];
    options.extend(offered.iter().map(|(value, label)| LayoutOption {
        value: form_value(value),
        label: (*label).to_owned(),
        selected: chosen == Some(*value),
    }));
    LayoutChoice { field: field.to_owned(), finding, options }
}

fn finding<T: PartialEq + Serialize>(
    name: &str,
    detected: &Detected<T>,
    offered: &[(T, &'static str)],
) -> Finding {
    worded(name, label(&detected.value, offered), detected)
}

fn worded<T>(name: &str, value: String, detected: &Detected<T>) -> Finding {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 100 before")]
    let confidence = (detected.confidence * 100.0).clamp(0.0, 100.0) as u8;
    Finding {
        label: name.to_owned(),
        value,
        confidence: Some(confidence),
        evidence: heading(&detected.evidence),
    }
}

/// The words for a value; of one that is not offered, such as a rare delimiter, the value itself.
fn label<T: PartialEq + Serialize>(value: &T, offered: &[(T, &'static str)]) -> String {
    let found = offered.iter().find(|(other, _)| other == value);
    found.map_or_else(|| form_value(value), |(_, label)| (*label).to_owned())
}

fn form_value(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        tabular::sniff::survey(
            &tabular::input::Bytes::whole(*b"a;b\n1;2\n3;4\n"),
            &Overrides::default(),
            &tabular::Limits::default(),
        )
        .expect("a plain file")
    }

    #[test]
    fn every_value_offered_can_be_submitted() {
        let offered = |field: &str| {
            let all = choices(Some(&layout()), &Overrides::default());
            let choice = all.into_iter().find(|c| c.field == field).expect("a field");
            choice.options.into_iter().map(|option| option.value).collect::<Vec<_>>()
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
        let choice = choices(Some(&layout()), &overrides).swap_remove(1);
        assert_eq!(choice.finding.confidence, None);
        let selected: Vec<_> =
            choice.options.iter().filter(|o| o.selected).map(|o| o.value.as_str()).collect();
        assert_eq!(selected, ["semicolon"]);
    }

    #[test]
    fn a_file_that_could_not_be_read_can_still_be_told_how() {
        let overrides = Overrides { quote: Some(Quote::NONE), ..Overrides::default() };
        let choices = choices(None, &overrides);
        assert_eq!(choices.len(), 4);
        assert!(choices.iter().all(|choice| choice.finding.confidence.is_none()));
        assert!(choices[2].options.iter().any(|option| option.selected && option.value == "none"));
    }

    #[test]
    fn a_layout_in_few_words() {
        assert_eq!(summary(&layout()), "UTF-8, Semicolon ;");
    }
}

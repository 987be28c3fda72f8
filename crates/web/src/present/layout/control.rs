//! A finding as a part of the form: what was found, and the means to decide otherwise.

use serde::Serialize;
use tabular::Detected;

use super::finding::{self, worded};
use crate::pages::layout::{Control, Finding, LayoutChoice, LayoutOption};

/// What the bytes say themselves.
pub(super) fn fixed(field: &str, found: Finding) -> LayoutChoice {
    LayoutChoice { field: field.to_owned(), finding: found, control: Control::Fixed }
}

/// One of the values offered; also the one found or chosen, should it not be among them.
pub(super) fn select<T: PartialEq + Clone + Serialize>(
    field: &str,
    name: &str,
    detected: Option<&Detected<T>>,
    offered: &[(T, &str)],
    chosen: Option<&T>,
) -> LayoutChoice {
    let found = detected.map(|detected| worded(name, finding::label(&detected.value, offered), detected));
    let is_offered = |value: &&T| offered.iter().any(|(other, _)| other == *value);
    let rare = chosen.or(detected.map(|detected| &detected.value)).filter(|value| !is_offered(value));
    let all = offered.iter().map(|(value, label)| (value, (*label).to_owned()));
    let all = all.chain(rare.map(|value| (value, finding::form_value(value))));
    let options = all.map(|(value, label)| LayoutOption {
        value: finding::form_value(value),
        label,
        selected: chosen == Some(value),
    });
    let options = options.collect();
    with_options(field, name, found, options, chosen.is_some())
}

/// One of the names in the file: of sheets, of entries.
pub(super) fn one_of(
    field: &str,
    name: &str,
    found: Option<Finding>,
    names: &[String],
    chosen: Option<&String>,
) -> LayoutChoice {
    let option = |name: &String| LayoutOption {
        value: name.clone(),
        label: name.clone(),
        selected: chosen == Some(name),
    };
    with_options(field, name, found, names.iter().map(option).collect(), chosen.is_some())
}

/// A whole number.
pub(super) fn number(
    field: &str,
    name: &str,
    detected: Option<&Detected<u64>>,
    chosen: Option<u64>,
) -> LayoutChoice {
    let found = detected.map(|detected| worded(name, detected.value.to_string(), detected));
    let automatic = automatic_value(found.as_ref(), chosen.is_some());
    let value = chosen.map(|value| value.to_string()).unwrap_or_default();
    let control = Control::Number { value, automatic };
    LayoutChoice { field: field.to_owned(), finding: shown(name, found, chosen.is_some()), control }
}

/// A text.
pub(super) fn text(
    field: &str,
    name: &str,
    detected: &Detected<String>,
    chosen: Option<&String>,
) -> LayoutChoice {
    let found = Some(worded(name, detected.value.clone(), detected));
    let automatic = automatic_value(found.as_ref(), chosen.is_some());
    let control = Control::Text { value: chosen.cloned().unwrap_or_default(), automatic };
    LayoutChoice { field: field.to_owned(), finding: shown(name, found, chosen.is_some()), control }
}

fn with_options(
    field: &str,
    name: &str,
    found: Option<Finding>,
    mut options: Vec<LayoutOption>,
    is_chosen: bool,
) -> LayoutChoice {
    let label = match &found {
        Some(found) if !is_chosen => format!("As detected: {}", found.value),
        _ => "As detected".to_owned(),
    };
    options.insert(0, LayoutOption { value: String::new(), label, selected: !is_chosen });
    let finding = shown(name, found, is_chosen);
    LayoutChoice { field: field.to_owned(), finding, control: Control::Select(options) }
}

fn automatic_value(found: Option<&Finding>, is_chosen: bool) -> String {
    found.filter(|_| !is_chosen).map(|found| found.value.clone()).unwrap_or_default()
}

/// What a person chose bears no confidence.
fn shown(name: &str, found: Option<Finding>, is_chosen: bool) -> Finding {
    let mut finding = found.unwrap_or_else(|| Finding { label: name.to_owned(), ..Finding::default() });
    if is_chosen {
        finding.confidence = None;
    }
    finding
}

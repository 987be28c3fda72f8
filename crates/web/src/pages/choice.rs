//! One of a few, each with a sentence on what it means.

use askama::Template;

/// A group of radio buttons.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/choice.html")]
pub struct Choice {
    /// What is asked: `When a refresh brings a file`.
    pub legend: &'static str,
    /// The name of the form field.
    pub name: &'static str,
    /// What there is to choose from.
    pub options: Vec<ChoiceOption>,
}

super::part!(Choice);

/// One of them.
#[derive(Clone, Debug)]
pub struct ChoiceOption {
    /// The value in the form.
    pub value: &'static str,
    /// In a few words.
    pub label: &'static str,
    /// What it means.
    pub hint: &'static str,
    /// Whether it is chosen.
    pub selected: bool,
}

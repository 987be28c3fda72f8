//! The value a form field shows and, after a refused submission, what was wrong with it.

use askama::Template;

/// One form field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What the field holds.
    pub value: String,
    /// What is wrong with it and how to put it right; `None` when nothing is.
    pub error: Option<String>,
}

impl Field {
    /// A field with a value.
    pub fn filled(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// A field whose value was refused.
    pub fn refused(value: impl Into<String>, error: impl Into<String>) -> Self {
        Self { value: value.into(), error: Some(error.into()) }
    }
}

impl Field {
    /// The attributes that tie an input to its refusal; nothing when there is none.
    pub fn described<'a>(&self, id: &'a str) -> Described<'a> {
        Described { id, refused: self.error.is_some() }
    }

    /// The refusal below an input; nothing when there is none.
    pub fn refusal<'a>(&'a self, id: &'a str) -> Refusal<'a> {
        Refusal { id, error: self.error.as_deref() }
    }
}

/// Attributes of a refused input.
#[derive(Clone, Copy, Debug, Template)]
#[template(
    source = r#"{% if refused %}aria-invalid="true" aria-describedby="{{ id }}-error"{% endif %}"#,
    ext = "html"
)]
pub struct Described<'a> {
    id: &'a str,
    refused: bool,
}

/// The sentence below a refused input.
#[derive(Clone, Copy, Debug, Template)]
#[template(
    source = r#"{% if let Some(error) = error %}<p class="error" id="{{ id }}-error">{{ error }}</p>{% endif %}"#,
    ext = "html"
)]
pub struct Refusal<'a> {
    id: &'a str,
    error: Option<&'a str>,
}

super::part!(Described<'_>, Refusal<'_>);

//! What a person decides about a table: the sections of its settings beyond title and schedule.

use askama::Template;

use super::{checks::CheckLine, choice::Choice, field::Field, filters};

/// How a file is taken in, and what is too odd to be published; posts to `{base}/settings/rules`.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/rules.html")]
pub struct RulesForm {
    /// `/{ws}/{table}`
    pub base: String,
    /// Guards the form.
    pub csrf: String,
    /// `load_mode`
    pub load_mode: Choice,
    /// `key`: names of columns with commas between them.
    pub key: Field,
    /// Names of the columns there are; empty before the first version.
    pub columns: Vec<String>,
    /// `drift`
    pub drift: Choice,
    /// `max_lost_percent`
    pub max_lost: Field,
    /// `max_rejected_percent`; may be empty.
    pub max_rejected: Field,
    /// What was found when somebody asked which columns could be the key.
    pub suggestion: Option<Suggestion>,
}

/// Columns that could be the key.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// A sentence; ends with a colon where columns follow.
    pub note: String,
    /// Their names.
    pub columns: Vec<String>,
}

impl Suggestion {
    /// Says why there is none.
    pub fn without(note: &str) -> Self {
        Self { note: note.to_owned(), columns: Vec::new() }
    }
}

impl RulesForm {
    /// Shows it, and fills in its first column where there is no key.
    pub fn suggest(&mut self, suggestion: Option<Suggestion>) {
        let first = suggestion.as_ref().and_then(|suggestion| suggestion.columns.first());
        if let Some(name) = first.filter(|_| self.key.value.is_empty()) {
            self.key.value.clone_from(name);
        }
        self.suggestion = suggestion;
    }
}

/// The checks of a table, and a form for another; posts to `{base}/settings/checks` and `{base}/settings/checks/remove`.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/checks.html")]
pub struct ChecksForm {
    /// `/{ws}/{table}`
    pub base: String,
    /// Guards the forms.
    pub csrf: String,
    /// Those there are.
    pub checks: Vec<CheckLine>,
    /// Names of the columns there are; empty before the first version.
    pub columns: Vec<String>,
    /// What the form for another was filled with.
    pub new: NewCheck,
}

super::part!(RulesForm, ChecksForm);

/// A check as a person writes it down.
#[derive(Clone, Debug, Default)]
pub struct NewCheck {
    /// Its kind.
    pub kind: CheckKind,
    /// The column it is about.
    pub column: String,
    /// The lower bound.
    pub min: String,
    /// The upper bound.
    pub max: String,
    /// The regular expression.
    pub pattern: String,
    /// Accepted values, one a line.
    pub values: String,
    /// Percent.
    pub percent: String,
    /// What is wrong, and how to put it right.
    pub error: Option<String>,
}

/// The kinds of checks offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckKind {
    /// A value in every row.
    #[default]
    NotNull,
    /// No value twice.
    Unique,
    /// Between two bounds.
    Range,
    /// Matches a regular expression.
    Pattern,
    /// One of these.
    OneOf,
    /// So many rows.
    RowCount,
    /// So many rows more or fewer.
    RowCountChange,
}

impl CheckKind {
    /// Every kind, in the order offered.
    pub const ALL: [Self; 7] = [
        Self::NotNull,
        Self::Unique,
        Self::Range,
        Self::Pattern,
        Self::OneOf,
        Self::RowCount,
        Self::RowCountChange,
    ];

    /// The value in forms.
    pub fn value(self) -> &'static str {
        match self {
            Self::NotNull => "not_null",
            Self::Unique => "unique",
            Self::Range => "range",
            Self::Pattern => "pattern",
            Self::OneOf => "one_of",
            Self::RowCount => "row_count",
            Self::RowCountChange => "row_count_change",
        }
    }

    /// The kind with this value.
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }

    /// In the user's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotNull => "A column has a value in every row",
            Self::Unique => "A column has no value twice",
            Self::Range => "A column lies between two values",
            Self::Pattern => "A column matches a pattern",
            Self::OneOf => "A column has only these values",
            Self::RowCount => "The table has so many rows",
            Self::RowCountChange => "The number of rows changes little",
        }
    }
}

//! How a table stands to its source, at a glance.

use askama::Template;

/// How a table stands to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<span class="state" data-tone="{{ self.tone() }}">{{ self.label() }}</span>"#,
    ext = "html"
)]
pub enum Freshness {
    /// No version yet and no run under way.
    New,
    /// A run is under way.
    Loading,
    /// The last run found or published the current content.
    InStep,
    /// The next refresh is waiting for a worker.
    Due,
    /// A scheduled refresh is overdue.
    Late,
    /// The last run failed; the last good version stays.
    Failing,
}

super::part!(Freshness);

impl Freshness {
    /// Every state, in the order a summary lists them.
    pub const ALL: [Self; 6] = [Self::Failing, Self::Late, Self::Due, Self::Loading, Self::New, Self::InStep];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Loading => "Loading",
            Self::InStep => "In step",
            Self::Due => "Due",
            Self::Late => "Late",
            Self::Failing => "Failing",
        }
    }

    /// The colour of the mark; the word is always beside it.
    pub fn tone(self) -> &'static str {
        match self {
            Self::New => "idle",
            Self::Loading => "live",
            Self::InStep => "good",
            Self::Due => "due",
            Self::Late => "warn",
            Self::Failing => "bad",
        }
    }
}

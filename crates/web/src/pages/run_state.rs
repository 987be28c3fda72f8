//! Where a run stands.

use askama::Template;

/// The state of a run, as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<span class="state" data-tone="{{ self.tone() }}">{{ self.label() }}</span>"#,
    ext = "html"
)]
pub enum RunState {
    /// Waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Ended with a new version.
    Published,
    /// Ended without a new version: the source had not changed.
    Unchanged,
    /// A preview run that read its sample.
    Ready,
    /// Ended with a problem.
    Failed,
    /// Ended by a person.
    Cancelled,
}

super::part!(RunState);

impl RunState {
    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "Queued",
            Self::Running => "Running",
            Self::Published => "Published",
            Self::Unchanged => "Unchanged",
            Self::Ready => "Preview ready",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The colour of the mark; the word is always beside it.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Queued => "due",
            Self::Running => "live",
            Self::Published | Self::Ready => "good",
            Self::Unchanged | Self::Cancelled => "idle",
            Self::Failed => "bad",
        }
    }
}

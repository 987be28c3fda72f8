//! The settings of a table.

use askama::Template;

use super::chrome::Chrome;
use super::field::Field;
use super::rules::{ChecksForm, RulesForm};
use super::schedule::ScheduleField;
use super::table::TableHead;

/// `/{ws}/{table}/settings`; posts `title`, `url` and the schedule to itself, `readers` to
/// `/{ws}/{table}/settings/access`, `confirm` to `/{ws}/{table}/delete`.
#[derive(Clone, Debug, Template)]
#[template(path = "table/settings.html")]
pub struct Settings {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The heading.
    pub head: TableHead,
    /// The title people see.
    pub title: Field,
    /// The address of the source; `None` for uploads.
    pub url: Option<Field>,
    /// When to refresh; `None` for uploads.
    pub schedule: Option<ScheduleField>,
    /// How a file is taken in, and what is too odd to be published.
    pub rules: RulesForm,
    /// What must hold for every version.
    pub checks: ChecksForm,
    /// Where the read API has the table.
    pub api: String,
    /// Whether anybody may read it there.
    pub is_public: bool,
    /// The name typed to confirm the deletion, if it was not the table's.
    pub confirm: Field,
}

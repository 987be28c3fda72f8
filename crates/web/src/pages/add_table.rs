//! Adding a table, step 1: where the bytes come from.

use askama::Template;

use super::chrome::Chrome;
use super::field::Field;

/// `/{ws}/-/new`; posts `url` to `/{ws}/-/sources`, or `file` (multipart, `csrf` first) to `/{ws}/-/uploads`.
#[derive(Clone, Debug, Template)]
#[template(path = "add_table.html")]
pub struct AddTable {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The address typed before a refusal.
    pub url: Field,
    /// Why the last upload was refused.
    pub upload_error: Option<String>,
    /// The most an upload may weigh, in words: `2 GB`.
    pub upload_limit: String,
}

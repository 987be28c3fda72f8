//! The visitor's own account.

use askama::Template;

use super::chrome::Chrome;
use super::field::Field;
use super::when::When;

/// `/account`; posts `current`, `password` to `/account/password`, and nothing more to
/// `/account/sessions/end`.
#[derive(Clone, Debug, Template)]
#[template(path = "account.html")]
pub struct Account {
    /// The frame.
    pub chrome: Chrome,
    /// Never filled; holds the refusal.
    pub current: Field,
    /// Never filled; holds the refusal.
    pub password: Field,
    /// The visitor's sessions, the present one first; empty leaves the list out.
    pub sessions: Vec<SessionLine>,
}

/// One session of the visitor.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// The browser, in a few words.
    pub browser: String,
    /// When it was last used.
    pub last_used: When,
    /// Whether it is the one this page was asked with.
    pub is_this: bool,
}

//! The visitor's own account.

use askama::Template;

use super::chrome::Chrome;
use super::field::Field;

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
}

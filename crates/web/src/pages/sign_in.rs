//! The door.

use askama::Template;

use super::chrome::Chrome;

/// `/sign-in`; posts `email`, `password`, `next` to itself.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// The frame; nobody is signed in.
    pub chrome: Chrome,
    /// The address typed before a refusal.
    pub email: String,
    /// Where to go afterwards: a path on this site; empty for the first workspace.
    pub next: String,
    /// Why the last attempt was refused. The same for a wrong address and a wrong password.
    pub error: Option<String>,
}

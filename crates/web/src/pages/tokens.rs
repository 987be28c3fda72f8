//! With what programs read a workspace.

use askama::Template;

use super::chrome::Chrome;
use super::field::Field;
use super::format;
use super::when::When;

/// `/{ws}/-/tokens`; posts `name`, `scope`, `table` and `days` to itself.
#[derive(Clone, Debug, Template)]
#[template(path = "tokens.html")]
pub struct Tokens {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The tokens, the newest first.
    pub tokens: Vec<Token>,
    /// The token just made. It cannot be shown again.
    pub fresh: Option<FreshToken>,
    /// Where the read API is.
    pub api: String,
    /// What the new token is for.
    pub name: Field,
    /// The one table it is good for; empty: all.
    pub table: Field,
    /// What it is good for.
    pub scope: &'static str,
    /// For how many days.
    pub days: &'static str,
}

impl Tokens {
    /// What a token may be good for: value, label.
    pub const SCOPES: [(&'static str, &'static str); 3] =
        [("read", "Read"), ("write", "Write and read"), ("manage", "Manage, write and read")];
    /// How long it may last: days, label.
    pub const DAYS: [(&'static str, &'static str); 5] = [
        ("7", "7 days"),
        ("30", "30 days"),
        ("90", "90 days"),
        ("365", "a year"),
        ("", "until it is revoked"),
    ];

    fn heading(&self) -> String {
        format::counted(self.tokens.len() as u64, "token", "tokens")
    }
}

/// One token. Ending it posts to `/{ws}/-/tokens/{id}/revoke`.
#[derive(Clone, Debug)]
pub struct Token {
    /// The id in paths.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Its last characters.
    pub ending: String,
    /// What it is good for.
    pub scope: &'static str,
    /// The one table it is good for.
    pub table: Option<String>,
    /// Who made it.
    pub maker: String,
    /// When it was made.
    pub created: When,
    /// When it was last used.
    pub used: Option<When>,
    /// When it ends, or ended.
    pub expires: Option<When>,
    /// Whether it has ended.
    pub is_over: bool,
}

/// A token, shown once.
#[derive(Clone, Debug)]
pub struct FreshToken {
    /// What it is for.
    pub name: String,
    /// The whole text.
    pub text: String,
}

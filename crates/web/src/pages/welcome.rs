//! The page behind a one-time link: the first administrator, or a member who was invited.

use askama::Template;

use super::chrome::{Chrome, Role};
use super::field::Field;

/// `/welcome/{token}`; posts `name`, `email`, `password` and, for the first administrator, `workspace` to `action`.
#[derive(Clone, Debug, Template)]
#[template(path = "welcome.html")]
pub struct Welcome {
    /// The frame; nobody is signed in.
    pub chrome: Chrome,
    /// The path of the page itself, with the token.
    pub action: String,
    /// What the link is for.
    pub purpose: Purpose,
    /// The person's name.
    pub name: Field,
    /// The address to sign in with.
    pub email: Field,
    /// Never filled; holds the refusal.
    pub password: Field,
}

/// What a one-time link is for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// Make the first administrator and the first workspace.
    FirstAdministrator {
        /// The title of the workspace.
        workspace: Field,
    },
    /// Join a workspace.
    Invitation {
        /// The title of the workspace.
        workspace: String,
        /// What the new member may do.
        role: Role,
    },
}

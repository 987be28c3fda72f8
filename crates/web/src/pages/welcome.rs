//! The page behind a one-time link: the first administrator, or a member who was invited.

use askama::Template;

use super::chrome::{Chrome, Role};
use super::field::Field;

/// `/welcome/{token}`; posts `name`, `email`, `password` and, for the first administrator, `workspace` to `action`.
#[derive(Clone, Debug, Template)]
#[template(path = "welcome.html")]
pub struct Welcome {
    /// The frame; whoever is signed in already joins as themselves.
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

impl Welcome {
    /// Whether taking the link up makes an account; somebody who is signed in joins with the one they have.
    pub fn makes_account(&self) -> bool {
        self.chrome.signed_in.is_none() || self.first_workspace().is_some()
    }

    /// The title of the workspace that taking the link up makes.
    pub fn first_workspace(&self) -> Option<&Field> {
        match &self.purpose {
            Purpose::FirstAdministrator { workspace } => Some(workspace),
            Purpose::Invitation { .. } => None,
        }
    }
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

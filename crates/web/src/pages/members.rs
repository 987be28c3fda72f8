//! Who may read and change a workspace.

use askama::Template;

use super::chrome::{Chrome, Role};
use super::field::Field;
use super::format;
use super::when::When;

/// `/{ws}/-/members`; posts `email`, `role` to `/{ws}/-/members/invite`.
#[derive(Clone, Debug, Template)]
#[template(path = "members.html")]
pub struct Members {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The members, owners first.
    pub members: Vec<Member>,
    /// Invitations nobody has taken up yet.
    pub invitations: Vec<Invitation>,
    /// The link just made. It cannot be shown again.
    pub fresh_link: Option<FreshLink>,
    /// The address typed before a refusal.
    pub email: Field,
}

impl Members {
    fn heading(&self) -> String {
        format::counted(self.members.len() as u64, "member", "members")
    }
}

/// One member. Changes post `role` to `/{ws}/-/members/{id}/role` or go to `/{ws}/-/members/{id}/remove`.
#[derive(Clone, Debug)]
pub struct Member {
    /// The id in paths.
    pub id: String,
    /// The name they gave.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// When they joined.
    pub joined: When,
    /// Whether it is the visitor.
    pub is_you: bool,
    /// Whether role and membership must stay, being the last owner.
    pub is_last_owner: bool,
}

/// An invitation. Withdrawing it posts to `/{ws}/-/invitations/{id}/revoke`.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The id in paths.
    pub id: String,
    /// Whom it is for.
    pub email: String,
    /// What they will be able to do.
    pub role: Role,
    /// When the link stops working.
    pub expires: When,
}

/// A one-time link, shown once.
#[derive(Clone, Debug)]
pub struct FreshLink {
    /// The whole address.
    pub url: String,
    /// Whom it is for.
    pub email: String,
    /// When it stops working.
    pub expires: When,
}

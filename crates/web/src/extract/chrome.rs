//! What surrounds every page.

use actix_web::{HttpMessage, HttpRequest};
use rowmill_core::{model::Role, store::members, store::workspaces::Workspace};

use super::{Member, visitor};
use crate::{csrf, error::Failure, pages::chrome as shown, state::App};

/// The frame of a page: who is signed in, their workspaces, the token of its forms, and the message the last action
/// left, which is used up by this.
///
/// # Errors
/// 503 when the session store or Postgres does not answer.
pub async fn chrome(request: &HttpRequest) -> Result<shown::Chrome, Failure> {
    // Before the token: a session that turns out to be over leaves the token tied to the cookie instead.
    let visitor = visitor(request).await?;
    let csrf = csrf::token(request).await?;
    let Some(visitor) = visitor else { return Ok(shown::Chrome { csrf, ..shown::Chrome::default() }) };
    let workspaces = {
        let client = App::of(request)?.client().await?;
        members::workspaces_of(&client, visitor.user.id).await?
    };
    let member = request.extensions().get::<Member>().cloned();
    Ok(shown::Chrome {
        signed_in: Some(shown::Visitor {
            name: visitor.user.name,
            email: visitor.user.email,
            is_admin: visitor.user.is_administrator,
        }),
        workspace: member.map(|member| workspace(&member.workspace, member.role)),
        workspaces: workspaces.iter().map(|(other, role)| workspace(other, *role)).collect(),
        csrf,
        flash: visitor.session.take_flash().await?,
    })
}

fn workspace(workspace: &Workspace, role: Role) -> shown::Workspace {
    shown::Workspace { slug: workspace.slug.clone(), title: workspace.title.clone(), role: role.into() }
}

impl From<Role> for shown::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Editor => Self::Editor,
            Role::Owner => Self::Owner,
        }
    }
}

//! What the visitor is in the workspace that the address names.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;
use rowmill_core::{
    model::Role,
    store::{members, workspaces, workspaces::Workspace},
};

use super::visitor::{self, Visitor};
use crate::{error::Failure, state::App};

/// A signed-in member of the workspace in the `{workspace}` segment.
#[derive(Clone)]
pub struct Member {
    /// Who.
    pub visitor: Visitor,
    /// Where.
    pub workspace: Workspace,
    /// What they may do there, as Postgres knows it now.
    pub role: Role,
}

impl Member {
    /// Passes who has at least this role.
    ///
    /// # Errors
    /// 403 for lesser roles.
    pub fn require(&self, role: Role) -> Result<(), Failure> {
        if self.role >= role { Ok(()) } else { Err(Failure::forbidden()) }
    }
}

/// The member, looked up once a request. A workspace that does not exist and one the visitor is no member of get the
/// same answer.
pub(crate) async fn required(request: &HttpRequest) -> Result<Member, Failure> {
    let known = request.extensions().get::<Member>().cloned();
    if let Some(member) = known {
        return Ok(member);
    }
    let visitor = visitor::required(request).await?;
    // Postgres refuses a NUL, and no workspace has one in its slug.
    let slug = request.match_info().get("workspace").filter(|slug| !slug.contains('\0'));
    let slug = slug.ok_or_else(Failure::not_found)?;
    let client = App::of(request)?.client().await?;
    let workspace = workspaces::find_by_slug(&client, slug).await?.ok_or_else(Failure::not_found)?;
    let role = members::role(&client, workspace.id, visitor.user.id).await?.ok_or_else(Failure::not_found)?;
    let member = Member { visitor, workspace, role };
    request.extensions_mut().insert(member.clone());
    Ok(member)
}

impl FromRequest for Member {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { required(&request).await })
    }
}

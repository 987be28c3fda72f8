//! Who may read and change a workspace.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use jiff::{SignedDuration, Timestamp};
use rowmill_core::{
    model::{Role, UserId},
    store::{links, members},
};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Form, Member, Nothing, chrome},
    pages::{self, chrome::FlashKind, field::Field, members::FreshLink, when::When},
    respond,
    state::App,
};

use super::welcome;

const LAST_OWNER: &str = "A workspace needs an owner. Make somebody else an owner first.";

/// What the invitation form posts.
#[derive(Deserialize)]
pub struct Invite {
    email: String,
    role: Role,
}

/// What the role form posts.
#[derive(Deserialize)]
pub struct Change {
    role: Role,
}

/// The list.
///
/// # Errors
/// 503 when a service is away.
pub async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
) -> Result<HttpResponse, Failure> {
    respond::page(&page(&request, &app, &member, Field::default(), None).await?)
}

async fn page(
    request: &HttpRequest,
    app: &App,
    member: &Member,
    email: Field,
    fresh_link: Option<FreshLink>,
) -> Result<pages::members::Members, Failure> {
    let (mut found, invitations) = {
        let client = app.client().await?;
        let workspace = member.workspace.id;
        (members::list(&client, workspace).await?, links::open_invitations(&client, workspace).await?)
    };
    found.sort_by_key(|other| std::cmp::Reverse(other.role));
    let owners = found.iter().filter(|other| other.role == Role::Owner).count();
    let now = Timestamp::now();
    let members = found.into_iter().map(|other| pages::members::Member {
        id: other.user.to_string(),
        is_you: other.user == member.visitor.user.id,
        is_last_owner: other.role == Role::Owner && owners == 1,
        joined: When::new(other.joined_at, now),
        role: other.role.into(),
        name: other.name,
        email: other.email,
    });
    Ok(pages::members::Members {
        members: members.collect(),
        chrome: chrome(request).await?,
        invitations: invitations.into_iter().map(|invitation| invited(invitation, now)).collect(),
        fresh_link,
        email,
    })
}

fn invited(invitation: links::Invitation, now: Timestamp) -> pages::members::Invitation {
    pages::members::Invitation {
        id: invitation.id.to_string(),
        email: invitation.email,
        role: invitation.role.into(),
        expires: When::new(invitation.expires_at, now),
    }
}

/// Ends an invitation that nobody has taken up yet.
///
/// # Errors
/// 404 for one that is not there.
pub async fn withdraw(
    app: web::Data<App>,
    member: Member,
    path: web::Path<(String, i64)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    if !links::withdraw(&app.client().await?, member.workspace.id, path.1).await? {
        return Err(Failure::not_found());
    }
    tracing::info!(workspace.id = %member.workspace.id, "Withdrew an invitation");
    member.visitor.session.flash(FlashKind::Done, "The invitation is withdrawn.").await?;
    Ok(respond::see_other(format!("/{}/-/members", member.workspace.slug)))
}

/// Makes a link that lets one person join; it is shown in the answer and nowhere else.
///
/// # Errors
/// 503 when a service is away.
pub async fn invite(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    Form(form): Form<Invite>,
) -> Result<HttpResponse, Failure> {
    let Some(email) = welcome::valid_email(&form.email) else {
        let field = Field::refused(form.email, welcome::NOT_AN_ADDRESS);
        let page = page(&request, &app, &member, field, None).await?;
        return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let (token, hash) = links::new_token();
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    links::insert_invitation(&transaction, &hash, member.workspace.id, form.role, &email).await?;
    transaction.commit().await?;
    // Given back before the page asks for one.
    drop(client);
    tracing::info!(workspace.id = %member.workspace.id, role = %form.role, "Made an invitation");
    let now = Timestamp::now();
    let link = FreshLink {
        url: format!("{}/welcome/{token}", app.config.public_url),
        email,
        expires: When::new(now + SignedDuration::from_secs(links::INVITATION_SECONDS), now),
    };
    respond::page(&page(&request, &app, &member, Field::default(), Some(link)).await?)
}

/// Changes what a member may do.
///
/// # Errors
/// 404 for who is no member, 409 for the last owner.
pub async fn change_role(
    app: web::Data<App>,
    member: Member,
    path: web::Path<(String, UserId)>,
    Form(form): Form<Change>,
) -> Result<HttpResponse, Failure> {
    let (workspace, (_, target)) = (&member.workspace, path.into_inner());
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    let owners = members::lock_owners(&transaction, workspace.id).await?;
    if members::role(&transaction, workspace.id, target).await?.is_none() {
        return Err(Failure::not_found());
    }
    if owners == [target] && form.role != Role::Owner {
        return Err(Failure::conflict(LAST_OWNER));
    }
    members::set_role(&transaction, workspace.id, target, form.role).await?;
    transaction.commit().await?;
    tracing::info!(workspace.id = %workspace.id, user.id = %target, role = %form.role, "Changed a role");
    member.visitor.session.flash(FlashKind::Done, "The role is changed.").await?;
    Ok(respond::see_other(format!("/{}/-/members", workspace.slug)))
}

/// Removes a member. Owners remove anybody; everybody may leave.
///
/// # Errors
/// 403 for somebody else's membership, 404 for who is no member, 409 for the last owner.
pub async fn remove(
    app: web::Data<App>,
    member: Member,
    path: web::Path<(String, UserId)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let (workspace, (_, target)) = (&member.workspace, path.into_inner());
    let leaves = target == member.visitor.user.id;
    if !leaves {
        member.require(Role::Owner)?;
    }
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    if members::lock_owners(&transaction, workspace.id).await? == [target] {
        return Err(Failure::conflict(LAST_OWNER));
    }
    if !members::remove(&transaction, workspace.id, target).await? {
        return Err(Failure::not_found());
    }
    transaction.commit().await?;
    tracing::info!(workspace.id = %workspace.id, user.id = %target, "Removed a member");
    let session = &member.visitor.session;
    if leaves {
        session.flash(FlashKind::Done, format!("You have left {}.", workspace.title)).await?;
        return Ok(respond::see_other("/"));
    }
    session.flash(FlashKind::Done, "The member is removed.").await?;
    Ok(respond::see_other(format!("/{}/-/members", workspace.slug)))
}

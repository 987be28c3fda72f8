//! What taking a link up changes, each in one transaction with the link itself: used up and done, or neither.

use anyhow::anyhow;
use deadpool_postgres::Transaction;
use rowmill_core::{
    model::{Role, WorkspaceId},
    store::{
        links::{self, Purpose},
        members,
        users::{self, User},
        workspaces as store,
    },
};

use crate::{error::Failure, handlers::workspaces, state::App};

/// Somebody without an account.
pub(super) struct Person {
    pub(super) email: String,
    pub(super) name: String,
    /// PHC string.
    pub(super) password: String,
}

/// A signed-in person joins; the slug of the workspace.
pub(super) async fn join(app: &App, token_hash: &[u8], user: &User) -> Result<String, Failure> {
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    let Some(Purpose::Invitation { workspace, role }) = links::take(&transaction, token_hash).await? else {
        return Err(Failure::not_found());
    };
    let slug = admit(&transaction, workspace, user, role).await?;
    transaction.commit().await?;
    Ok(slug)
}

/// Makes an account and takes the link up with it: the person and the slug of their workspace. `None`, and the link is
/// as good as before, when the address has an account. `title` names the first workspace.
pub(super) async fn with_account(
    app: &App,
    token_hash: &[u8],
    person: &Person,
    title: Option<&str>,
) -> Result<Option<(User, String)>, Failure> {
    let mut client = app.client().await?;
    let mut transaction = client.transaction().await?;
    let purpose = links::take(&transaction, token_hash).await?.ok_or_else(Failure::not_found)?;
    let is_administrator = purpose == Purpose::FirstAdministrator;
    let Person { email, name, password } = person;
    let Some(id) = users::insert(&transaction, email, name, password, is_administrator).await? else {
        return Ok(None);
    };
    let user =
        users::find(&transaction, id).await?.ok_or_else(|| anyhow!("the account just made is gone"))?;
    let slug = match purpose {
        Purpose::FirstAdministrator => {
            members::adopt(&transaction, user.id).await?;
            workspaces::found(&mut transaction, user.id, title.unwrap_or_default()).await?
        }
        Purpose::Invitation { workspace, role } => admit(&transaction, workspace, &user, role).await?,
    };
    transaction.commit().await?;
    tracing::info!(user.id = %user.id, is_administrator, "Made an account");
    Ok(Some((user, slug)))
}

async fn admit(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    user: &User,
    role: Role,
) -> Result<String, Failure> {
    let workspace = store::find(transaction, workspace).await?.ok_or_else(Failure::not_found)?;
    members::add(transaction, workspace.id, user.id, role).await?;
    tracing::info!(workspace.id = %workspace.id, user.id = %user.id, %role, "Joined a workspace");
    Ok(workspace.slug)
}

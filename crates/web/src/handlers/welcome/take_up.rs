//! What taking a link up changes, each in one transaction with the link itself: used up and done, or neither.

use anyhow::anyhow;
use deadpool_postgres::{Transaction, tokio_postgres::error::SqlState};
use rowmill_core::{
    model::{Role, WorkspaceId, WorkspaceSlug, suggest},
    store::{
        links::{self, Purpose},
        members,
        users::{self, User},
        workspaces,
    },
    table,
};

use crate::{error::Failure, state::App};

/// Slugs tried for one title: `data`, `data_2`, …
const TRIES: u32 = 50;

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
            found(&mut transaction, &user, title.unwrap_or_default()).await?
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
    let workspace = workspaces::find(transaction, workspace).await?.ok_or_else(Failure::not_found)?;
    members::add(transaction, workspace.id, user.id, role).await?;
    tracing::info!(workspace.id = %workspace.id, user.id = %user.id, %role, "Joined a workspace");
    Ok(workspace.slug)
}

/// Makes a workspace of that title, with its schemas, under the first slug that is free in both places.
async fn found(transaction: &mut Transaction<'_>, owner: &User, title: &str) -> Result<String, Failure> {
    let stem = suggest(title, "data");
    let numbered = (2..TRIES).map(|number| format!("{}_{number}", &stem[..stem.len().min(44)]));
    for slug in std::iter::once(stem.clone()).chain(numbered) {
        let Ok(slug) = slug.parse::<WorkspaceSlug>() else { continue };
        // A schema of that name may exist without a workspace: somebody else's. Undo, and try the next.
        let savepoint = transaction.savepoint("slug").await?;
        let Some(id) = workspaces::insert(&savepoint, &slug, title).await? else { continue };
        match table::create_workspace_schemas(&savepoint, id, slug.as_str()).await {
            Ok(()) => {
                members::set_role(&savepoint, id, owner.id, Role::Owner).await?;
                savepoint.commit().await?;
                return Ok(slug.as_str().to_owned());
            }
            Err(error) if error.code() == Some(&SqlState::DUPLICATE_SCHEMA) => savepoint.rollback().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::conflict("Every name made from this title is taken. Choose another title."))
}

//! Making workspaces.

use actix_web::{HttpResponse, web};
use deadpool_postgres::{Transaction, tokio_postgres::error::SqlState};
use rowmill_core::{
    model::{Role, UserId, WorkspaceSlug, suggest},
    store::{members, workspaces},
    table,
};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Administrator, Form},
    respond,
    state::App,
};

/// Slugs tried for one title: `data`, `data_2`, …
const TRIES: u32 = 50;
/// Characters of a title.
const LONGEST_TITLE: usize = 200;

/// What the form posts.
#[derive(Deserialize)]
pub struct New {
    title: String,
}

/// Makes a workspace whose owner is the administrator who asked.
///
/// # Errors
/// 422 without a title; 409 when every name made from it is taken.
pub async fn create(
    app: web::Data<App>,
    administrator: Administrator,
    Form(form): Form<New>,
) -> Result<HttpResponse, Failure> {
    let title = form.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(Failure::invalid("Give the workspace a title of at most 200 characters."));
    }
    let owner = administrator.0.user.id;
    let mut client = app.client().await?;
    let mut transaction = client.transaction().await?;
    let slug = found(&mut transaction, owner, title).await?;
    transaction.commit().await?;
    tracing::info!(user.id = %owner, workspace.slug = slug, "Made a workspace");
    Ok(respond::see_other(format!("/{slug}")))
}

/// Makes a workspace of that title, with its schemas, under the first slug that is free in both places.
///
/// # Errors
/// 409 when no name is left.
pub(super) async fn found(
    transaction: &mut Transaction<'_>,
    owner: UserId,
    title: &str,
) -> Result<String, Failure> {
    let stem = suggest(title, "data");
    let numbered = (2..TRIES).map(|number| format!("{}_{number}", &stem[..stem.len().min(44)]));
    for slug in std::iter::once(stem.clone()).chain(numbered) {
        let Ok(slug) = slug.parse::<WorkspaceSlug>() else { continue };
        // A schema of that name may exist without a workspace: somebody else's. Undo, and try the next.
        let savepoint = transaction.savepoint("slug").await?;
        let Some(id) = workspaces::insert(&savepoint, &slug, title).await? else { continue };
        match table::create_workspace_schemas(&savepoint, id, slug.as_str()).await {
            Ok(()) => {
                members::set_role(&savepoint, id, owner, Role::Owner).await?;
                savepoint.commit().await?;
                return Ok(slug.as_str().to_owned());
            }
            Err(error) if error.code() == Some(&SqlState::DUPLICATE_SCHEMA) => savepoint.rollback().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::conflict("Every name made from this title is taken. Choose another title."))
}

//! Who may read the table beside the members of the workspace.

use actix_web::{HttpResponse, web};
use rowmill_core::store::tables;
use serde::Deserialize;

use super::settings_path;
use crate::{
    error::Failure,
    extract::{Form, Member},
    handlers::tables::Frame,
    pages::chrome::FlashKind,
    respond,
    state::App,
};

/// What the form posts.
#[derive(Deserialize)]
pub struct AccessChange {
    readers: Readers,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Readers {
    Members,
    Anybody,
}

/// Opens the read API of the table to anybody, or closes it; from the next request on.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn save_access(
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    Form(form): Form<AccessChange>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    let is_public = form.readers == Readers::Anybody;
    tables::set_public(&app.client().await?, table.id, is_public).await?;
    tracing::info!(table.id = %table.id, user.id = %member.visitor.user.id, is_public, "Changed who may read a table");
    let done = if is_public {
        "Anybody may read the table by the API now."
    } else {
        "Only members and tokens may read the table now."
    };
    member.visitor.session.flash(FlashKind::Done, done).await?;
    Ok(respond::see_other(settings_path(&member, table)))
}

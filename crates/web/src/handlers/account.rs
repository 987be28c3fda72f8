//! The visitor's own account.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::store::users;
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Form, Nothing, Visitor, chrome, client_address},
    handlers::sign_in::Attempts,
    pages::{account::Account, chrome::FlashKind, field::Field},
    password::{self, Verdict},
    respond,
    state::App,
};

/// What the form posts.
#[derive(Deserialize)]
pub struct Change {
    current: String,
    password: String,
}

/// The page.
///
/// # Errors
/// 503 when a service is away.
pub async fn show(request: HttpRequest) -> Result<HttpResponse, Failure> {
    respond::page(&page(&request, Field::default(), Field::default()).await?)
}

async fn page(request: &HttpRequest, current: Field, password: Field) -> Result<Account, Failure> {
    Ok(Account { chrome: chrome(request).await?, current, password })
}

/// Changes the password: needs the present one, and ends every other session.
///
/// # Errors
/// 429 after ten wrong passwords a minute; 503 when a service is away.
pub async fn change_password(
    request: HttpRequest,
    app: web::Data<App>,
    visitor: Visitor,
    Form(form): Form<Change>,
) -> Result<HttpResponse, Failure> {
    let user = &visitor.user;
    let attempts = Attempts::new(&app, &client_address(&request, app.config.trusted_proxies), &user.email);
    let turn = app.passwords.turn().await?;
    attempts.check().await?;
    if turn.verify(form.current, Some(user.password_hash.clone())).await? == Verdict::Wrong {
        attempts.record_failure().await?;
        let page = page(&request, Field::refused("", "This is not your present password."), Field::default())
            .await?;
        return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if let Err(refused) = password::check(&form.password, &[&user.email, &user.name]) {
        let page = page(&request, Field::default(), Field::refused("", refused.to_string())).await?;
        return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let hash = turn.hash(form.password).await?;
    let epoch = users::set_password(&app.client().await?, user.id, &hash).await?;
    visitor.session.renew(user, epoch).await?;
    visitor
        .session
        .flash(FlashKind::Done, "The password is changed. Your other sessions have ended.")
        .await?;
    tracing::info!(user.id = %user.id, "Changed the password");
    Ok(respond::see_other("/account"))
}

/// Ends every session of the visitor but this one.
///
/// # Errors
/// 503 when a service is away.
pub async fn end_sessions(
    app: web::Data<App>,
    visitor: Visitor,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    let epoch = users::end_sessions(&app.client().await?, visitor.user.id).await?;
    visitor.session.renew(&visitor.user, epoch).await?;
    visitor.session.flash(FlashKind::Done, "Your other sessions have ended.").await?;
    tracing::info!(user.id = %visitor.user.id, "Ended the other sessions");
    Ok(respond::see_other("/account"))
}

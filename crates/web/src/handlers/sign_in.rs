//! The door: in, out, and where to.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::store::{
    members,
    users::{self, User},
};
use serde::Deserialize;
use url::Url;

use crate::{
    error::Failure,
    extract::{Form, Nothing, Visitor, chrome, client_address, visitor},
    pages::sign_in::SignIn,
    password::{Permit, Verdict},
    respond,
    session::Session,
    state::App,
};

mod attempts;

pub(crate) use attempts::Attempts;

/// The same for an unknown address and a wrong password: neither tells who has an account.
const REFUSED: &str = "E-mail or password is wrong.";

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What the form posts.
#[derive(Deserialize)]
pub struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `/`: the first workspace of whoever is signed in.
///
/// # Errors
/// 503 when a service is away.
pub async fn front(request: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, Failure> {
    let Some(visitor) = visitor(&request).await? else { return Ok(respond::see_other("/sign-in")) };
    Ok(respond::see_other(home_of(&app, &visitor.user).await?))
}

async fn home_of(app: &App, user: &User) -> Result<String, Failure> {
    let workspaces = members::workspaces_of(&app.client().await?, user.id).await?;
    Ok(workspaces
        .first()
        .map_or_else(|| "/account".to_owned(), |(workspace, _)| format!("/{}", workspace.slug)))
}

/// The form.
///
/// # Errors
/// 503 when a service is away.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    query: web::Query<Next>,
) -> Result<HttpResponse, Failure> {
    if visitor(&request).await?.is_some() {
        let next = path_on(&app.config.public_url, &query.next);
        return Ok(respond::see_other(next.as_deref().unwrap_or("/")));
    }
    let next = path_on(&app.config.public_url, &query.next).unwrap_or_default();
    respond::page(&SignIn { chrome: chrome(&request).await?, email: String::new(), next, error: None })
}

/// Signs in.
///
/// # Errors
/// 429 after ten failures a minute from one address or on one account; 503 when a service is away.
pub async fn sign_in(
    request: HttpRequest,
    app: web::Data<App>,
    session: Session,
    Form(form): Form<Credentials>,
) -> Result<HttpResponse, Failure> {
    let address = client_address(&request, app.config.trusted_proxies);
    let attempts = Attempts::new(&app, &address, &form.email);
    attempts.check().await?;
    let user = users::find_by_email(&app.client().await?, form.email.trim()).await?;
    let turn = app.passwords.turn().await?;
    // Again, since others may have failed while this one waited for its turn: however many guess at once, each turn
    // knows of the ones before it.
    attempts.check().await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let verdict = turn.verify(form.password.clone(), stored).await?;
    let next = path_on(&app.config.public_url, &form.next);
    match user {
        Some(user) if verdict != Verdict::Wrong => {
            if verdict == Verdict::RightButWeak {
                rehash(&app, &turn, &user, form.password).await?;
            }
            session.begin(&user, user.session_epoch).await?;
            tracing::info!(user.id = %user.id, "Signed in");
            let home = home_of(&app, &user).await?;
            Ok(respond::see_other(next.unwrap_or(home)))
        }
        _ => {
            attempts.record_failure().await?;
            tracing::info!(client = address, "Refused a sign-in");
            let page = SignIn {
                chrome: chrome(&request).await?,
                email: form.email,
                next: next.unwrap_or_default(),
                error: Some(REFUSED.to_owned()),
            };
            respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn rehash(app: &App, turn: &Permit, user: &User, password: String) -> Result<(), Failure> {
    let stronger = turn.hash(password).await?;
    users::rehash(&app.client().await?, user.id, &stronger).await?;
    tracing::info!(user.id = %user.id, "Stored a password under stronger parameters");
    Ok(())
}

/// Signs out.
///
/// # Errors
/// 503 when the session store is away: the session is still there then.
pub async fn sign_out(visitor: Visitor, _: Form<Nothing>) -> Result<HttpResponse, Failure> {
    visitor.session.end().await?;
    tracing::info!(user.id = %visitor.user.id, "Signed out");
    Ok(respond::see_other("/sign-in"))
}

/// The sign-in page that leads back to `next`.
pub(crate) fn address(next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

/// `next` as a path of this site, as a browser would read it; `None` for anything that leads elsewhere.
pub(crate) fn path_on(public_url: &str, next: &str) -> Option<String> {
    // Browsers take a backslash for a slash, and drop tabs and line ends, before they look for a host.
    if !next.starts_with('/')
        || next.starts_with("//")
        || next.contains('\\')
        || next.contains(char::is_control)
    {
        return None;
    }
    let base = Url::parse(public_url).ok()?;
    let target = base.join(next).ok()?;
    let path = match target.query() {
        Some(query) => format!("{}?{query}", target.path()),
        None => target.path().to_owned(),
    };
    // Dots are resolved by now: `/a/..//evil` has become `//evil`.
    (target.origin() == base.origin() && !path.starts_with("//")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_stays_on_this_site() {
        let on = |next| path_on("https://data.example.org", next);
        for next in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil.example",
            "https:evil.example",
            "evil",
            "/\t/evil.example",
            "/a/..//evil.example",
            "/./\\/evil",
            "javascript:alert(1)",
            "//evil/..",
            "/\\evil/",
        ] {
            assert_eq!(on(next), None, "{next}");
        }
        assert_eq!(on("/sales/prices?page=2").as_deref(), Some("/sales/prices?page=2"));
    }
}

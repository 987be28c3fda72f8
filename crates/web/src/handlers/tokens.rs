//! With what programs read a workspace.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use jiff::{SignedDuration, Timestamp};
use rowmill_core::{
    model::{Scope, TableId, Token},
    store::{
        tables,
        tokens::{self, ListedToken, NewToken},
    },
};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Form, Member, Nothing, chrome},
    pages::{
        self,
        chrome::FlashKind,
        field::Field,
        tokens::{FreshToken, Tokens},
        when::When,
    },
    respond,
    state::App,
};

/// Characters of a name.
const MOST_CHARACTERS: usize = 100;

/// What the form posts.
#[derive(Deserialize)]
pub struct Wanted {
    name: String,
    scope: Scope,
    #[serde(default)]
    table: String,
    #[serde(default)]
    days: String,
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
    respond::page(&page(&request, &app, &member).await?)
}

async fn page(request: &HttpRequest, app: &App, member: &Member) -> Result<Tokens, Failure> {
    let found = tokens::list(&app.client().await?, member.workspace.id).await?;
    let now = Timestamp::now();
    Ok(Tokens {
        tokens: found.into_iter().map(|token| shown(token, now)).collect(),
        chrome: chrome(request).await?,
        fresh: None,
        api: format!("{}/api/{}", app.config.public_url, member.workspace.slug),
        name: Field::default(),
        table: Field::default(),
        scope: Tokens::SCOPES[0].0,
        days: Tokens::DAYS[2].0,
    })
}

fn shown(token: ListedToken, now: Timestamp) -> pages::tokens::Token {
    let when = |at| When::new(at, now);
    pages::tokens::Token {
        id: token.id.to_string(),
        name: token.name,
        ending: token.ending,
        scope: among(&Tokens::SCOPES, token.scope.as_str()).1,
        table: token.table,
        maker: token.maker,
        created: when(token.created_at),
        used: token.last_used_at.map(when),
        expires: token.expires_at.map(when),
        is_over: token.expires_at.is_some_and(|at| at <= now),
    }
}

/// The choice of this value; the first for any other.
fn among(choices: &[(&'static str, &'static str)], value: &str) -> (&'static str, &'static str) {
    choices.iter().find(|choice| choice.0 == value).copied().unwrap_or(choices[0])
}

/// Makes a token; it is shown in the answer and nowhere else.
///
/// # Errors
/// 400 for a form that the page does not have; 503 when a service is away.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<HttpResponse, Failure> {
    let name = name(&form.name);
    let table = table(&app, &member, &form.table).await?;
    let days = among(&Tokens::DAYS, &form.days).0;
    if days != form.days {
        return Err(Failure::bad_request());
    }
    let (name, table) = match (name, table) {
        (Ok(name), Ok(table)) => (name, table),
        (name, table) => {
            let mut page = page(&request, &app, &member).await?;
            page.name = Field { value: form.name.clone(), error: name.err() };
            page.table = Field { value: form.table.clone(), error: table.err() };
            page.scope = form.scope.as_str();
            page.days = days;
            return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let token = Token::generate();
    let lasts = days.parse::<i64>().ok().map(|days| SignedDuration::from_hours(24 * days));
    let new = NewToken {
        workspace: member.workspace.id,
        user: member.visitor.user.id,
        name: &name,
        scope: form.scope,
        table,
        expires_at: lasts.map(|lasts| Timestamp::now() + lasts),
    };
    tokens::insert(&app.client().await?, &token, &new).await?;
    tracing::info!(workspace.id = %member.workspace.id, user.id = %member.visitor.user.id, scope = %form.scope, "Made a token");
    let mut page = page(&request, &app, &member).await?;
    page.fresh = Some(FreshToken { name, text: token.as_str().to_owned() });
    respond::page(&page)
}

fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err("Say what it is for, so that you know later whether it is still needed.".to_owned()),
        count if count > MOST_CHARACTERS => Err(format!("Use at most {MOST_CHARACTERS} characters.")),
        _ if name.contains('\0') => Err("Leave out the NUL character.".to_owned()),
        _ => Ok(name.to_owned()),
    }
}

/// The one table that is named; `None` where none is.
async fn table(app: &App, member: &Member, text: &str) -> Result<Result<Option<TableId>, String>, Failure> {
    let name = text.trim();
    if name.is_empty() {
        return Ok(Ok(None));
    }
    let found = match name.contains('\0') {
        true => None,
        false => tables::find_by_name(&app.client().await?, member.workspace.id, name).await?,
    };
    let none = || {
        format!(
            "{} has no table of this name. The name is the last part of its address.",
            member.workspace.title
        )
    };
    Ok(found.map(|table| Some(table.id)).ok_or_else(none))
}

/// Ends a token.
///
/// # Errors
/// 404 for one that is not there.
pub async fn revoke(
    app: web::Data<App>,
    member: Member,
    path: web::Path<(String, i64)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, Failure> {
    if !tokens::revoke(&app.client().await?, member.workspace.id, path.1).await? {
        return Err(Failure::not_found());
    }
    tracing::info!(workspace.id = %member.workspace.id, user.id = %member.visitor.user.id, "Revoked a token");
    member.visitor.session.flash(FlashKind::Done, "The token is revoked.").await?;
    Ok(respond::see_other(format!("/{}/-/tokens", member.workspace.slug)))
}

//! One-time links: the first administrator, and invitations.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::store::{
    links::{self, Purpose},
    workspaces,
};
use serde::Deserialize;

use crate::{
    error::Failure,
    extract::{Form, chrome, visitor},
    pages::{self, chrome::Chrome, field::Field, welcome::Welcome},
    password, respond,
    session::Session,
    state::App,
};

mod take_up;

/// Characters a name or a title may have.
const LONGEST_NAME: usize = 200;
/// What a field says that holds no e-mail address.
pub(crate) const NOT_AN_ADDRESS: &str = "This is no e-mail address.";
const TAKEN: &str = "This address has an account already: sign in with it, then open the link again.";

/// What the form posts; a signed-in person who joins posts nothing but the token of the form.
#[derive(Deserialize, Default)]
pub struct Answers {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    workspace: String,
}

/// The page behind a link.
///
/// # Errors
/// 404 for a link that never was, is used up, or too old.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    token: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    let form = Welcome {
        chrome: chrome(&request).await?,
        action: request.path().to_owned(),
        purpose: purpose(&app, &token).await?.1,
        name: Field::default(),
        email: Field::default(),
        password: Field::default(),
    };
    respond::page(&form)
}

/// What a link is for, as the store and as the page have it.
async fn purpose(app: &App, token: &str) -> Result<(Purpose, pages::welcome::Purpose), Failure> {
    let client = app.client().await?;
    let purpose =
        links::find(&client, &links::hash(token.as_bytes())).await?.ok_or_else(Failure::not_found)?;
    let shown = match purpose {
        Purpose::FirstAdministrator => {
            pages::welcome::Purpose::FirstAdministrator { workspace: Field::default() }
        }
        Purpose::Invitation { workspace, role } => {
            let workspace = workspaces::find(&client, workspace).await?.ok_or_else(Failure::not_found)?;
            pages::welcome::Purpose::Invitation { workspace: workspace.title, role: role.into() }
        }
    };
    Ok((purpose, shown))
}

/// Takes a link up.
///
/// # Errors
/// 404 for a link that never was, is used up, or too old.
pub async fn accept(
    request: HttpRequest,
    app: web::Data<App>,
    session: Session,
    token: web::Path<String>,
    Form(answers): Form<Answers>,
) -> Result<HttpResponse, Failure> {
    let (purpose, shown) = purpose(&app, &token).await?;
    let hash = links::hash(token.as_bytes());
    if let (Purpose::Invitation { .. }, Some(visitor)) = (purpose, visitor(&request).await?) {
        let slug = take_up::join(&app, &hash, &visitor.user).await?;
        return Ok(respond::see_other(format!("/{slug}")));
    }
    let mut form = check(answers, shown, request.path());
    if form.is_refused() {
        return form.show_again(&request).await;
    }
    let password = app.passwords.turn().await?.hash(form.password).await?;
    let person = take_up::Person {
        email: form.page.email.value.clone(),
        name: form.page.name.value.clone(),
        password,
    };
    let title = form.page.first_workspace().map(|field| field.value.clone());
    match take_up::with_account(&app, &hash, &person, title.as_deref()).await? {
        Some((user, slug)) => {
            session.begin(&user, user.session_epoch).await?;
            Ok(respond::see_other(format!("/{slug}")))
        }
        None => {
            form.page.email.error = Some(TAKEN.to_owned());
            form.password = String::new();
            form.show_again(&request).await
        }
    }
}

/// The answers, with what is wrong noted at each.
struct Checked {
    page: Welcome,
    password: String,
}

impl Checked {
    fn is_refused(&mut self) -> bool {
        let workspace = self.page.first_workspace().is_some_and(|field| field.error.is_some());
        workspace
            || [&self.page.name, &self.page.email, &self.page.password]
                .iter()
                .any(|field| field.error.is_some())
    }

    async fn show_again(mut self, request: &HttpRequest) -> Result<HttpResponse, Failure> {
        self.page.chrome = chrome(request).await?;
        respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &self.page)
    }
}

fn check(answers: Answers, mut purpose: pages::welcome::Purpose, action: &str) -> Checked {
    let email = match valid_email(&answers.email) {
        Some(email) => Field::filled(email),
        None => Field::refused(answers.email, NOT_AN_ADDRESS),
    };
    let name = named(&answers.name);
    let title = named(&answers.workspace);
    let surroundings = match &purpose {
        pages::welcome::Purpose::FirstAdministrator { .. } => title.value.clone(),
        pages::welcome::Purpose::Invitation { workspace, .. } => workspace.clone(),
    };
    let error = password::check(&answers.password, &[&email.value, &name.value, &surroundings]).err();
    if let pages::welcome::Purpose::FirstAdministrator { workspace } = &mut purpose {
        *workspace = title;
    }
    Checked {
        page: Welcome {
            chrome: Chrome::default(),
            action: action.to_owned(),
            purpose,
            name,
            email,
            password: Field { value: String::new(), error: error.map(|refused| refused.to_string()) },
        },
        password: answers.password,
    }
}

fn named(text: &str) -> Field {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NAME || text.contains(char::is_control) {
        return Field::refused(text, format!("Between 1 and {LONGEST_NAME} characters, on one line."));
    }
    Field::filled(text)
}

/// The address in lower case. Only its shape can be checked; whether mail arrives is between its owner and us.
pub(crate) fn valid_email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let odd = text
        .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
    let fits = !local.is_empty() && !domain.is_empty() && text.len() <= 254 && !local.contains('@');
    (fits && !odd).then(|| text.to_lowercase())
}

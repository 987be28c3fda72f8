//! Makes a table of a source that was previewed.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::{
    model::{RunCause, RunId, SourceId, SourceKind, TableName},
    store::{sources, tables},
    table,
};
use serde::Deserialize;

use super::{ScheduleForm, Scheduled};
use crate::{
    error::Failure,
    extract::{Form, Member},
    handlers::{
        runs::enqueue,
        sources::{self as source_pages, Draft},
    },
    pages::{field::Field, preview::Ready},
    respond,
    state::App,
};

/// Characters.
const LONGEST_TITLE: usize = 200;

/// What the form posts.
#[derive(Deserialize)]
pub struct New {
    source: i64,
    title: String,
    name: String,
    #[serde(default)]
    schedule: String,
    #[serde(default)]
    cron: String,
    #[serde(default)]
    time_zone: String,
}

/// What was accepted.
struct Accepted {
    title: String,
    name: TableName,
    /// `None` for uploads.
    schedule: Option<Scheduled>,
}

/// What was refused.
#[derive(Default)]
struct Refused {
    title: Option<String>,
    name: Option<String>,
    schedule: Option<crate::pages::schedule::ScheduleField>,
}

/// Makes the table and asks for its first run, whose page is shown next.
///
/// # Errors
/// 404 for a source of another workspace; 503 when a service is away.
pub async fn create(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    Form(form): Form<New>,
) -> Result<HttpResponse, Failure> {
    let draft = match Draft::find(&app, &member, SourceId(form.source)).await? {
        Ok(draft) => draft,
        // The form was sent twice, or somebody was quicker.
        Err(table) => return Ok(respond::see_other(table)),
    };
    let accepted = match form.check(&app, &draft).await? {
        Ok(accepted) => accepted,
        Err(refused) => return form.show_again(&request, &member, &draft, refused, None).await,
    };
    match insert(&app, &member, &draft, &accepted).await? {
        Ok(run) => {
            let path = format!("/{}/{}/runs/{run}", member.workspace.slug, accepted.name);
            Ok(respond::see_other(path))
        }
        Err(taken) => {
            let refused = Refused { name: Some(taken), ..Refused::default() };
            form.show_again(&request, &member, &draft, refused, Some(StatusCode::CONFLICT)).await
        }
    }
}

/// Table, schedule and run, or nothing of it. `Err` says in the user's words by what the name is taken.
async fn insert(
    app: &App,
    member: &Member,
    draft: &Draft,
    accepted: &Accepted,
) -> Result<Result<RunId, String>, Failure> {
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    let (workspace, source) = (member.workspace.id, &draft.source);
    let inserted =
        tables::insert(&transaction, workspace, source.id, &accepted.name, &accepted.title).await?;
    let Some(id) = inserted else {
        let name = &accepted.name;
        return Ok(Err(format!("There is a table {name} in this workspace already. Choose another name.")));
    };
    // Something that people made there themselves would stand in the way of the view.
    if !table::name_is_free(&transaction, &member.workspace.slug, accepted.name.as_str()).await? {
        return Ok(Err("In Postgres something else bears this name already. Choose another.".to_owned()));
    }
    if let Some(Scheduled { stored, time_zone, next }) = &accepted.schedule {
        sources::set_schedule(&transaction, source.id, stored.as_deref(), time_zone, *next).await?;
    }
    let table = tables::find(&transaction, id).await?.ok_or_else(Failure::not_found)?;
    let asked = enqueue::insert_refresh(&transaction, &table, source, RunCause::Create).await?;
    let (run, lane) = asked.ok_or_else(Failure::not_found)?;
    transaction.commit().await?;
    drop(client);
    enqueue::ring(app, lane, run).await;
    tracing::info!(table.id = %id, run.id = %run, "Made a table");
    Ok(Ok(run))
}

impl New {
    async fn check(&self, app: &App, draft: &Draft) -> Result<Result<Accepted, Refused>, Failure> {
        let mut refused = Refused::default();
        let title = title(&self.title).map_err(|error| refused.title = Some(error)).ok();
        let name = self.name.trim().parse::<TableName>();
        let name = name.map_err(|error| refused.name = Some(error.to_string())).ok();
        let mut schedule = None;
        if draft.source.kind == SourceKind::Url {
            let now = sources::now(&app.client().await?).await?;
            match self.schedule().check(draft.source.id, app.config.schedule_min_interval, now) {
                Ok(accepted) => schedule = Some(accepted),
                Err(field) => refused.schedule = Some(field),
            }
        }
        Ok(match (title, name, &refused.schedule) {
            (Some(title), Some(name), None) => Ok(Accepted { title, name, schedule }),
            _ => Err(refused),
        })
    }

    fn schedule(&self) -> ScheduleForm<'_> {
        ScheduleForm::new(&self.schedule, &self.cron, &self.time_zone)
    }

    /// The preview with the form as it was filled, and beside each field what is wrong with it.
    async fn show_again(
        &self,
        request: &HttpRequest,
        member: &Member,
        draft: &Draft,
        refused: Refused,
        status: Option<StatusCode>,
    ) -> Result<HttpResponse, Failure> {
        let field = |value: &str, error| Field { value: value.to_owned(), error };
        let ready = draft.run.as_ref().filter(|run| !run.state.is_active()).map(|run| Ready {
            title: field(&self.title, refused.title),
            name: field(&self.name, refused.name),
            schedule: refused.schedule.unwrap_or_else(|| self.schedule().field()),
            ..source_pages::ready(draft, run)
        });
        let page = draft.page(request, member, ready).await?;
        respond::page_with(status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), &page)
    }
}

/// A title, or what is wrong with it.
pub(in crate::handlers) fn title(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Give it a title.".to_owned());
    }
    if text.chars().count() > LONGEST_TITLE {
        return Err(format!("A title has at most {LONGEST_TITLE} characters."));
    }
    if text.chars().any(char::is_control) {
        return Err("A title is one line of text.".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_a_line_of_text() {
        assert_eq!(title(" Air quality ").as_deref(), Ok("Air quality"));
        for text in ["", "  ", "a\nb", "a\0b", &"x".repeat(201)] {
            assert!(title(text).is_err(), "{text:?}");
        }
    }
}

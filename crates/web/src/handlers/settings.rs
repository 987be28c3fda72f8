//! The settings of a table, and its deletion.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use anyhow::Context;
use deadpool_postgres::tokio_postgres::{Error, error::SqlState};
use rowmill_core::{
    model::{RunCause, SourceKind},
    store::{
        sources::{self, Source},
        tables,
    },
    table,
};
use serde::Deserialize;

use super::{
    runs::enqueue,
    sources::Address,
    tables::{Frame, ScheduleForm, title},
};
use crate::{
    error::Failure,
    extract::{Form, Member, chrome},
    pages::{chrome::FlashKind, field::Field, settings::Settings},
    present::schedule,
    respond,
    state::App,
};

/// What the form posts.
#[derive(Deserialize)]
pub struct Change {
    title: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    schedule: String,
    #[serde(default)]
    cron: String,
    #[serde(default)]
    time_zone: String,
}

/// What the form for deletion posts.
#[derive(Deserialize)]
pub struct Confirmation {
    confirm: String,
}

/// The form.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    respond::page(&page(&request, frame).await?)
}

/// The form as it is stored.
async fn page(request: &HttpRequest, frame: Frame) -> Result<Settings, Failure> {
    let table = &frame.table;
    Ok(Settings {
        chrome: chrome(request).await?,
        title: Field::filled(table.table.title.clone()),
        url: table.url.clone().map(Field::filled),
        schedule: (table.source_kind == SourceKind::Url)
            .then(|| schedule::field(table.schedule.as_deref(), &table.time_zone)),
        confirm: Field::default(),
        head: frame.head,
    })
}

/// Saves them. A new address is asked at once, so that whoever gave it sees what comes of it.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn save(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    Form(form): Form<Change>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let (source, now) = {
        let client = app.client().await?;
        let source =
            sources::find(&client, frame.table.table.source).await?.ok_or_else(Failure::not_found)?;
        (source, sources::now(&client).await?)
    };
    let is_url = source.kind == SourceKind::Url;
    let timing = ScheduleForm::new(&form.schedule, &form.cron, &form.time_zone);
    let title = title(&form.title);
    let address = is_url.then(|| form.url.parse::<Address>()).transpose();
    let scheduled =
        is_url.then(|| timing.check(source.id, app.config.schedule_min_interval, now)).transpose();
    let (title, address, scheduled) = match (title, address, scheduled) {
        (Ok(title), Ok(address), Ok(scheduled)) => (title, address, scheduled),
        (title, address, scheduled) => {
            let mut page = page(&request, frame).await?;
            page.title = Field { value: form.title.clone(), error: title.err() };
            if is_url {
                let error = address.err().map(|error| error.to_string());
                page.url = Some(Field { value: form.url.clone(), error });
                page.schedule = Some(scheduled.err().unwrap_or_else(|| timing.field()));
            }
            return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };

    let table = &frame.table.table;
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    tables::set_title(&transaction, table.id, &title).await?;
    // A schedule that stays keeps its slot, overdue or not.
    if let Some(new) =
        scheduled.filter(|new| new.stored != source.schedule || new.time_zone != source.time_zone)
    {
        let (stored, zone) = (new.stored.as_deref(), new.time_zone.as_str());
        sources::set_schedule(&transaction, source.id, stored, zone, new.next).await?;
    }
    let mut asked = None;
    if let Some(address) = address.filter(|address| source.url.as_deref() != Some(address.as_str())) {
        sources::set_url(&transaction, source.id, address.as_str()).await?;
        let source = Source { url: Some(address.as_str().to_owned()), ..source };
        asked = enqueue::insert_refresh(&transaction, table, &source, RunCause::Manual).await?;
    }
    transaction.commit().await?;
    drop(client);
    if let Some((run, lane)) = asked {
        enqueue::ring(&app, lane, run).await;
    }
    let done = if asked.is_some() { "Saved. The new address is being asked." } else { "Saved." };
    member.visitor.session.flash(FlashKind::Done, done).await?;
    Ok(respond::see_other(format!("/{}/{}/settings", member.workspace.slug, table.name)))
}

/// Deletes the table with its versions, runs and source, once its name was typed. The sweeper drops its relations.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    Form(form): Form<Confirmation>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let refusal = if form.confirm.trim() == frame.table.table.name {
        match drop_everything(&app, &member, &frame).await {
            Ok(()) => None,
            Err(error) => Some((StatusCode::CONFLICT, in_the_way(error)?)),
        }
    } else {
        let text = "This is not the name of the table, so nothing was deleted.".to_owned();
        Some((StatusCode::UNPROCESSABLE_ENTITY, text))
    };
    if let Some((status, text)) = refusal {
        let mut page = page(&request, frame).await?;
        page.confirm = Field::refused(form.confirm, text);
        return respond::page_with(status, &page);
    }
    let table = &frame.table.table;
    tracing::info!(table.id = %table.id, user.id = %member.visitor.user.id, "Deleted a table");
    member.visitor.session.flash(FlashKind::Done, format!("{} was deleted.", table.title)).await?;
    Ok(respond::see_other(format!("/{}", member.workspace.slug)))
}

async fn drop_everything(app: &App, member: &Member, frame: &Frame) -> anyhow::Result<()> {
    let mut client = app.database.get().await?;
    let transaction = client.transaction().await?;
    // After this no run can publish any more: publishing takes the same lock first.
    let locked = tables::lock(&transaction, frame.table.table.id).await?;
    let Some(locked) = locked else { return Ok(()) };
    table::drop_table(&transaction, &member.workspace, &locked).await?;
    tables::delete(&transaction, locked.id).await?;
    sources::delete(&transaction, locked.source).await?;
    transaction.commit().await.context("deleting a table")
}

/// What stands in the way of a deletion, in the user's words; other errors are not the user's.
fn in_the_way(error: anyhow::Error) -> Result<String, Failure> {
    let refused = error.downcast_ref::<Error>().and_then(Error::as_db_error);
    match refused.map(|refused| (refused.code(), refused.detail())) {
        Some((code, detail)) if *code == SqlState::DEPENDENT_OBJECTS_STILL_EXIST => {
            let detail =
                detail.map(|detail| format!(" ({})", detail.replace('\n', "; "))).unwrap_or_default();
            Ok(format!(
                "Nothing was deleted: views that people made read this table{detail}. Drop them first, then delete it."
            ))
        }
        Some((code, _)) if *code == SqlState::LOCK_NOT_AVAILABLE => {
            Ok("Nothing was deleted: somebody is reading the table at this moment. Try again in a minute."
                .to_owned())
        }
        _ => Err(error.into()),
    }
}

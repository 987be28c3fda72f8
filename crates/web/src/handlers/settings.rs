//! The settings of a table, and its deletion.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use anyhow::Context;
use deadpool_postgres::{
    GenericClient, Transaction,
    tokio_postgres::{Error, error::SqlState},
};
use rowmill_core::{
    model::{Lane, RunCause, RunId, SourceKind},
    store::{
        runs::Run,
        sources::{self, Source},
        tables::{self, Table},
        versions,
    },
    table,
};
use serde::Deserialize;

mod access;
mod checks;
mod rules;
mod suggest;

pub use access::save_access;
pub use checks::{add_check, remove_check};
pub use rules::save_rules;

use super::{
    runs::enqueue,
    sources::Address,
    tables::{Frame, ScheduleForm, Scheduled, title},
};
use crate::{
    error::Failure,
    extract::{Form, Member, chrome},
    pages::{chrome::FlashKind, field::Field, settings::Settings},
    present::{self, schedule},
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

/// What the page may be asked for beyond the forms.
#[derive(Deserialize)]
pub struct Wish {
    suggest: Option<Suggest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Suggest {
    Key,
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
    wish: web::Query<Wish>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let suggestion = match wish.suggest {
        Some(Suggest::Key) => Some(suggest::key(&app, &frame.table.table).await?),
        None => None,
    };
    let mut page = page(&request, &app, frame).await?;
    page.rules.suggest(suggestion);
    respond::page(&page)
}

/// The forms as they are stored.
async fn page(request: &HttpRequest, app: &App, frame: Frame) -> Result<Settings, Failure> {
    let table = &frame.table;
    let columns = columns(app, &table.table).await?;
    let chrome = chrome(request).await?;
    let base = format!("/{}/{}", chrome.slug(), table.table.name);
    Ok(Settings {
        rules: present::rules::form(&base, &chrome.csrf, &table.table.rules, &columns),
        checks: present::rules::checks(&base, &chrome.csrf, &table.table.rules, &columns),
        chrome,
        title: Field::filled(table.table.title.clone()),
        url: table.url.clone().map(Field::filled),
        schedule: (table.source_kind == SourceKind::Url)
            .then(|| schedule::field(table.schedule.as_deref(), &table.time_zone)),
        api: format!("{}/api{base}", app.config.public_url),
        is_public: table.table.is_public,
        confirm: Field::default(),
        head: frame.head,
    })
}

/// Names of the table's columns; none before the first version.
async fn columns(app: &App, table: &Table) -> Result<Vec<String>, Failure> {
    let current = versions::find(&app.client().await?, table.id, table.current_version).await?;
    let columns = current.map(|version| version.columns).unwrap_or_default();
    Ok(columns.into_iter().map(|column| column.name).collect())
}

fn settings_path(member: &Member, table: &Table) -> String {
    format!("/{}/{}/settings", member.workspace.slug, table.name)
}

/// Saves them. A new address is asked at once, in place of a run under way, so that whoever gave it sees what comes of it.
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
            let mut page = page(&request, &app, frame).await?;
            page.title = Field { value: form.title.clone(), error: title.err() };
            if is_url {
                let error = address.err().map(|error| error.to_string());
                page.url = Some(Field { value: form.url.clone(), error });
                page.schedule = Some(scheduled.err().unwrap_or_else(|| timing.field()));
            }
            return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };

    let accepted = Accepted { title, address, scheduled };
    let asked = store(&app, &member, &frame.table.table, &source, accepted).await?;
    let done = if asked.is_some() { "Saved. The new address is being asked." } else { "Saved." };
    if let Some(asked) = asked {
        asked.tell(&app).await;
    }
    member.visitor.session.flash(FlashKind::Done, done).await?;
    Ok(respond::see_other(settings_path(&member, &frame.table.table)))
}

/// What was accepted.
struct Accepted {
    title: String,
    /// `None` for uploads.
    address: Option<Address>,
    /// `None` for uploads.
    scheduled: Option<Scheduled>,
}

/// A run that asks a new address.
struct Asked {
    run: RunId,
    lane: Lane,
    /// The run that asked the old one.
    stopped: Option<Run>,
}

impl Asked {
    /// Tells watchers and workers, once it is committed.
    async fn tell(&self, app: &App) {
        if let Some(stopped) = &self.stopped {
            enqueue::tell_cancelled(app, stopped).await;
        }
        enqueue::ring(app, self.lane, self.run).await;
    }
}

/// All of it, or nothing.
async fn store(
    app: &App,
    member: &Member,
    table: &Table,
    source: &Source,
    accepted: Accepted,
) -> Result<Option<Asked>, Failure> {
    let mut client = app.client().await?;
    let mut transaction = client.transaction().await?;
    // This locks the table, so that no run publishes until all of it is committed.
    tables::set_title(&transaction, table.id, &accepted.title).await?;
    // A schedule that stays keeps its slot, overdue or not.
    if let Some(new) =
        accepted.scheduled.filter(|new| new.stored != source.schedule || new.time_zone != source.time_zone)
    {
        let (stored, zone) = (new.stored.as_deref(), new.time_zone.as_str());
        sources::set_schedule(&transaction, source.id, stored, zone, new.next).await?;
    }
    let asked = match accepted.address {
        Some(address) => ask_at(&transaction, table, source, &address).await?,
        None => None,
    };
    if accepted.title != table.title {
        comment(&mut transaction, member, table).await?;
    }
    transaction.commit().await?;
    Ok(asked)
}

/// Sets another address and asks it; a run of the old one is stopped, or it would publish the old file under the new
/// address. `None` when the address stays.
async fn ask_at(
    transaction: &impl GenericClient,
    table: &Table,
    source: &Source,
    address: &Address,
) -> Result<Option<Asked>, Failure> {
    if !sources::set_url(transaction, source.id, address.as_str()).await? {
        return Ok(None);
    }
    let stopped = enqueue::stop_active(transaction, table.id).await?;
    let source = sources::find(transaction, source.id).await?.ok_or_else(Failure::not_found)?;
    let asked = enqueue::insert_refresh(transaction, table, &source, RunCause::Manual).await?;
    let busy =
        || Failure::conflict("Somebody else has just started a run of this table. Save the settings again.");
    let (run, lane) = asked.ok_or_else(busy)?;
    Ok(Some(Asked { run, lane, stopped }))
}

/// Writes a new title beside the view, once there is one.
async fn comment(transaction: &mut Transaction<'_>, member: &Member, table: &Table) -> Result<(), Failure> {
    let table = tables::find(transaction, table.id).await?.ok_or_else(Failure::not_found)?;
    if table.current_version > 0
        && !table::set_title_comment(transaction, &member.workspace.slug, &table).await?
    {
        tracing::info!(table.id = %table.id, "The view is held or gone; the next publication writes its title");
    }
    Ok(())
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
        let mut page = page(&request, &app, frame).await?;
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

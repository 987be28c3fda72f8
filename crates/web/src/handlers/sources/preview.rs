//! The preview of a source: waiting, failed, or there to be looked at and made a table of.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use rowmill_core::{
    model::{Lane, RunState, SourceId, SourceKind, TableName},
    store::{
        runs::{self, Run},
        sources::{self, Source},
        tables, uploads,
    },
    table,
};
use serde::Deserialize;
use tabular::{Overrides, infer::Wanted};

use super::{find, insert_preview, path};
use crate::{
    error::Failure,
    extract::{Form, Member, chrome},
    handlers::runs::enqueue,
    pages::{
        field::Field,
        format,
        layout::LayoutChoice,
        preview::{Preview, PreviewState, Ready},
        schedule::ScheduleChoice,
    },
    present::{columns, grid, layout, problem, progress, schedule, source},
    respond,
    state::App,
};

/// What the layout form posts; empty is "as detected".
#[derive(Deserialize)]
pub struct Decisions {
    #[serde(default)]
    format: String,
    #[serde(default)]
    charset: String,
    #[serde(default)]
    delimiter: String,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    escape: String,
    #[serde(default)]
    leading_space: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    short_rows: String,
    #[serde(default)]
    skip: String,
    #[serde(default)]
    end: String,
    #[serde(default)]
    header: String,
    #[serde(default)]
    sheet: String,
    #[serde(default)]
    pointer: String,
    #[serde(default)]
    entry: String,
    /// Types of columns: `type:` and the header, for each.
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

/// A source without a table, and what is known about it.
pub(in crate::handlers) struct Draft {
    pub(in crate::handlers) source: Source,
    file_name: Option<String>,
    pub(in crate::handlers) run: Option<Run>,
    /// A name that nothing in the workspace bears.
    free_name: String,
}

/// The preview, or the table that was made of it.
///
/// # Errors
/// 404 for a source of another workspace; 503 when a service is away.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    id: web::Path<(String, i64)>,
) -> Result<HttpResponse, Failure> {
    let draft = match Draft::find(&app, &member, SourceId(id.1)).await? {
        Ok(draft) => draft,
        Err(table) => return Ok(respond::see_other(table)),
    };
    respond::page(&draft.page(&request, &member, None).await?)
}

/// Reads the file again under what the person decided about its layout.
///
/// # Errors
/// 400 for a value that was never offered; 404 for a source of another workspace; 503 when a service is away.
pub async fn preview(
    app: web::Data<App>,
    member: Member,
    id: web::Path<(String, i64)>,
    Form(form): Form<Decisions>,
) -> Result<HttpResponse, Failure> {
    let mut overrides = form.overrides().ok_or_else(Failure::bad_request)?;
    let mut client = app.client().await?;
    let source = find(&client, &member, SourceId(id.1)).await?;
    overrides.types.extend(form.not_asked(&source.overrides.types));
    let last = runs::last_of_source(&client, source.id).await?;
    let transaction = client.transaction().await?;
    if tables::find_by_source(&transaction, source.id).await?.is_some() {
        return Ok(respond::see_other(path(&member, source.id)));
    }
    // What is under way reads the file in a way nobody wants to see any more.
    let stopped = match last {
        Some(run) if run.state.is_active() && runs::cancel(&transaction, run.id).await? => Some(run),
        _ => None,
    };
    sources::set_overrides(&transaction, source.id, &overrides).await?;
    let run = insert_preview(&transaction, &member, source.id, source.host()).await?;
    transaction.commit().await?;
    drop(client);
    if let Some(stopped) = stopped {
        enqueue::tell_cancelled(&app, &stopped).await;
    }
    enqueue::ring(&app, Lane::Interactive, run).await;
    Ok(respond::see_other(path(&member, source.id)))
}

impl Decisions {
    fn overrides(&self) -> Option<Overrides> {
        Some(Overrides {
            format: layout::decided(&self.format)?,
            charset: layout::decided(&self.charset)?,
            delimiter: layout::decided(&self.delimiter)?,
            quote: layout::decided(&self.quote)?,
            skip: layout::decided(&self.skip)?,
            header: layout::decided(&self.header)?,
            sheet: layout::decided(&self.sheet)?,
            pointer: layout::decided(&self.pointer)?,
            entry: layout::decided(&self.entry)?,
            escape: layout::decided(&self.escape)?,
            leading_space: layout::decided(&self.leading_space)?,
            comment: layout::decided(&self.comment)?,
            short_rows: layout::decided(&self.short_rows)?,
            end: layout::decided(&self.end)?,
            types: self.types()?,
        })
    }
}

impl Decisions {
    fn types(&self) -> Option<BTreeMap<String, Wanted>> {
        let chosen = self.rest.iter().filter(|(_, value)| !value.is_empty());
        let types = chosen.filter_map(|(field, value)| Some((field.strip_prefix("type:")?, value)));
        types.map(|(label, value)| Some((label.to_owned(), value.parse().ok()?))).collect()
    }

    /// Decisions about columns that the form did not show, because the file was read in another way just then.
    fn not_asked(&self, before: &BTreeMap<String, Wanted>) -> BTreeMap<String, Wanted> {
        let is_asked = |label: &String| self.rest.contains_key(&format!("type:{label}"));
        let kept = before.iter().filter(|(label, _)| !is_asked(label));
        kept.map(|(label, wanted)| (label.clone(), wanted.clone())).collect()
    }
}

impl Draft {
    /// The draft; `Err` holds the path of the table it has become.
    pub(in crate::handlers) async fn find(
        app: &App,
        member: &Member,
        id: SourceId,
    ) -> Result<Result<Self, String>, Failure> {
        let client = app.client().await?;
        let source = find(&client, member, id).await?;
        if let Some(table) = tables::find_by_source(&client, id).await? {
            return Ok(Err(format!("/{}/{}", member.workspace.slug, table.name)));
        }
        let upload = match source.upload {
            Some(upload) => uploads::find(&client, upload).await?,
            None => None,
        };
        let file_name = upload.map(|upload| upload.file_name);
        let run = runs::last_of_source(&client, id).await?;
        let suggested = source::suggestion(source.url.as_deref(), file_name.as_deref()).1;
        let free_name = free_name(&client, member, suggested).await?;
        Ok(Ok(Self { source, file_name, run, free_name }))
    }

    /// The page; `refused` holds the fields of a form that could not be taken.
    pub(in crate::handlers) async fn page(
        &self,
        request: &HttpRequest,
        member: &Member,
        refused: Option<Ready>,
    ) -> Result<Preview, Failure> {
        let slug = &member.workspace.slug;
        let run_url = self.run.as_ref().map(|run| format!("/{slug}/-/runs/{}", run.id));
        Ok(Preview {
            chrome: chrome(request).await?,
            source: self.source.id.to_string(),
            source_label: source::label(self.source.url.as_deref(), self.file_name.as_deref()),
            is_upload: self.source.kind == SourceKind::Upload,
            state: match refused {
                Some(ready) => PreviewState::Ready(Box::new(ready)),
                None => self.state(slug, run_url.clone()),
            },
            run_url,
        })
    }

    /// A file that came and could not be read may be read in another way.
    fn layout_of_failure(&self) -> Vec<LayoutChoice> {
        let Some(run) = &self.run else { return Vec::new() };
        let code = run.failure.as_ref().map(|failure| failure.code.as_str());
        if code.is_some_and(|code| tabular::Error::CODES.contains(&code)) {
            layout::choices(&run.report, &self.source.overrides)
        } else {
            Vec::new()
        }
    }

    fn state(&self, slug: &str, run_url: Option<String>) -> PreviewState {
        let failed = |problem| PreviewState::Failed {
            problem,
            url: Field::filled(self.source.url.clone().unwrap_or_default()),
            layout: self.layout_of_failure(),
        };
        let again = "Preview it again, or go back and choose another file.";
        let Some(run) = &self.run else {
            return failed(problem::plain("This preview is no longer kept", again));
        };
        if let Some(strip) = progress::strip(slug, run, run_url) {
            return PreviewState::Waiting(strip);
        }
        match (&run.failure, run.state) {
            (_, RunState::Previewed) => PreviewState::Ready(Box::new(ready(self, run))),
            (Some(failure), RunState::Failed) => failed(problem::of_run(failure, &run.report)),
            (_, RunState::Cancelled) => failed(problem::plain("The preview was cancelled", again)),
            _ => failed(problem::plain("This preview did not come to an end", again)),
        }
    }
}

/// What there is to look at, with the form filled as suggested.
pub(in crate::handlers) fn ready(draft: &Draft, run: &Run) -> Ready {
    let report = &run.report;
    let is_whole_file = report.sample.as_ref().is_some_and(|sample| sample.whole);
    let overrides = &draft.source.overrides;
    let (title, _) = source::suggestion(draft.source.url.as_deref(), draft.file_name.as_deref());
    let rows = format::counted(report.rows.read, "row", "rows");
    let bytes = report.bytes.map(format::bytes);
    let mut notices = report.notes.clone();
    if report.rows.rejected > 0 {
        let count = format::counted(report.rows.rejected, "row", "rows");
        let part = if is_whole_file { "the file" } else { "the sample" };
        let verb = if report.rows.rejected == 1 { "does" } else { "do" };
        notices.push(format!("{count} of {part} {verb} not fit and would be set aside."));
    }
    Ready {
        layout: layout::choices(report, overrides),
        columns: columns::to_decide(&report.columns, &overrides.types),
        grid: grid::of_sample(report),
        sampled: match (is_whole_file, bytes) {
            (true, _) => format!("the whole file, {rows}"),
            (false, Some(bytes)) => format!("the first {bytes}, {rows}"),
            (false, None) => format!("the first {rows}"),
        },
        is_whole_file,
        notices,
        title: Field::filled(title),
        name: Field::filled(draft.free_name.clone()),
        schedule: schedule::filled(ScheduleChoice::default(), "", "UTC", None),
    }
}

/// The suggested name, or the first of `name_2`, `name_3`, … that is free.
async fn free_name(
    client: &impl deadpool_postgres::GenericClient,
    member: &Member,
    suggested: String,
) -> Result<String, Failure> {
    let numbered = (2..10).map(|number| format!("{}_{number}", &suggested[..suggested.len().min(45)]));
    for name in std::iter::once(suggested.clone()).chain(numbered) {
        let is_taken = tables::find_by_name(client, member.workspace.id, &name).await?.is_some()
            || !table::name_is_free(client, &member.workspace.slug, &name).await?;
        if !is_taken && name.parse::<TableName>().is_ok() {
            return Ok(name);
        }
    }
    Ok(suggested)
}

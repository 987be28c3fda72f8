//! What two versions of a table have not in common.

use actix_web::{HttpRequest, HttpResponse, web};
use rowmill_core::{
    model::{ChangeKind, RowChanges, WorkspaceId},
    store::versions::{self, Version},
    table::{
        Snapshot,
        history::{
            self, ChangeFilter, ChangePage, ChangeQuery, ChangeSeek, Comparison, Difference, MOST_LISTED,
            Side,
        },
        query::QueryError,
    },
};
use serde::Deserialize;

use super::Frame;
use crate::{
    error::Failure,
    extract::{Member, chrome},
    pages::{
        chrome::FlashKind,
        format,
        grid::Pager,
        history::{CompareForm, TableDifference},
    },
    present::{difference, grid},
    respond,
    state::App,
};

/// Which versions, and which of their changes.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<i32>,
    to: Option<i32>,
    kind: Option<String>,
    column: Option<String>,
    q: Option<String>,
    after: Option<usize>,
    before: Option<usize>,
}

/// What was found, or why there are no rows: title and explanation.
type Found = Result<(Difference, ChangePage), (String, String)>;

/// The page.
///
/// # Errors
/// 400 for a filter that is none; 404 for a table that is not there; 503 when a service is away.
pub async fn difference(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    let base = format!("/{}/{}", member.workspace.slug, table.name);
    let current = table.current_version;
    let to = asked.to.unwrap_or(current);
    let place = asked.place(&base, asked.from.unwrap_or(to - 1), to)?;
    let Some((from, to)) = both(&app, &frame, &place).await? else {
        let text = format!("This table has no versions {} and {} to compare.", place.from, place.to);
        member.visitor.session.flash(FlashKind::Problem, text).await?;
        return Ok(respond::see_other(format!("{base}/history")));
    };
    let found = find(&app, member.workspace.id, &table.rules.key, (&from, &to), &place, &asked).await?;

    let caption = format!("Changes from version {} to version {} of {}", from.number, to.number, table.title);
    let (counts, columns, filter, note, grid, pager) = match &found {
        Err(note) => (None, Vec::new(), None, Some(note.clone()), None, Pager::default()),
        Ok((found, page)) => {
            let note = nothing(found, page, &place);
            let is_listed = found.changes.as_ref().is_some_and(|changes| !changes.is_empty());
            let grid = note.is_none().then(|| difference::grid(caption, &found.columns, &page.rows));
            (
                Some(found.counts),
                difference::columns(&found.columns),
                is_listed.then(|| place.filter(found)),
                note,
                grid,
                place.pager(page, shown(&found.counts, place.kind)),
            )
        }
    };
    respond::page(&TableDifference {
        chrome: chrome(&request).await?,
        from: difference::version(&from, current, &base, frame.now),
        to: difference::version(&to, current, &base, frame.now),
        compare: CompareForm {
            from: from.number.to_string(),
            to: to.number.to_string(),
            newest: current.to_string(),
        },
        swapped_url: difference::Place {
            base: &base,
            from: to.number,
            to: from.number,
            ..Default::default()
        }
        .link(None),
        kinds: counts.map(|counts| place.kinds(&counts)).unwrap_or_default(),
        columns,
        filter,
        note,
        grid,
        pager,
        head: frame.head,
    })
}

impl Asked {
    fn place<'a>(&'a self, base: &'a str, from: i32, to: i32) -> Result<difference::Place<'a>, Failure> {
        let given = |text: &'a Option<String>| text.as_deref().filter(|text| !text.trim().is_empty());
        let kind = given(&self.kind).map(str::parse::<ChangeKind>).transpose();
        let (column, text) = (given(&self.column), given(&self.q));
        // Postgres refuses a NUL, and no cell has one.
        if [column, text].into_iter().flatten().any(|text| text.contains('\0')) {
            return Err(Failure::bad_request());
        }
        Ok(difference::Place {
            base,
            from,
            to,
            kind: kind.map_err(|_| Failure::bad_request())?,
            column,
            text,
        })
    }

    fn seek(&self) -> ChangeSeek {
        match (self.after, self.before) {
            (Some(after), _) => ChangeSeek::From(after),
            (None, Some(before)) => ChangeSeek::Before(before),
            (None, None) => ChangeSeek::From(0),
        }
    }
}

async fn both(
    app: &App,
    frame: &Frame,
    place: &difference::Place<'_>,
) -> Result<Option<(Version, Version)>, Failure> {
    let client = app.client().await?;
    let table = frame.table.table.id;
    let from = versions::find(&client, table, place.from).await?;
    let to = versions::find(&client, table, place.to).await?;
    Ok(from.zip(to))
}

async fn find(
    app: &App,
    workspace: WorkspaceId,
    key: &[String],
    (from, to): (&Version, &Version),
    place: &difference::Place<'_>,
    asked: &Asked,
) -> Result<Found, Failure> {
    let (Some(old), Some(new)) = (side(workspace, from), side(workspace, to)) else {
        let gone = if from.relation.is_none() { from.number } else { to.number };
        return Ok(Err(given_up(gone)));
    };
    let comparison = Comparison { from: old, to: new, key };
    let filter = ChangeFilter { kind: place.kind, column: place.column, text: place.text };
    let limit = grid::rows_per_page(from.columns.len().max(to.columns.len()));
    let query = ChangeQuery { comparison, filter, seek: asked.seek(), limit };
    let found = app.read(async |client| {
        let difference = history::compare(client, &comparison).await?;
        let page = history::page(client, &query, &difference).await?;
        Ok((difference, page))
    });
    match found.await? {
        Ok(found) => Ok(Ok(found)),
        Err(QueryError::Gone) => Ok(Err(given_up(from.number.min(to.number)))),
        Err(QueryError::TooCostly) => Ok(Err((
            "This takes too long".to_owned(),
            "Looking through the changes took longer than 10 seconds and was stopped. Both versions can be \
             downloaded as CSV, and in psql the same comparison has no such limit."
                .to_owned(),
        ))),
        Err(QueryError::BadCursor) => Err(Failure::bad_request()),
        Err(QueryError::Database(error)) => Err(error.into()),
    }
}

fn side(workspace: WorkspaceId, version: &Version) -> Option<Side<'_>> {
    let snapshot = Snapshot::of(workspace, version)?;
    Some(Side { snapshot, columns: &version.columns, key: &version.key })
}

fn given_up(number: i32) -> (String, String) {
    (
        "The rows are not kept".to_owned(),
        format!(
            "The rows of version {number} were given up, since it is older than this installation keeps. What its \
             run found is still in its report."
        ),
    )
}

/// Changes of the kind shown.
fn shown(counts: &RowChanges, kind: Option<ChangeKind>) -> u64 {
    let RowChanges { added, removed, changed } = *counts;
    let changed = changed.unwrap_or(0);
    match kind {
        None => added + removed + changed,
        Some(ChangeKind::Added) => added,
        Some(ChangeKind::Removed) => removed,
        Some(ChangeKind::Changed) => changed,
    }
}

/// Why there are no rows to be seen.
fn nothing(found: &Difference, page: &ChangePage, place: &difference::Place<'_>) -> Option<(String, String)> {
    let note = |title: &str, text: String| Some((title.to_owned(), text));
    match &found.changes {
        None => note(
            "Too many to be listed",
            format!(
                "More than {} rows of one of the versions have changed. They are counted above; both versions can be \
                 downloaded as CSV.",
                format::count(MOST_LISTED as u64)
            ),
        ),
        Some(changes) if changes.is_empty() && place.from == place.to => {
            note("One and the same version", "Choose another to compare it with.".to_owned())
        }
        Some(changes) if changes.is_empty() => {
            note("No row differs", "Both versions have the same rows.".to_owned())
        }
        Some(_) if page.rows.is_empty() => {
            note("No such change", "No row that was added, removed or changed fits the filter.".to_owned())
        }
        Some(_) => None,
    }
}

//! The rows of a table: a page of the current version, or of an older one while it is kept.

use actix_web::{HttpRequest, HttpResponse, web};
use rowmill_core::{
    store::versions::{self, Version},
    table::{
        Relations, Snapshot,
        query::{self, Cursor, Direction, Page, PageQuery, QueryError, Seek, Sort},
    },
};
use serde::Deserialize;

use super::Frame;
use crate::{
    error::Failure,
    extract::{Member, chrome},
    pages::{
        chrome::{Flash, FlashKind},
        format,
        grid::{Grid, Pager},
        table::TableRows,
    },
    present::{cursor, grid, unsigned},
    respond,
    state::App,
};

/// Where the reader is.
#[derive(Deserialize)]
pub struct Place {
    sort: Option<String>,
    dir: Option<String>,
    after: Option<String>,
    before: Option<String>,
    version: Option<i32>,
}

/// Why the rows are not shown as asked.
enum Refused {
    /// Show the table from its beginning, and say this.
    Instead(String),
    /// Retention dropped the relation after it was looked up.
    Gone,
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The page.
///
/// # Errors
/// 400 for a place that is none; 404 for a table that is not there; 503 when a service is away.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    place: web::Query<Place>,
) -> Result<HttpResponse, Failure> {
    let mut is_second_look = false;
    loop {
        let frame = Frame::find(&app, &member, &at.1).await?;
        let base = format!("/{}/{}", member.workspace.slug, frame.table.table.name);
        match place.read(&app, &member, &frame, &base).await {
            Ok((rows, notice)) => {
                let mut chrome = chrome(&request).await?;
                chrome.flash = notice.or(chrome.flash);
                let (grid, pager) = rows.unzip();
                let pager = pager.unwrap_or_default();
                return respond::page(&TableRows { chrome, head: frame.head, grid, pager });
            }
            // A new version came in between and the old one is gone: its successor is there.
            Err(Refused::Gone) if !is_second_look => is_second_look = true,
            Err(Refused::Gone) => return Err(Failure::unavailable()),
            Err(Refused::Failed(failure)) => return Err(failure),
            Err(Refused::Instead(text)) => {
                member.visitor.session.flash(FlashKind::Problem, text).await?;
                return Ok(respond::see_other(base));
            }
        }
    }
}

type Shown = (Option<(Grid, Pager)>, Option<Flash>);

impl Place {
    /// The rows, and what to say about them; no rows before the first version.
    async fn read(&self, app: &App, member: &Member, frame: &Frame, base: &str) -> Result<Shown, Refused> {
        let table = &frame.table.table;
        let number = self.version.unwrap_or(table.current_version);
        let mut client = app.client().await?;
        let version = versions::find(&client, table.id, number).await?;
        let Some(version) = version else {
            let is_asked_for = self.version.is_some();
            return if is_asked_for { Err(Refused::Instead(self.absent())) } else { Ok((None, None)) };
        };
        let is_old = version.number != table.current_version;
        let relation = version.relation.as_deref().ok_or_else(|| match is_old {
            true => Refused::Instead(self.absent()),
            false => Refused::Gone,
        })?;
        let sort = self.sort(&version)?;
        let relations = Relations { workspace: member.workspace.id, rows: relation };
        let snapshot = Snapshot { relations, version: version.number, extent: version.extent };
        let seek = self.seek(&client, &snapshot, &version, sort).await?;
        let query = PageQuery {
            snapshot,
            columns: &version.columns,
            sort,
            seek,
            limit: grid::rows_per_page(version.columns.len()),
        };
        let page =
            query::page(&mut client, &query).await.map_err(|error| refused(error, sort, is_old, self))?;
        drop(client);
        let links =
            grid::Place { base, columns: &version.columns, sort, version: is_old.then_some(version.number) };
        let notice = is_old.then(|| notice(&version, table.current_version));
        Ok((Some(shown(member, frame, &version, &links, &page)), notice))
    }

    /// The order asked for; a link may be older than the columns.
    fn sort(&self, version: &Version) -> Result<Option<Sort>, Refused> {
        let Some(name) = &self.sort else { return Ok(None) };
        let column = version.columns.iter().position(|column| column.name == *name);
        let gone = || {
            Refused::Instead(
                "The link sorts by a column that this table does not have. Here are its rows in the \
                              order of the file."
                    .to_owned(),
            )
        };
        let direction = match self.dir.as_deref() {
            Some("desc") => Direction::Descending,
            _ => Direction::Ascending,
        };
        Ok(Some(Sort { column: column.ok_or_else(gone)?, direction }))
    }

    async fn seek(
        &self,
        client: &deadpool_postgres::Client,
        snapshot: &Snapshot<'_>,
        version: &Version,
        sort: Option<Sort>,
    ) -> Result<Seek, Refused> {
        let (text, is_after) = match (&self.after, &self.before) {
            (Some(after), _) => (after, true),
            (None, Some(before)) => (before, false),
            (None, None) => return Ok(Seek::First),
        };
        let cursor = match cursor::decode(text).ok_or_else(Failure::bad_request)?.cursor() {
            Ok(cursor) => cursor,
            Err(cursor) => {
                let column = sort.and_then(|sort| version.columns.get(sort.column));
                let column = column.ok_or_else(Failure::bad_request)?;
                let value = query::value(client, snapshot, column, cursor.row).await;
                Cursor {
                    value: value.map_err(|error| refused(error, sort, self.version.is_some(), self))?,
                    ..cursor
                }
            }
        };
        Ok(if is_after { Seek::After(cursor) } else { Seek::Before(cursor) })
    }

    fn absent(&self) -> String {
        let number = self.version.map(|number| format!(" {number}")).unwrap_or_default();
        format!("The rows of version{number} are not kept. This is the current version.")
    }
}

fn refused(error: QueryError, sort: Option<Sort>, is_old: bool, place: &Place) -> Refused {
    match error {
        QueryError::BadCursor => Failure::bad_request().into(),
        QueryError::Gone if is_old => Refused::Instead(place.absent()),
        QueryError::Gone => Refused::Gone,
        QueryError::TooCostly if sort.is_some() => Refused::Instead(
            "Sorting this many rows by that column took longer than 10 seconds and was stopped. Here they are in the \
             order of the file; in psql the same query has no such limit."
                .to_owned(),
        ),
        QueryError::TooCostly => {
            Failure::unavailable_because(anyhow::anyhow!("reading a page in file order took too long")).into()
        }
        QueryError::Database(error) => error.into(),
    }
}

fn shown(
    member: &Member,
    frame: &Frame,
    version: &Version,
    links: &grid::Place<'_>,
    page: &Page,
) -> (Grid, Pager) {
    let caption = format!("Rows of {}.{}", member.workspace.slug, frame.table.table.name);
    (grid::of_page(caption, links, page), grid::pager(links, page, unsigned(version.row_count)))
}

fn notice(version: &Version, current: i32) -> Flash {
    let text = format!(
        "You are looking at version {}, published {}, with {}. Readers see version {current}.",
        version.number,
        version.published_at.strftime("%-d %b %Y, %H:%M UTC"),
        format::counted(unsigned(version.row_count), "row", "rows"),
    );
    Flash { kind: FlashKind::Notice, text }
}

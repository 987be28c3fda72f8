//! The rows of a table: a page of the current version, or of an older one while it is kept.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use rowmill_core::{
    store::versions::{self, Version},
    table::{
        Snapshot,
        query::{self, Cursor, Direction, Page, PageQuery, QueryError, Seek, Sort},
    },
};
use serde::Deserialize;

use super::{Frame, as_of::moment};
use crate::{
    error::Failure,
    extract::{Member, chrome},
    pages::{
        chrome::FlashKind,
        grid::{Grid, Pager},
        history::VersionBanner,
        table::TableRows,
    },
    present::{cursor, grid, unsigned, version as versions_shown},
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
    as_of: Option<String>,
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
        let read = app.read(async |client| place.read(client, &member, &frame, &base).await);
        match read.await? {
            Ok(shown) => {
                let Shown { rows, banner, csv_url } = shown;
                let (grid, pager) = rows.unzip();
                let (chrome, pager) = (chrome(&request).await?, pager.unwrap_or_default());
                return respond::page(&TableRows { chrome, head: frame.head, banner, grid, pager, csv_url });
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

/// What the page shows of the table; nothing before the first version.
#[derive(Default)]
struct Shown {
    rows: Option<(Grid, Pager)>,
    banner: Option<VersionBanner>,
    csv_url: Option<String>,
}

impl Place {
    async fn read(
        &self,
        client: &mut deadpool_postgres::Client,
        member: &Member,
        frame: &Frame,
        base: &str,
    ) -> Result<Shown, Refused> {
        let table = &frame.table.table;
        let as_of = self.moment()?;
        let version = match as_of {
            Some(moment) => versions::as_of(client, table.id, moment).await?,
            None => {
                let number = self.version.unwrap_or(table.current_version);
                versions::find(client, table.id, number).await?
            }
        };
        let Some(version) = version else {
            return match (as_of, self.version) {
                _ if table.current_version == 0 => Ok(Shown::default()),
                (Some(_), _) => Err(Refused::Instead(
                    "Nothing was published yet at that time. This is the current version.".to_owned(),
                )),
                (None, Some(number)) => Err(Refused::Instead(absent(number))),
                (None, None) => Ok(Shown::default()),
            };
        };
        let is_old = version.number != table.current_version;
        let snapshot = Snapshot::of(member.workspace.id, &version).ok_or_else(|| match is_old {
            true => Refused::Instead(absent(version.number)),
            false => Refused::Gone,
        })?;
        let sort = self.sort(&version)?;
        let seek = self.seek(client, &snapshot, &version, sort, is_old).await?;
        let query = PageQuery {
            snapshot,
            columns: &version.columns,
            sort,
            seek,
            limit: grid::rows_per_page(version.columns.len()),
        };
        let page =
            query::page(client, &query).await.map_err(|error| refused(error, sort, is_old, &version))?;
        let needs_banner = is_old || as_of.is_some();
        let before = match needs_banner {
            true => versions::list(client, table.id, Some(version.number), 1).await?,
            false => Vec::new(),
        };
        let links =
            grid::Place { base, columns: &version.columns, sort, version: is_old.then_some(version.number) };
        let current = table.current_version;
        let banner = needs_banner
            .then(|| versions_shown::banner(&version, before.first(), as_of, current, base, frame.now));
        Ok(Shown {
            rows: Some(shown(member, frame, &version, &links, &page)),
            banner,
            csv_url: versions_shown::csv_url(&version, base),
        })
    }

    /// The time asked for.
    fn moment(&self) -> Result<Option<Timestamp>, Refused> {
        let Some(text) = self.as_of.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let unknown = || {
            Refused::Instead(
                "The address asks for a time that is none: write a date such as 2026-03-01, or a time such as \
                 2026-03-01T10:00:00Z. This is the current version."
                    .to_owned(),
            )
        };
        moment(text).ok_or_else(unknown).map(Some)
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
        is_old: bool,
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
                Cursor { value: value.map_err(|error| refused(error, sort, is_old, version))?, ..cursor }
            }
        };
        Ok(if is_after { Seek::After(cursor) } else { Seek::Before(cursor) })
    }
}

fn absent(number: i32) -> String {
    format!("The rows of version {number} are not kept. This is the current version.")
}

fn refused(error: QueryError, sort: Option<Sort>, is_old: bool, version: &Version) -> Refused {
    match error {
        QueryError::BadCursor => Failure::bad_request().into(),
        QueryError::Gone if is_old => Refused::Instead(absent(version.number)),
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

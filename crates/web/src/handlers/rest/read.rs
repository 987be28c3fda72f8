//! Reads rows: what is asked, of which version, whether the client has it already, how many there are, and then the rows.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HttpDate},
};
use deadpool_postgres::Client;
use rowmill_core::{
    store::versions::Version,
    table::{
        Snapshot,
        read::{self, Format, Plan},
    },
};

use super::{
    describe,
    failure::Refusal,
    lookup::{self, Lookup},
    reader::Reader,
    text,
};
use crate::{
    rest::{
        cursor::Cursor,
        error::RestError,
        parse::{Count, Media, Preferences, Query, Window, accepted},
        plan::{self, Known, Planned},
        prefer,
        respond::{self, Answer},
    },
    state::App,
};

/// Rows of an answer at most; a client that wants more reads on.
const MOST_ROWS: u64 = 10_000;

pub(super) async fn rows(
    app: &App,
    request: &HttpRequest,
    reader: &Reader,
    workspace: &str,
    name: &str,
) -> Result<HttpResponse, Refusal> {
    let found = Lookup::find(app, request, reader, workspace, name).await?;
    let profile = lookup::profile(request, workspace)?;
    let query = Query::parse(request.query_string())?;
    let preferences = preferences(request);
    let timezone = prefer::zone(&preferences)?;
    let media = accepted(text(request, header::ACCEPT), |_| true)?;
    // The header is one of GET alone (RFC 9110 §14.2).
    let range = text(request, header::RANGE).filter(|_| request.method() == actix_web::http::Method::GET);
    let window = Window::new(query.limit.as_deref(), query.offset.as_deref(), range)?;
    let version = found.version(app, &query).await?;
    if media == Media::OpenApi {
        return Ok(describe::table(request, &found, &version));
    }
    let applied = preferences.applied(timezone);
    let parts = [
        &query.canonical,
        media.content_type(),
        range.unwrap_or_default(),
        applied.as_deref().unwrap_or_default(),
    ];
    let etag = respond::etag(found.table.id.0, version.number, parts);
    let published = std::time::SystemTime::from(version.published_at);
    let mut answer = Answer {
        etag: &etag,
        last_modified: HttpDate::from(published).to_string(),
        location: location(name, &query.canonical),
        applied,
        profile,
        is_public: found.table.is_public,
        next: None,
    };
    if respond::is_known(request.headers(), &etag) {
        return Ok(answer.not_modified(request));
    }

    let known = Known { workspace, table: name, columns: &version.columns };
    let Planned { items, conditions, order } = plan::plan(&known, &query)?;
    let cursor = query.after.as_deref().map(|after| Cursor::parse(after, order.len())).transpose()?;
    if cursor.is_some() && items.iter().any(|item| item.aggregate.is_some()) {
        return Err(RestError::no_cursor_of_groups().into());
    }
    let (after, before) = cursor.map(|cursor| (cursor.after, cursor.position)).unzip();
    let position = before.unwrap_or(0).saturating_add(window.offset);
    let snapshot = Snapshot::of(found.workspace.id, &version).ok_or_else(RestError::gone)?;
    let plan = Plan {
        snapshot,
        columns: &version.columns,
        items,
        conditions,
        order,
        after,
        offset: window.offset,
        limit: window.limit.unwrap_or(MOST_ROWS).min(MOST_ROWS),
        timezone,
    };
    let read = app.read(async |client| {
        let total = total(client, &plan, &version, preferences.count).await?;
        if let Some(total) = total
            && position > total
        {
            return Err(Refusal::with_total(RestError::range_out_of_bounds(position, total), total));
        }
        Ok((total, read::page(client, &plan, format(media)).await?))
    });
    let (total, page) = read.await??;
    if matches!(media, Media::Object { .. }) && page.rows != 1 {
        return Err(RestError::not_singular(page.rows).into());
    }
    answer.next = page.last.and_then(|after| {
        let cursor = Cursor { after, position: position + page.rows }.text()?;
        Some(format!("{}?{}", request.path(), query.behind(&cursor, version.number, window.limit)))
    });
    Ok(answer.rows(request, media.content_type(), (position, page.rows, total), page.text))
}

fn preferences(request: &HttpRequest) -> Preferences {
    let headers = request.headers().get_all("prefer");
    Preferences::parse(headers.filter_map(|value| value.to_str().ok()))
}

fn format(media: Media) -> Format {
    match media {
        Media::Object { stripped } => Format::Object { stripped },
        Media::Csv => Format::Csv,
        Media::JsonStripped => Format::Json { stripped: true },
        Media::Json | Media::OpenApi => Format::Json { stripped: false },
    }
}

/// All rows there are, where that was asked for. Of a whole version the number is known.
async fn total(
    client: &Client,
    plan: &Plan<'_>,
    version: &Version,
    count: Option<Count>,
) -> Result<Option<u64>, Refusal> {
    let Some(count) = count else { return Ok(None) };
    if plan.conditions.is_empty() {
        return Ok(Some(version.row_count.unsigned_abs()));
    }
    Ok(Some(match count {
        Count::Exact => read::count(client, plan).await?,
        Count::Planned => read::estimate(client, plan).await?,
        Count::Estimated => match read::count_up_to(client, plan, MOST_ROWS + 1).await? {
            few if few <= MOST_ROWS => few,
            many => read::estimate(client, plan).await?.max(many),
        },
    }))
}

fn location(table: &str, query: &str) -> String {
    if query.is_empty() { format!("/{table}") } else { format!("/{table}?{query}") }
}

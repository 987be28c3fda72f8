//! Answers of the read API: headers, statuses, and what tells one answer from another.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName},
    },
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::error::RestError;

/// Names a failure (RFC 9209): in an answer to HEAD nothing else does.
const PROXY_STATUS: HeaderName = HeaderName::from_static("proxy-status");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// What scripts of other sites may read.
const EXPOSED: &str = "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, ETag, Last-Modified, \
     Link, Location, Preference-Applied, Proxy-Status, RateLimit, RateLimit-Policy, Retry-After, Server, Transfer-Encoding, Range-Unit";
/// What they may send, beside what they ask for.
const ALLOWED: &str = "authorization, apikey, x-client-info, content-type, accept, accept-profile, prefer, \
     x-retry-count, range, range-unit, if-none-match";
/// Seconds for which a browser remembers it.
const MAX_AGE: &str = "86400";
/// Seconds after which a failure that may pass is worth another try.
const AWAY_SECONDS: u64 = 5;

/// Rows, or that there are the same as before.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// What tells these rows from others.
    pub etag: &'a str,
    /// When they were published, as an HTTP date.
    pub last_modified: String,
    /// The table and the query, in one way of writing.
    pub location: String,
    /// What was honoured.
    pub applied: Option<String>,
    /// The schema, where one was asked for.
    pub profile: Option<&'a str>,
    /// Whether anybody may read it.
    pub is_public: bool,
    /// Where the rows behind these are.
    pub next: Option<String>,
}

impl Answer<'_> {
    /// 304: the client has it.
    pub fn not_modified(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = self.begin(request, StatusCode::NOT_MODIFIED);
        response.finish()
    }

    /// Rows from `offset` on: all there are, or 206 for a part of a known number.
    pub fn rows(
        &self,
        request: &HttpRequest,
        content_type: &'static str,
        (offset, rows, total): (u64, u64, Option<u64>),
        text: Vec<u8>,
    ) -> HttpResponse {
        let partial = total.is_some_and(|total| rows < total);
        let mut response =
            self.begin(request, if partial { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK });
        response
            .insert_header((header::CONTENT_TYPE, content_type))
            .insert_header((header::CONTENT_RANGE, content_range(offset, rows, total)));
        if let Some(next) = &self.next {
            response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
        }
        if let Some(applied) = &self.applied {
            response.insert_header((PREFERENCE_APPLIED, applied.as_str()));
        }
        response.body(text)
    }

    fn begin(&self, request: &HttpRequest, status: StatusCode) -> HttpResponseBuilder {
        let mut response = begin(request, status);
        response
            .insert_header((header::ETAG, self.etag))
            .insert_header((header::LAST_MODIFIED, self.last_modified.as_str()))
            .insert_header((header::CONTENT_LOCATION, self.location.as_str()))
            // Each answer is asked for again; most times it is 304.
            .insert_header((
                header::CACHE_CONTROL,
                if self.is_public { "public, no-cache" } else { "private, no-cache" },
            ));
        if let Some(profile) = self.profile {
            response.insert_header(("content-profile", profile));
        }
        response
    }
}

/// What every answer has.
pub fn begin(request: &HttpRequest, status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::VARY, "Accept, Prefer, Range"));
    if request.headers().contains_key(header::ORIGIN) {
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED));
    }
    response
}

/// A failure; `total` is known where a range lies behind the last row.
pub fn failure(request: &HttpRequest, error: &RestError, total: Option<u64>) -> HttpResponse {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = begin(request, status);
    response
        .insert_header((PROXY_STATUS, format!("PostgREST; error={}", error.code)))
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"));
    if error.status == 416 {
        response.insert_header((header::CONTENT_RANGE, content_range(0, 0, total)));
    }
    if error.status == 401 {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    if error.status == 405 {
        response.insert_header((header::ALLOW, "OPTIONS, GET, HEAD"));
    }
    if error.status == 503 {
        response.insert_header((header::RETRY_AFTER, AWAY_SECONDS));
    }
    let RestError { code, message, details, hint, .. } = error;
    let body = json!({ "code": code, "message": message, "details": details, "hint": hint });
    response.body(body.to_string())
}

/// The answer to a browser that asks what a script of another site may send.
pub fn preflight(request: &HttpRequest) -> HttpResponse {
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let allowed = match asked.and_then(|asked| asked.to_str().ok()) {
        Some(asked) => format!("{ALLOWED}, {asked}"),
        None => ALLOWED.to_owned(),
    };
    begin(request, StatusCode::OK)
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, allowed))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE))
        .insert_header((header::ALLOW, "OPTIONS,GET,HEAD"))
        .finish()
}

/// What an address takes.
pub fn options(request: &HttpRequest) -> HttpResponse {
    begin(request, StatusCode::OK).insert_header((header::ALLOW, "OPTIONS,GET,HEAD")).finish()
}

/// The value of `Content-Range`.
fn content_range(offset: u64, rows: u64, total: Option<u64>) -> String {
    let rows = match rows.checked_sub(1) {
        Some(last) if total != Some(0) => format!("{offset}-{}", offset.saturating_add(last)),
        _ => "*".to_owned(),
    };
    total.map_or_else(|| format!("{rows}/*"), |total| format!("{rows}/{total}"))
}

/// Tells rows of one version, written in one way, from all others. Weak, since they may be compressed on the way
/// (RFC 9110 §8.8.1).
pub fn etag<'a>(table: i64, version: i32, parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    digest.update(table.to_be_bytes());
    digest.update(version.to_be_bytes());
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    let hex: String = digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("W/\"{version}-{hex}\"")
}

/// Whether the client has it already (RFC 9110 §13.1.2).
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let opaque = etag.trim_start_matches("W/");
    let known = headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    known
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == opaque)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_name_the_rows_there_are() {
        assert_eq!(content_range(0, 15, None), "0-14/*");
        assert_eq!(content_range(2, 3, Some(20)), "2-4/20");
        assert_eq!(content_range(0, 0, None), "*/*");
        assert_eq!(content_range(0, 0, Some(0)), "*/0");
        assert_eq!(content_range(7, 0, Some(7)), "*/7");
    }

    #[test]
    fn tags_are_compared_weakly() {
        let etag = etag(7, 3, ["a=eq.1", "text/csv"]);
        let known = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, text.parse().expect("a header"));
            is_known(&headers, &etag)
        };
        assert!(known(&etag) && known("*") && known(&format!("\"x\", {}", etag.trim_start_matches("W/"))));
        assert!(!known("\"x\""));
        assert_ne!(etag, super::etag(7, 4, ["a=eq.1", "text/csv"]));
        assert_ne!(etag, super::etag(7, 3, ["a=eq.1text/csv"]));
    }
}

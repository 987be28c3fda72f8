//! The HTTP exchange of a run, one line per request.

use std::time::Duration;

use actix_web::http::StatusCode;
use rowmill_core::model::{Exchange, RunReport};

use crate::pages::{format, run};

/// Each request of the fetch in turn; none for uploads.
pub fn of_run(report: &RunReport) -> Vec<run::Exchange> {
    let Some(exchange) = &report.exchange else { return Vec::new() };
    let last = exchange.hops.len().saturating_sub(1);
    let lines = exchange.hops.iter().enumerate().map(|(index, hop)| run::Exchange {
        method: "GET".to_owned(),
        url: hop.url.clone(),
        status: hop.status.map(status),
        tone: tone(hop.status),
        size: (index == last && exchange.bytes > 0).then(|| format::bytes(exchange.bytes)),
        took: format::duration(Duration::from_millis(if index == last {
            exchange.duration_ms
        } else {
            hop.ms
        })),
        headers: match exchange.hops.get(index + 1) {
            Some(next) => vec![("Location".to_owned(), next.url.clone())],
            None => headers(exchange),
        },
    });
    lines.collect()
}

/// The answer in a few words: `200 OK`, `304 Not Modified`.
pub fn status(code: u16) -> String {
    let reason = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(|| code.to_string(), |reason| format!("{code} {reason}"))
}

fn tone(status: Option<u16>) -> &'static str {
    match status {
        Some(200..=299) => "good",
        Some(100..=399) => "idle",
        Some(429 | 503) => "warn",
        _ => "bad",
    }
}

fn headers(exchange: &Exchange) -> Vec<(String, String)> {
    let announced = exchange.content_length.map(|bytes| format::counted(bytes, "byte", "bytes"));
    let known = [
        ("Content-Type", exchange.content_type.clone()),
        ("Content-Encoding", exchange.content_encoding.clone()),
        ("Content-Length", announced),
        ("ETag", exchange.etag.clone()),
        ("Last-Modified", exchange.last_modified.clone()),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

#[cfg(test)]
mod tests {
    use rowmill_core::model::Hop;

    use super::*;

    #[test]
    fn a_redirect_shows_where_it_led_and_the_answer_its_headers() {
        let hop = |url: &str, code| Hop { url: url.to_owned(), status: code, ms: 12 };
        let exchange = Exchange {
            hops: vec![hop("https://a.org/x", Some(302)), hop("https://b.org/x.csv", Some(200))],
            etag: Some("\"1\"".into()),
            bytes: 2_000,
            ..Exchange::default()
        };
        let lines = of_run(&RunReport { exchange: Some(exchange), ..RunReport::default() });
        assert_eq!(lines[0].status.as_deref(), Some("302 Found"));
        assert_eq!(lines[0].headers, [("Location".to_owned(), "https://b.org/x.csv".to_owned())]);
        assert_eq!((lines[0].size.as_deref(), lines[1].size.as_deref()), (None, Some("2.00 kB")));
        assert_eq!(lines[1].headers, [("ETag".to_owned(), "\"1\"".to_owned())]);
    }

    #[test]
    fn no_answer_reads_badly() {
        assert_eq!(
            (tone(None), tone(Some(404)), tone(Some(304)), tone(Some(503))),
            ("bad", "bad", "idle", "warn")
        );
    }
}

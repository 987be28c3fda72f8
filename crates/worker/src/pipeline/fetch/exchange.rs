//! The record of one fetch, for the run's report.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use rowmill_core::model::{Exchange, Hop};
use url::Url;

use super::shown_url;

/// Characters of a response header's value that are kept.
const MAX_VALUE: usize = 1024;

/// Writes the record, as the fetch goes on.
pub(super) trait Record {
    /// A record of nothing yet.
    fn begin(url: &Url) -> Self;
    /// Whether an address was asked twice.
    fn has_circle(&self) -> bool;
    /// A request goes out.
    fn push_hop(&mut self, url: &Url);
    /// Its answer came, or did not.
    fn finish_hop(&mut self, elapsed: Duration, status: Option<StatusCode>);
    /// Keeps what the final answer says about the file.
    fn describe(&mut self, response: &Response);
    /// The fetch has ended.
    fn finish(&mut self, elapsed: Duration);
}

impl Record for Exchange {
    fn begin(url: &Url) -> Self {
        Self { requested: shown_url(url), ..Self::default() }
    }

    fn has_circle(&self) -> bool {
        self.hops.iter().enumerate().any(|(at, hop)| self.hops[..at].iter().any(|other| other.url == hop.url))
    }

    fn push_hop(&mut self, url: &Url) {
        self.hops.push(Hop { url: shown_url(url), status: None, ms: 0 });
    }

    fn finish_hop(&mut self, elapsed: Duration, status: Option<StatusCode>) {
        if let Some(hop) = self.hops.last_mut() {
            hop.ms = millis(elapsed);
            hop.status = status.map(|status| status.as_u16());
        }
        self.status = status.map(|status| status.as_u16());
    }

    fn describe(&mut self, response: &Response) {
        let value = |name| value(response, name);
        self.content_type = value(header::CONTENT_TYPE);
        self.etag = value(header::ETAG);
        self.last_modified = value(header::LAST_MODIFIED);
        if response.status() == StatusCode::NOT_MODIFIED {
            return;
        }
        self.content_encoding =
            value(header::CONTENT_ENCODING).filter(|encoding| !encoding.eq_ignore_ascii_case("identity"));
        self.content_length = response.content_length();
        // Only where the end of the connection is the end of the body can a cut pass unnoticed.
        let chunked = response.headers().contains_key(header::TRANSFER_ENCODING);
        if self.content_length.is_none() && !chunked {
            self.note = Some("length unknown".to_owned());
        }
    }

    fn finish(&mut self, elapsed: Duration) {
        self.duration_ms = millis(elapsed);
    }
}

fn value(response: &Response, name: header::HeaderName) -> Option<String> {
    let text = response.headers().get(name)?.to_str().ok()?.trim();
    (!text.is_empty() && text.len() <= MAX_VALUE).then(|| text.to_owned())
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

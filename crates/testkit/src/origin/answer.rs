//! What a path answers.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

/// The answer to every request for a path.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) body: Body,
}

/// The bytes behind the header.
#[derive(Clone)]
pub enum Body {
    /// All of it at once.
    Whole(Bytes),
    /// The connection ends after these bytes, although the header announced `declared`.
    Cut {
        /// What is sent.
        sent: Bytes,
        /// What `Content-Length` says.
        declared: u64,
    },
    /// In pieces with a pause behind each.
    Slow {
        /// All of it.
        bytes: Bytes,
        /// Bytes of a piece.
        piece: usize,
        /// Pause behind each piece.
        pause: Duration,
    },
    /// The first bytes, and the rest when the gate opens.
    Gated {
        /// All of it.
        bytes: Bytes,
        /// Bytes sent before the gate.
        before: usize,
        /// Opens.
        gate: Gate,
    },
    /// The same bytes again and again, without an end, chunked.
    Endless(Bytes),
    /// Made piece by piece while it is sent, so that it may be larger than memory.
    Made {
        /// Bytes in all.
        length: u64,
        /// Piece `n`, counted from 0; `None` behind the last.
        piece: Arc<dyn Fn(u64) -> Option<Bytes> + Send + Sync>,
    },
}

/// Holds answers back until it is opened.
#[derive(Debug, Clone)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Answer {
    /// A CSV file that a well-behaved server sends: with length, `ETag` and `Last-Modified`.
    pub fn csv(content: impl Into<Bytes>) -> Self {
        let bytes = content.into();
        let digest = Sha256::digest(&bytes);
        let etag = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Self {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/csv".to_owned())],
            etag: Some(format!("\"{etag}\"")),
            last_modified: Some("Sat, 01 Aug 2026 07:00:00 GMT".to_owned()),
            body: Body::Whole(bytes),
        }
    }

    /// The same file, sent another way.
    #[must_use]
    pub fn sent_as(mut self, body: impl FnOnce(Bytes) -> Body) -> Self {
        if let Body::Whole(bytes) = self.body {
            self.body = body(bytes);
        }
        self
    }

    /// A body of its own, without validators.
    pub fn body(content_type: &str, body: Body) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status: 200, headers, etag: None, last_modified: None, body }
    }

    /// A status and a line of text.
    pub fn status(status: u16) -> Self {
        let body = Body::Whole(Bytes::from(format!("{status}\n")));
        Self { status, ..Self::body("text/plain", body) }
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Self {
        Self::status(302).header("location", to)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves `ETag` and `Last-Modified` out, as many servers do.
    #[must_use]
    pub fn without_validators(mut self) -> Self {
        (self.etag, self.last_modified) = (None, None);
        self
    }

    /// Sends another `ETag`.
    #[must_use]
    pub fn etag(mut self, etag: &str) -> Self {
        self.etag = Some(etag.to_owned());
        self
    }
}

impl Gate {
    /// A closed gate.
    pub fn closed() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Lets everything through, now and later.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    pub(super) async fn passed(&self) {
        // The sender lives in this very value, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|open| *open).await;
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole(_) => "Whole",
            Self::Cut { .. } => "Cut",
            Self::Slow { .. } => "Slow",
            Self::Gated { .. } => "Gated",
            Self::Endless(_) => "Endless",
            Self::Made { .. } => "Made",
        })
    }
}

//! One fetch, from the address to the last byte.

use std::{fmt, sync::Arc, time::Instant};

use jiff::Timestamp;
use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use tokio::{io::AsyncWrite, time::timeout};
use url::Url;

use super::{
    Conditional, Dialler, Exchange, Fault, FetchError, FetchPolicy, Lookup, Record, SystemLookup, Trust,
    body::{self, Received, Wanted},
    classify, redirect, retry_after,
};

/// Fetches files under one policy. Cheap to share, holds no connection between fetches.
pub struct Fetcher {
    policy: FetchPolicy,
    dialler: Dialler,
}

/// A fetch that succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The server says that nothing changed (304).
    NotModified {
        /// What was asked and answered.
        exchange: Exchange,
    },
    /// The body was written to the sink.
    Body {
        /// What was asked and answered.
        exchange: Exchange,
        /// Bytes written.
        bytes: u64,
        /// SHA-256 of the bytes written.
        sha256: [u8; 32],
        /// Whether that is the whole file. Always true but for a prefix.
        complete: bool,
    },
}

impl Fetched {
    /// What was asked and answered.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        match self {
            Self::NotModified { exchange } | Self::Body { exchange, .. } => exchange,
        }
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Fetcher {
    /// A fetcher that resolves with this machine's resolver and trusts its certificate authorities.
    #[must_use]
    pub fn new(policy: FetchPolicy) -> Self {
        Self::with(policy, Arc::new(SystemLookup), Trust::System)
    }

    /// A fetcher that resolves with `lookup` and accepts the certificates of `trust`.
    #[must_use]
    pub fn with(policy: FetchPolicy, lookup: Arc<dyn Lookup>, trust: Trust) -> Self {
        let dialler = Dialler::new(&policy, lookup, trust);
        Self { policy, dialler }
    }

    /// Fetches the whole file into `sink`, unless `conditional` still holds.
    ///
    /// `progress` is told the bytes so far and, where the server announced it, the total; it is called
    /// for each piece and must be quick. Dropping the future ends the connection.
    ///
    /// # Errors
    /// Whatever keeps the whole file from being in the sink; what is there then is not to be used.
    pub async fn fetch<S, P>(
        &self,
        url: &Url,
        conditional: &Conditional,
        sink: &mut S,
        progress: P,
    ) -> Result<Fetched, FetchError>
    where
        S: AsyncWrite + Unpin + Send + ?Sized,
        P: FnMut(u64, Option<u64>) + Send,
    {
        self.run(url, conditional, Wanted::Whole(self.policy.max_bytes), sink, progress).await
    }

    /// Fetches the first `bytes` of the file into `sink` and then hangs up, for a preview.
    ///
    /// # Errors
    /// As [`Self::fetch`], but that a longer file is no fault.
    pub async fn fetch_prefix<S, P>(
        &self,
        url: &Url,
        bytes: u64,
        sink: &mut S,
        progress: P,
    ) -> Result<Fetched, FetchError>
    where
        S: AsyncWrite + Unpin + Send + ?Sized,
        P: FnMut(u64, Option<u64>) + Send,
    {
        let wanted = Wanted::Prefix(bytes.min(self.policy.max_bytes));
        self.run(url, &Conditional::default(), wanted, sink, progress).await
    }

    async fn run<S, P>(
        &self,
        url: &Url,
        conditional: &Conditional,
        wanted: Wanted,
        sink: &mut S,
        progress: P,
    ) -> Result<Fetched, FetchError>
    where
        S: AsyncWrite + Unpin + Send + ?Sized,
        P: FnMut(u64, Option<u64>) + Send,
    {
        let started = Instant::now();
        let mut exchange = Exchange::begin(url);
        let steps = async {
            let response = self.follow(url, conditional, &mut exchange).await?;
            exchange.describe(&response);
            if response.status() == StatusCode::NOT_MODIFIED {
                return Ok(None);
            }
            let idle = self.policy.idle_timeout;
            body::receive(response, wanted, idle, sink, progress, &mut exchange.bytes).await.map(Some)
        };
        let after = self.policy.total_timeout;
        let outcome = timeout(after, steps).await.unwrap_or(Err(Fault::TotalTimeout { after }));
        exchange.finish(started.elapsed());
        match outcome {
            Ok(None) => Ok(Fetched::NotModified { exchange }),
            Ok(Some(Received { sha256, complete })) => {
                let bytes = exchange.bytes;
                Ok(Fetched::Body { exchange, bytes, sha256, complete })
            }
            Err(fault) => Err(FetchError { fault, exchange: Box::new(exchange) }),
        }
    }

    /// Asks `url` and each address it redirects to, until an answer is the file or "not modified".
    async fn follow(
        &self,
        url: &Url,
        conditional: &Conditional,
        exchange: &mut Exchange,
    ) -> Result<Response, Fault> {
        let mut at = url.clone();
        for redirects in 0..=u8::MAX {
            exchange.push_hop(&at);
            let started = Instant::now();
            let conditions = conditional.headers(&exchange.requested, exchange.final_url());
            let asked_if_modified = !conditions.is_empty();
            let answer = self.ask(&at, conditions).await;
            exchange.finish_hop(started.elapsed(), answer.as_ref().ok().map(Response::status));
            let response = answer?;
            match redirect::target(&at, response.status(), response.headers())? {
                None => return accept(response, asked_if_modified),
                Some(_) if redirects == self.policy.max_redirects => break,
                Some(next) => at = next,
            }
        }
        Err(Fault::TooManyRedirects { limit: self.policy.max_redirects, circle: exchange.has_circle() })
    }

    async fn ask(&self, at: &Url, conditions: HeaderMap) -> Result<Response, Fault> {
        let request = self.dialler.request(Method::GET, at).await?.headers(conditions);
        let after = self.policy.header_timeout;
        timeout(after, request.send())
            .await
            .map_err(|_| Fault::HeaderTimeout { after })?
            .map_err(|error| classify::request(error, self.policy.connect_timeout))
    }
}

/// Passes on an answer that is the file, or that says it did not change when that was asked.
fn accept(response: Response, asked_if_modified: bool) -> Result<Response, Fault> {
    match response.status() {
        StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => Ok(response),
        StatusCode::NOT_MODIFIED if asked_if_modified => Ok(response),
        status => {
            let retry_after = retry_after::from_headers(response.headers(), Timestamp::now());
            Err(Fault::HttpStatus { status: status.as_u16(), retry_after })
        }
    }
}

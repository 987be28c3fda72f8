//! Why a fetch failed: one variant for each thing that can be acted on.
//!
//! `Display` is for the log; [`FetchError::title`] and [`FetchError::hint`] are for the user and hold
//! nothing of the internal cause.

mod error;
mod words;

use std::{io, net::IpAddr, time::Duration};

use thiserror::Error;

use super::TlsProblem;

pub use error::FetchError;

/// What went wrong. Messages are for the log and hold neither query strings nor credentials.
#[derive(Debug, Error)]
pub enum Fault {
    /// Neither http nor https.
    #[error("the scheme {scheme} is refused")]
    SchemeRefused {
        /// The scheme as written.
        scheme: String,
    },
    /// The address carries a user name or password.
    #[error("user information in the address is refused")]
    UserinfoRefused,
    /// A special-purpose address that the operator did not open.
    #[error("{address} is refused: {range}")]
    AddressRefused {
        /// The address refused; not for the user, who would learn how private names resolve.
        address: IpAddr,
        /// The name of its range.
        range: &'static str,
    },
    /// A port no data file is expected on.
    #[error("port {port} is refused")]
    PortRefused {
        /// The port.
        port: u16,
    },
    /// The name does not exist or has no address.
    #[error("the name {host} has no address")]
    NameNotFound {
        /// The name asked for.
        host: String,
    },
    /// The name servers did not answer.
    #[error("the name {host} could not be looked up")]
    NameLookupFailed {
        /// The name asked for.
        host: String,
        /// What the look-up said.
        #[source]
        source: io::Error,
    },
    /// No connection within the connect deadline.
    #[error("no connection within {after:?}")]
    ConnectTimeout {
        /// The deadline.
        after: Duration,
    },
    /// Nobody listens, or the network is unreachable.
    #[error("connecting failed")]
    ConnectFailed(#[source] reqwest::Error),
    /// No safe TLS connection.
    #[error("TLS failed: {problem:?}")]
    TlsFailed {
        /// What is wrong with it.
        problem: TlsProblem,
        /// The cause; `None` where this machine has no certificate authorities.
        #[source]
        source: Option<reqwest::Error>,
    },
    /// No response header within the header deadline.
    #[error("no response header within {after:?}")]
    HeaderTimeout {
        /// The deadline.
        after: Duration,
    },
    /// The connection ended before a response header.
    #[error("the connection ended before an answer")]
    NoAnswer(#[source] reqwest::Error),
    /// The answer is not HTTP.
    #[error("the answer is not HTTP")]
    BadAnswer(#[source] reqwest::Error),
    /// A status that carries no file.
    #[error("status {status}")]
    HttpStatus {
        /// The status code.
        status: u16,
        /// How long the server asked to be left alone, capped.
        retry_after: Option<Duration>,
    },
    /// More redirects than allowed.
    #[error("more than {limit} redirects")]
    TooManyRedirects {
        /// The most that are followed.
        limit: u8,
        /// Whether an address came twice.
        circle: bool,
    },
    /// A redirect that is not followed.
    #[error("redirect refused: {0:?}")]
    RedirectRefused(RedirectProblem),
    /// More bytes than the limit.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
        /// Bytes the server announced, where it did.
        declared: Option<u64>,
    },
    /// Nothing came for as long as the idle deadline.
    #[error("no byte for {after:?}, after {received}")]
    IdleTimeout {
        /// The deadline.
        after: Duration,
        /// Bytes that had arrived.
        received: u64,
    },
    /// The whole took longer than the total deadline.
    #[error("not done within {after:?}")]
    TotalTimeout {
        /// The deadline.
        after: Duration,
    },
    /// The connection ended before the body did.
    #[error("the body ended early, after {received} bytes")]
    BodyEndedEarly {
        /// Bytes that arrived.
        received: u64,
        /// Bytes announced, where they were.
        expected: Option<u64>,
        /// What the connection said; `None` where it ended as if all were well.
        #[source]
        source: Option<reqwest::Error>,
    },
    /// The framing of the body is broken.
    #[error("the body is broken after {received} bytes")]
    BodyBroken {
        /// Bytes that arrived.
        received: u64,
        /// What is broken.
        #[source]
        source: reqwest::Error,
    },
    /// The sink took no more bytes.
    #[error("writing the body failed")]
    Sink(#[source] io::Error),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built")]
    Client(#[source] reqwest::Error),
}

/// Why a redirect is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectProblem {
    /// It names no address.
    NoLocation,
    /// Its address cannot be read.
    BadLocation,
    /// It leads from https to http.
    Downgrade,
}

impl Fault {
    /// The stable code of this fault, for the run row, the API and the metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SchemeRefused { .. } => "scheme_refused",
            Self::UserinfoRefused => "userinfo_refused",
            Self::AddressRefused { .. } => "address_refused",
            Self::PortRefused { .. } => "port_refused",
            Self::NameNotFound { .. } => "name_not_found",
            Self::NameLookupFailed { .. } => "name_lookup_failed",
            Self::ConnectTimeout { .. } => "connect_timeout",
            Self::ConnectFailed(_) => "connect_failed",
            Self::TlsFailed { .. } => "tls_failed",
            Self::HeaderTimeout { .. } => "header_timeout",
            Self::NoAnswer(_) => "no_answer",
            Self::BadAnswer(_) => "bad_answer",
            Self::HttpStatus { .. } => "http_status",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::RedirectRefused(_) => "redirect_refused",
            Self::TooLarge { .. } => "too_large",
            Self::IdleTimeout { .. } => "idle_timeout",
            Self::TotalTimeout { .. } => "total_timeout",
            Self::BodyEndedEarly { .. } => "body_ended_early",
            Self::BodyBroken { .. } => "body_broken",
            Self::Sink(_) => "sink_failed",
            Self::Client(_) => "client_failed",
        }
    }

    /// Whether the same request may succeed a little later without anybody doing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NameLookupFailed { .. }
            | Self::ConnectTimeout { .. }
            | Self::ConnectFailed(_)
            | Self::HeaderTimeout { .. }
            | Self::NoAnswer(_)
            | Self::IdleTimeout { .. }
            | Self::TotalTimeout { .. }
            | Self::BodyEndedEarly { .. }
            | Self::BodyBroken { .. }
            | Self::Sink(_) => true,
            Self::HttpStatus { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::SchemeRefused { .. }
            | Self::UserinfoRefused
            | Self::AddressRefused { .. }
            | Self::PortRefused { .. }
            | Self::NameNotFound { .. }
            | Self::TlsFailed { .. }
            | Self::BadAnswer(_)
            | Self::TooManyRedirects { .. }
            | Self::RedirectRefused(_)
            | Self::TooLarge { .. }
            | Self::Client(_) => false,
        }
    }
}

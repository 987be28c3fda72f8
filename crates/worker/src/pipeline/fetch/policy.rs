//! The limits of a fetch, set by the operator.

use std::time::Duration;

use rowmill_core::config::{AllowedRange, FetchConfig};

/// What an outbound request may reach, and how long and how large it may be.
#[derive(Debug, Clone)]
pub struct FetchPolicy {
    /// Ranges opened although they are special-purpose, and ports opened there. Empty: public addresses only.
    pub allow: Vec<AllowedRange>,
    /// Bytes of the body as sent, before any decompression. One byte more fails the fetch.
    pub max_bytes: u64,
    /// For resolving the name, and again for TCP and TLS, of each hop.
    pub connect_timeout: Duration,
    /// From the start of a hop's request (connecting included) to the end of its response header.
    pub header_timeout: Duration,
    /// Between two pieces of the body.
    pub idle_timeout: Duration,
    /// For the whole fetch, redirects and writing to the sink included.
    pub total_timeout: Duration,
    /// Redirects followed before the fetch fails; 0 follows none.
    pub max_redirects: u8,
    /// The `User-Agent` sent.
    pub user_agent: String,
}

impl Default for FetchPolicy {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            max_bytes: 20 << 30,
            connect_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(4 * 60 * 60),
            max_redirects: 5,
            user_agent: concat!("Rowmill/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl From<&FetchConfig> for FetchPolicy {
    fn from(config: &FetchConfig) -> Self {
        Self {
            allow: config.allow.clone(),
            max_bytes: config.max_bytes,
            connect_timeout: config.connect_timeout,
            header_timeout: config.header_timeout,
            idle_timeout: config.idle_timeout,
            total_timeout: config.total_timeout,
            max_redirects: config.max_redirects,
            ..Self::default()
        }
    }
}

//! The guarded dialler: the only place of the worker where an outbound HTTP client is made.

use std::{net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderValue},
    redirect::Policy,
};
use rustls::ClientConfig;
use tokio::{sync::OnceCell, task::spawn_blocking, time::timeout};
use url::Url;

use super::{
    Fault, FetchPolicy, Guard, Lookup, TlsProblem, Trust,
    guard::Target,
    resolver::{Pinned, vetted},
    tls,
};

/// Makes requests that can reach only what the guard lets through.
///
/// Each request has a client of its own whose connection is not used again: a pooled connection would
/// outlive the check of its address. TLS sessions are resumed all the same.
pub struct Dialler {
    guard: Guard,
    lookup: Arc<dyn Lookup>,
    trust: Trust,
    tls: OnceCell<ClientConfig>,
    connect_timeout: Duration,
    user_agent: String,
}

impl Dialler {
    /// A dialler under `policy` that resolves with `lookup` and accepts the certificates of `trust`.
    #[must_use]
    pub fn new(policy: &FetchPolicy, lookup: Arc<dyn Lookup>, trust: Trust) -> Self {
        Self {
            guard: Guard::new(policy.allow.clone()),
            lookup,
            trust,
            tls: OnceCell::new(),
            connect_timeout: policy.connect_timeout,
            user_agent: policy.user_agent.clone(),
        }
    }

    /// A request to `url`, which has been checked and resolved; it follows no redirect, uses no proxy and
    /// keeps no cookie. The caller sets the deadlines of the answer.
    ///
    /// # Errors
    /// The guard's refusal, a name without an address, or a connect deadline that passed while resolving.
    pub async fn request(&self, method: Method, url: &Url) -> Result<RequestBuilder, Fault> {
        let addresses = match self.guard.check_url(url)? {
            Target::Address(address, _) => vec![address],
            Target::Name(name, port) => {
                let vetted = vetted(&*self.lookup, &self.guard, &name, port);
                let after = self.connect_timeout;
                timeout(after, vetted).await.map_err(|_| Fault::ConnectTimeout { after })??
            }
        };
        let https = url.scheme() == "https";
        let tls = if https { self.tls().await? } else { tls::distrusting() };
        let client = self.client(addresses, tls, https).map_err(Fault::Client)?;
        Ok(client.request(method, url.clone()))
    }

    fn client(&self, addresses: Vec<IpAddr>, tls: ClientConfig, https: bool) -> reqwest::Result<Client> {
        // Ranges and lengths count the bytes as sent; inflating has limits of its own, elsewhere.
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]);
        Client::builder()
            .tls_backend_preconfigured(tls)
            // hyper takes an HTTP/2 stream reset with NO_ERROR for one that has ended, so a file of
            // unannounced length could be cut and pass for whole. A chunked body says where it ends.
            .http1_only()
            .https_only(https)
            .dns_resolver(Pinned(addresses))
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(self.connect_timeout)
            .user_agent(&self.user_agent)
            .default_headers(headers)
            .build()
    }

    async fn tls(&self) -> Result<ClientConfig, Fault> {
        let load = async || {
            let trust = self.trust.clone();
            spawn_blocking(move || tls::trusting(&trust)).await.unwrap_or(Err(TlsProblem::Other))
        };
        let config = self.tls.get_or_try_init(load).await;
        config.cloned().map_err(|problem| Fault::TlsFailed { problem, source: None })
    }
}

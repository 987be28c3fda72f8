//! From a name to the addresses that may be connected to.
//!
//! A name is looked up once for each hop, every answer is checked, and the client is given the answers
//! instead of a resolver. A name that answers differently a moment later gains nothing by it.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use futures_util::future::{BoxFuture, FutureExt, ready};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{Fault, Guard};

/// What turns names into addresses; tests put their own in place of the system's.
pub trait Lookup: Send + Sync {
    /// The addresses of `host`, in the order to try them.
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}

/// The resolver of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) }
            .boxed()
    }
}

/// Looks `host` up and checks every answer.
///
/// # Errors
/// The whole name is refused if one of its addresses is: a name with a public and a private address is
/// a mistake or an attack, and which of the two would be dialled is chance.
pub(super) async fn vetted(
    lookup: &dyn Lookup,
    guard: &Guard,
    host: &str,
    port: u16,
) -> Result<Vec<IpAddr>, Fault> {
    let addresses = lookup.lookup(host).await.map_err(|error| lookup_failed(host, error))?;
    if addresses.is_empty() {
        return Err(Fault::NameNotFound { host: host.to_owned() });
    }
    for address in &addresses {
        guard.check(*address, port)?;
    }
    Ok(addresses)
}

/// What `getaddrinfo` of glibc, musl and macOS says of a name that does not exist or has no address;
/// the standard library passes on only the text. Anything else may be better in a minute.
const NOT_FOUND: &[&str] = &[
    "Name or service not known",
    "No address associated with hostname",
    "Name does not resolve",
    "Name has no usable address",
    "nodename nor servname provided",
];

fn lookup_failed(host: &str, source: io::Error) -> Fault {
    let text = source.to_string();
    let host = host.to_owned();
    if NOT_FOUND.iter().any(|phrase| text.contains(phrase)) {
        Fault::NameNotFound { host }
    } else {
        Fault::NameLookupFailed { host, source }
    }
}

/// Answers every name with the addresses that were checked.
pub(super) struct Pinned(pub(super) Vec<IpAddr>);

impl Resolve for Pinned {
    fn resolve(&self, _name: Name) -> Resolving {
        // Port 0 stands for the port of the URL.
        let addresses: Vec<SocketAddr> = self.0.iter().map(|address| SocketAddr::new(*address, 0)).collect();
        ready(Ok(Box::new(addresses.into_iter()) as Addrs)).boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::lookup_failed;

    #[test]
    fn a_name_that_does_not_exist_is_told_from_a_resolver_that_does_not_answer() {
        let code = |text: &str| {
            let error = io::Error::other(format!("failed to lookup address information: {text}"));
            lookup_failed("x", error).code()
        };
        assert_eq!(code("Name or service not known"), "name_not_found");
        assert_eq!(code("Temporary failure in name resolution"), "name_lookup_failed");
    }
}

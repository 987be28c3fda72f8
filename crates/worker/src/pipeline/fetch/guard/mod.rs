//! What an outbound request may reach.
//!
//! [`Guard::check_url`] judges the address as written, [`Guard::check`] each address a name resolves to.
//! The connection itself is made in the dialler, to the addresses checked here and to no others.

mod allowed;
mod ports;
mod ranges;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rowmill_core::config::AllowedRange;
use url::{Host, Url};

use allowed::{opens, opens_port};
pub use ports::is_open;
pub use ranges::special_range;

use super::Fault;

/// The address rule: public addresses on web ports, and what the operator opened.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    allow: Vec<AllowedRange>,
}

/// What a URL that passed the guard points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A literal address, already checked.
    Address(IpAddr, u16),
    /// A name: each address it resolves to is still to be checked.
    Name(String, u16),
}

impl Guard {
    /// A guard that opens `allow` besides the public addresses.
    #[must_use]
    pub fn new(allow: Vec<AllowedRange>) -> Self {
        Self { allow }
    }

    /// Checks all that can be told from the URL alone: scheme, user information, literal address, port.
    ///
    /// # Errors
    /// The fault of the first check that fails.
    pub fn check_url(&self, url: &Url) -> Result<Target, Fault> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Fault::SchemeRefused { scheme: url.scheme().to_owned() });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::UserinfoRefused);
        }
        let port = url.port_or_known_default().unwrap_or(0);
        match url.host() {
            Some(Host::Ipv4(address)) => self.literal(address.into(), port),
            Some(Host::Ipv6(address)) => self.literal(address.into(), port),
            Some(Host::Domain(name)) => {
                // Whatever a resolver makes of it, this name means this machine (RFC 6761 §6.3).
                if is_localhost(name) {
                    self.check(Ipv4Addr::LOCALHOST.into(), port)
                        .or_else(|_| self.check(Ipv6Addr::LOCALHOST.into(), port))?;
                }
                // Spares a look-up whose every answer would be refused.
                if !is_open(port) && !self.allow.iter().any(|entry| opens_port(entry, port)) {
                    return Err(Fault::PortRefused { port });
                }
                Ok(Target::Name(name.to_owned(), port))
            }
            None => Err(Fault::NameNotFound { host: String::new() }),
        }
    }

    /// Checks one address and port that would be connected to.
    ///
    /// # Errors
    /// [`Fault::AddressRefused`] or [`Fault::PortRefused`].
    pub fn check(&self, address: IpAddr, port: u16) -> Result<(), Fault> {
        if self.allow.iter().any(|entry| opens(entry, address, port)) {
            return Ok(());
        }
        if let Some(range) = special_range(address) {
            return Err(Fault::AddressRefused { address, range });
        }
        if is_open(port) { Ok(()) } else { Err(Fault::PortRefused { port }) }
    }

    fn literal(&self, address: IpAddr, port: u16) -> Result<Target, Fault> {
        self.check(address, port)?;
        Ok(Target::Address(address, port))
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

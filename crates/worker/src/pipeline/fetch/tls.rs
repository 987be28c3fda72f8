//! TLS for outbound requests: rustls with the ring provider and this machine's certificate authorities.

use std::{error::Error as StdError, io, sync::Arc};

use rustls::{AlertDescription, CertificateError, ClientConfig, Error, RootCertStore, crypto::ring};

/// Whose certificates are accepted.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// Those of the authorities installed on this machine (`SSL_CERT_FILE` and `SSL_CERT_DIR` count).
    #[default]
    System,
    /// Those of these authorities only.
    Only(Arc<RootCertStore>),
}

/// What keeps a TLS connection from being safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsProblem {
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is for another name.
    WrongHost,
    /// Self-signed, or from an authority that is not trusted here.
    UnknownIssuer,
    /// The certificate was withdrawn.
    Revoked,
    /// The server does not speak TLS on this port.
    NotTls,
    /// The server speaks only versions or ciphers that are no longer safe.
    TooOld,
    /// This machine has no certificate authorities.
    NoAuthorities,
    /// Anything else.
    Other,
}

impl TlsProblem {
    /// What happened, in one sentence without a full stop.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Expired => "The server's certificate has expired",
            Self::NotYetValid => "The server's certificate is not valid yet",
            Self::WrongHost => "The server's certificate is for another name",
            Self::UnknownIssuer => "The server's certificate is self-signed or from an unknown authority",
            Self::Revoked => "The server's certificate was withdrawn",
            Self::NotTls => "The server does not speak https on this port",
            Self::TooOld => "The server speaks only outdated forms of https",
            Self::NoAuthorities => "No https server can be verified here",
            Self::Other => "No safe connection to the server could be made",
        }
    }

    /// What to do next, in full sentences.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::NotTls => "Check whether the address should begin with http:// or name another port.",
            Self::WrongHost => {
                "Check the name in the address; if it is right, tell those who run the server that its \
                 certificate is for another name."
            }
            Self::UnknownIssuer => {
                "Tell those who run the server that its certificate is self-signed, from an unknown authority, \
                 or sent without the certificates that lead to one."
            }
            Self::NoAuthorities => {
                "Tell the operator to install the certificate authorities (the package ca-certificates) on the \
                 workers."
            }
            Self::Expired | Self::NotYetValid | Self::Revoked | Self::TooOld | Self::Other => {
                "Tell those who run the server. Nothing was loaded, as nobody can say who would have sent it."
            }
        }
    }
}

/// A configuration that trusts nobody, for plain http, where the client wants one all the same.
pub(super) fn distrusting() -> ClientConfig {
    config(RootCertStore::empty())
}

/// The configuration for https. Reads files for [`Trust::System`].
///
/// # Errors
/// [`TlsProblem::NoAuthorities`] where this machine has none.
pub(super) fn trusting(trust: &Trust) -> Result<ClientConfig, TlsProblem> {
    let roots = match trust {
        Trust::System => system_roots(),
        Trust::Only(roots) => RootCertStore::clone(roots),
    };
    if roots.is_empty() { Err(TlsProblem::NoAuthorities) } else { Ok(config(roots)) }
}

fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn config(roots: RootCertStore) -> ClientConfig {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the ring provider supports the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

/// The TLS problem among the causes of `error`, if there is one.
pub(super) fn problem_in(error: &(dyn StdError + 'static)) -> Option<TlsProblem> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<Error>() {
            return Some(problem(tls));
        }
        // An io::Error's source leaves out the very error it wraps.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match wrapped {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

fn problem(error: &Error) -> TlsProblem {
    match error {
        Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsProblem::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsProblem::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsProblem::WrongHost
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsProblem::UnknownIssuer,
            // What webpki says of a self-signed certificate that is marked as an authority.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                TlsProblem::UnknownIssuer
            }
            CertificateError::Revoked => TlsProblem::Revoked,
            _ => TlsProblem::Other,
        },
        Error::InvalidMessage(_) => TlsProblem::NotTls,
        Error::PeerIncompatible(_) => TlsProblem::TooOld,
        Error::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure) => {
            TlsProblem::TooOld
        }
        _ => TlsProblem::Other,
    }
}

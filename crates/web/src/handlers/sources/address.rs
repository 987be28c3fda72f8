//! An address somebody pasted. Whether it may be fetched is decided where it is resolved, by the worker's dialler; this
//! refuses what could never be.

use std::str::FromStr;

use url::Url;

/// Bytes.
const LONGEST: usize = 2_000;

/// A valid http or https address, without fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::handlers) struct Address(Url);

/// Why an address was refused, in the user's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::handlers) enum InvalidAddress {
    #[error("Paste the address of a data file.")]
    Empty,
    #[error("This address is longer than {LONGEST} characters. Ask the publisher for a shorter one.")]
    TooLong,
    #[error("This is not a web address. Write all of it, such as https://data.example.org/stations.csv.")]
    Syntax,
    #[error("Rowmill fetches http and https addresses only. Choose the file below to upload it instead.")]
    Scheme,
    #[error("Leave the user name and the password out: everybody who sees the table would see them.")]
    Userinfo,
}

impl Address {
    /// The address as it is stored.
    pub(in crate::handlers) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Its host, for the cap on runs per host.
    pub(in crate::handlers) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidAddress::Empty);
        }
        if text.len() > LONGEST {
            return Err(InvalidAddress::TooLong);
        }
        let mut url = Url::parse(text).map_err(|_| InvalidAddress::Syntax)?;
        // `data.example.org:8443/x.csv` parses as the scheme `data.example.org`.
        if url.cannot_be_a_base() && text.contains('.') {
            return Err(InvalidAddress::Syntax);
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidAddress::Scheme);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(InvalidAddress::Syntax);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidAddress::Userinfo);
        }
        // Percent-encoding and punycode lengthen it.
        url.set_fragment(None);
        if url.as_str().len() > LONGEST { Err(InvalidAddress::TooLong) } else { Ok(Self(url)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_are_taken_as_they_will_be_asked() {
        let taken = |text: &str| text.parse::<Address>().expect(text).as_str().to_owned();
        assert_eq!(taken(" https://Example.org/a b.csv?x=1#top "), "https://example.org/a%20b.csv?x=1");
        assert_eq!(taken("http://127.0.0.1:8080/x"), "http://127.0.0.1:8080/x");
        assert_eq!(taken("https://münchen.de/x.csv"), "https://xn--mnchen-3ya.de/x.csv");
    }

    #[test]
    fn everything_else_is_refused_by_name() {
        let long = format!("https://example.org/{}", "a".repeat(2_000));
        for (text, error) in [
            ("", InvalidAddress::Empty),
            ("  \n", InvalidAddress::Empty),
            ("data.example.org/x.csv", InvalidAddress::Syntax),
            ("data.example.org:8443/x.csv", InvalidAddress::Syntax),
            ("https://", InvalidAddress::Syntax),
            ("ftp://example.org/x.csv", InvalidAddress::Scheme),
            ("file:///etc/passwd", InvalidAddress::Scheme),
            ("javascript:alert(1)", InvalidAddress::Scheme),
            ("https://user:secret@example.org/x.csv", InvalidAddress::Userinfo),
            ("https://user@example.org/x.csv", InvalidAddress::Userinfo),
            (&long, InvalidAddress::TooLong),
        ] {
            assert_eq!(text.parse::<Address>(), Err(error), "{text}");
        }
    }
}

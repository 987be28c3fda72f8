//! Limits of outbound requests.

use std::{str::FromStr, time::Duration};

use ipnet::IpNet;

use super::Env;

/// What the guarded dialler may do, and for how long.
#[derive(Debug, Clone)]
pub struct FetchConfig {
    /// Ranges that are opened although the address table refuses them.
    pub allow: Vec<AllowedRange>,
    /// Bytes of one response body.
    pub max_bytes: u64,
    /// Bytes after decompression.
    pub max_inflated_bytes: u64,
    /// From the first packet to an open connection.
    pub connect_timeout: Duration,
    /// From the request to the end of the response headers.
    pub header_timeout: Duration,
    /// Longest silence within a body.
    pub idle_timeout: Duration,
    /// One whole exchange.
    pub total_timeout: Duration,
    /// Redirects followed in one exchange.
    pub max_redirects: u8,
    /// Runs that may fetch from one host at once.
    pub per_host: i64,
}

/// An address range, on one port or on all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedRange {
    /// The addresses.
    pub network: IpNet,
    /// `None` opens every port.
    pub port: Option<u16>,
}

impl FromStr for AllowedRange {
    type Err = ();

    /// `10.1.0.0/16`, `198.51.100.7/32:8080` or `[fd00::/8]:8080`.
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(network) = text.parse() {
            return Ok(Self { network, port: None });
        }
        let (network, port) = text.rsplit_once(':').ok_or(())?;
        let network = network.trim_start_matches('[').trim_end_matches(']').parse().map_err(|_| ())?;
        Ok(Self { network, port: Some(port.parse().map_err(|_| ())?) })
    }
}

impl FetchConfig {
    /// Reads the variables that begin with `FETCH_`, noting faults in `env`.
    pub fn read(env: &mut Env) -> Self {
        let whole = "a whole number";
        Self {
            allow: env.parsed_with(
                "FETCH_ALLOW_CIDRS",
                "ranges such as 10.1.0.0/16 or 198.51.100.7/32:8080, separated by commas",
                Vec::new(),
                |text| text.split(',').map(|range| range.trim().parse().ok()).collect(),
            ),
            max_bytes: env.parsed("FETCH_MAX_BYTES", "a whole number of bytes", 20 << 30),
            max_inflated_bytes: env.parsed("FETCH_MAX_INFLATED_BYTES", "a whole number of bytes", 100 << 30),
            connect_timeout: env.seconds("FETCH_CONNECT_SECONDS", 10),
            header_timeout: env.seconds("FETCH_HEADER_SECONDS", 60),
            idle_timeout: env.seconds("FETCH_IDLE_SECONDS", 60),
            total_timeout: env.seconds("FETCH_TOTAL_SECONDS", 4 * 3600),
            max_redirects: env.parsed("FETCH_MAX_REDIRECTS", whole, 5),
            per_host: env.parsed("FETCH_PER_HOST", whole, 4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_may_name_a_port() {
        let exact: AllowedRange = "198.51.100.7/32:8080".parse().expect("valid");
        assert_eq!(exact.port, Some(8080));
        assert_eq!("10.1.0.0/16".parse::<AllowedRange>().expect("valid").port, None);
        assert_eq!("fd00::/8".parse::<AllowedRange>().expect("valid").port, None);
        assert_eq!("[fd00::/8]:81".parse::<AllowedRange>().expect("valid").port, Some(81));
        assert!("10.1.0.0".parse::<AllowedRange>().is_err());
    }
}

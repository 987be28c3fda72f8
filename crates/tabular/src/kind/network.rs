//! Addresses of the Internet Protocol and networks, as their canonical texts.

use std::net::IpAddr;

/// An address, if the text is its canonical form: no needless zeros (RFC 5952 for IPv6).
pub(crate) fn parse_address(text: &str) -> Option<IpAddr> {
    let plausible = (2..=45).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'));
    let address: IpAddr = if plausible { text.parse().ok()? } else { return None };
    (address.to_string() == text).then_some(address)
}

/// A network, `10.0.0.0/8`, without bits behind its prefix.
pub(crate) fn parse_network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let canonical = !prefix.starts_with('0') || prefix == "0";
    let prefix: u8 =
        prefix.parse().ok().filter(|_| canonical && prefix.bytes().all(|b| b.is_ascii_digit()))?;
    let address = parse_address(address)?;
    let (bits, value) = match address {
        IpAddr::V4(v4) => (32, u128::from(v4.to_bits()) << 96),
        IpAddr::V6(v6) => (128, v6.to_bits()),
    };
    let rest = value.checked_shl(u32::from(prefix)).unwrap_or(0);
    (prefix <= bits && rest == 0).then_some((address, prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_addresses_only() {
        for text in ["10.0.0.1", "255.255.255.255", "::1", "2001:db8::1"] {
            assert!(parse_address(text).is_some(), "{text}");
        }
        for text in
            ["10.0.0.01", "10.0.0", "256.0.0.1", "2001:DB8::1", "2001:db8:0:0:0:0:0:1", "10.0.0.1 ", "1:2"]
        {
            assert!(parse_address(text).is_none(), "{text}");
        }
    }

    #[test]
    fn networks_have_no_host() {
        for text in ["10.0.0.0/8", "0.0.0.0/0", "192.168.1.1/32", "2001:db8::/32", "::1/128"] {
            assert!(parse_network(text).is_some(), "{text}");
        }
        for text in ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0", "::1/64", "10.0.0.0/+8"] {
            assert!(parse_network(text).is_none(), "{text}");
        }
    }
}

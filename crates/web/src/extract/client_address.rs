//! Whom a request comes from, for rate limits.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

/// The address of the client, as far as it can be trusted: with `proxies` proxies in front, the entry of
/// `X-Forwarded-For` that the outermost of them wrote; what stands left of it, the client wrote itself. An IPv6
/// address counts by its /64, since one household has all of it.
pub fn client_address(request: &HttpRequest, proxies: usize) -> String {
    let forwarded = || {
        let lists = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let entries: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
        entries.len().checked_sub(proxies).and_then(|index| entries[index].parse::<IpAddr>().ok())
    };
    let peer = request.peer_addr().map(|peer| peer.ip());
    let address = if proxies == 0 { peer } else { forwarded().or(peer) };
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn address(peer: &str, forwarded: &str, proxies: usize) -> String {
        let request = TestRequest::default()
            .peer_addr(peer.parse().expect("an address"))
            .insert_header(("x-forwarded-for", forwarded))
            .to_http_request();
        client_address(&request, proxies)
    }

    #[test]
    fn a_client_cannot_choose_its_address() {
        let peer = "10.0.0.1:4000";
        assert_eq!(address(peer, "1.1.1.1", 0), "10.0.0.1");
        assert_eq!(address(peer, "1.1.1.1, 192.0.2.7", 1), "192.0.2.7");
        assert_eq!(address(peer, "1.1.1.1, 192.0.2.7, 10.0.0.2", 2), "192.0.2.7");
        assert_eq!(address(peer, "nonsense", 1), "10.0.0.1");
        assert_eq!(address(peer, "192.0.2.7", 3), "10.0.0.1");
    }

    #[test]
    fn a_household_is_one_client() {
        assert_eq!(address("[2001:db8:1:2:3:4:5:6]:4000", "", 0), "2001:db8:1:2::/64");
        assert_eq!(address("[::ffff:192.0.2.7]:4000", "", 0), "192.0.2.7");
    }
}

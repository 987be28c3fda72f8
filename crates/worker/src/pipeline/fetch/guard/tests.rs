use std::net::IpAddr;

use url::Url;

use super::{Guard, Target, special_range};

fn refusal(guard: &Guard, url: &str) -> &'static str {
    guard.check_url(&Url::parse(url).unwrap()).unwrap_err().code()
}

fn guard(allow: &str) -> Guard {
    Guard::new(allow.split_whitespace().map(|entry| entry.parse().unwrap()).collect())
}

#[test]
fn every_spelling_of_a_special_address_is_refused() {
    for url in [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.0.0.1.",
        "http:127.0.0.1",
        "http:///127.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "http://%31%32%37.0.0.1/",
        "http://①②⑦.0.0.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://x.localhost/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
    ] {
        assert_eq!(refusal(&Guard::default(), url), "address_refused", "{url}");
    }
}

#[test]
fn each_special_range_is_refused_from_its_first_address_to_its_last_and_its_neighbours_are_not() {
    for (first, last, below, above) in [
        ("0.0.0.0", "0.255.255.255", None, Some("1.0.0.0")),
        ("10.0.0.0", "10.255.255.255", Some("9.255.255.255"), Some("11.0.0.0")),
        ("100.64.0.0", "100.127.255.255", Some("100.63.255.255"), Some("100.128.0.0")),
        ("127.0.0.0", "127.255.255.255", Some("126.255.255.255"), Some("128.0.0.0")),
        ("169.254.0.0", "169.254.255.255", Some("169.253.255.255"), Some("169.255.0.0")),
        ("172.16.0.0", "172.31.255.255", Some("172.15.255.255"), Some("172.32.0.0")),
        ("192.0.0.0", "192.0.0.255", Some("191.255.255.255"), Some("192.0.1.0")),
        ("192.0.2.0", "192.0.2.255", Some("192.0.1.255"), Some("192.0.3.0")),
        ("192.88.99.0", "192.88.99.255", Some("192.88.98.255"), Some("192.88.100.0")),
        ("192.168.0.0", "192.168.255.255", Some("192.167.255.255"), Some("192.169.0.0")),
        ("198.18.0.0", "198.19.255.255", Some("198.17.255.255"), Some("198.20.0.0")),
        ("198.51.100.0", "198.51.100.255", Some("198.51.99.255"), Some("198.51.101.0")),
        ("203.0.113.0", "203.0.113.255", Some("203.0.112.255"), Some("203.0.114.0")),
        ("224.0.0.0", "255.255.255.255", Some("223.255.255.255"), None),
        ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
        ("::ffff:0.0.0.0", "::ffff:255.255.255.255", None, None),
        ("64:ff9b::", "64:ff9b::ffff:ffff", None, None),
        ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", None, None),
        ("100::", "100::ffff:ffff:ffff:ffff", None, None),
        ("2001::", "2001:1ff:ffff::", None, Some("2001:200::")),
        ("2001:db8::", "2001:db8:ffff::", Some("2001:db7:ffff::"), Some("2001:db9::")),
        ("2002::", "2002:ffff::", Some("2001:ffff::"), Some("2003::")),
        ("3fff::", "3fff:fff:ffff::", Some("3ffe:ffff::"), Some("3fff:1000::")),
        ("5f00::", "5f00:ffff::", None, None),
        ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Some("3fff:ffff::"), None),
        ("fc00::", "fdff:ffff::", None, None),
        ("fe80::", "febf:ffff::", None, None),
        ("fec0::", "feff:ffff::", None, None),
        ("ff00::", "ffff:ffff::", None, None),
    ] {
        let special = |text: &str| special_range(text.parse::<IpAddr>().unwrap());
        assert!(special(first).is_some(), "{first}");
        assert!(special(last).is_some(), "{last}");
        for neighbour in [below, above].into_iter().flatten() {
            assert_eq!(special(neighbour), None, "{neighbour}");
        }
    }
}

#[test]
fn only_http_and_https_pass() {
    for url in [
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "dict://127.0.0.1:11211/stat",
        "ftp://example.org/x.csv",
        "data:text/csv,a",
        "jar:http://example.org/x!/y",
        "source:file:///x",
        "ws://example.org/",
    ] {
        assert_eq!(refusal(&Guard::default(), url), "scheme_refused", "{url}");
    }
}

#[test]
fn user_information_is_refused() {
    for url in ["http://user:pass@example.org/", "http://user@example.org/", "http://:pass@example.org/"] {
        assert_eq!(refusal(&Guard::default(), url), "userinfo_refused", "{url}");
    }
}

#[test]
fn service_ports_of_a_public_host_are_refused() {
    for port in [22, 25, 5432, 6379] {
        for host in ["93.184.216.34", "[2606:2800:220:1::1]", "example.org"] {
            assert_eq!(refusal(&Guard::default(), &format!("http://{host}:{port}/")), "port_refused");
        }
    }
}

#[test]
fn public_addresses_and_names_pass_on_web_ports() {
    let check = |url: &str| Guard::default().check_url(&Url::parse(url).unwrap()).unwrap();
    assert_eq!(check("http://93.184.216.34/"), Target::Address("93.184.216.34".parse().unwrap(), 80));
    assert_eq!(check("https://[2606:2800::1]/"), Target::Address("2606:2800::1".parse().unwrap(), 443));
    assert_eq!(check("https://example.org:8443/"), Target::Name("example.org".into(), 8443));
    assert_eq!(check("http://localhost.example/"), Target::Name("localhost.example".into(), 80));
}

#[test]
fn an_entry_with_a_port_opens_exactly_that() {
    let guard = guard("198.51.100.7/32:8080");
    let check =
        |address: &str, port| guard.check(address.parse().unwrap(), port).map_err(|fault| fault.code());
    assert_eq!(check("198.51.100.7", 8080), Ok(()));
    assert_eq!(check("198.51.100.7", 8081), Err("address_refused"));
    assert_eq!(check("198.51.100.8", 8080), Err("address_refused"));
    assert_eq!(check("198.51.100.6", 8080), Err("address_refused"));
}

#[test]
fn an_entry_without_a_port_opens_the_service_ports_of_its_range_too() {
    let guard = guard("10.0.0.0/8 93.184.216.34/32:22");
    let check =
        |address: &str, port| guard.check(address.parse().unwrap(), port).map_err(|fault| fault.code());
    assert_eq!(check("10.1.2.3", 22), Ok(()));
    assert_eq!(check("::ffff:10.1.2.3", 80), Ok(()), "the same host in its mapped form");
    assert_eq!(check("::ffff:127.0.0.1", 80), Err("address_refused"));
    assert_eq!(check("93.184.216.34", 22), Ok(()));
    assert_eq!(check("93.184.216.34", 25), Err("port_refused"));
    assert_eq!(check("11.1.2.3", 22), Err("port_refused"));
}

#[test]
fn localhost_is_open_where_one_of_its_addresses_is() {
    let check = |allow| guard(allow).check_url(&Url::parse("http://localhost:5432/").unwrap()).is_ok();
    assert!(check("127.0.0.1/32:5432") && check("::1/128"));
    assert!(!check("127.0.0.1/32:5433") && !check("127.0.0.2/32"));
}

#[test]
fn a_range_of_all_ipv6_does_not_open_mapped_ipv4() {
    let code = guard("::/0").check("::ffff:127.0.0.1".parse().unwrap(), 80).unwrap_err().code();
    assert_eq!(code, "address_refused");
}

//! The port rule: 80, 443, and 1024 upwards less the ports of well-known services.
//!
//! It keeps a fetch from being used to talk to a mail server or a database of somebody else's.

/// Ports from 1024 on that belong to services no data file comes from: databases, caches, brokers,
/// cluster control, remote desktops, and the "bad ports" of the WHATWG Fetch standard.
const SERVICE_PORTS: &[u16] = &[
    1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 3306, 3389, 3659,
    4045, 4190, 4222, 4369, 5060, 5061, 5432, 5433, 5671, 5672, 5900, 5901, 5984, 6000, 6379, 6380, 6432,
    6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001, 7687, 8500, 8600, 9042, 9092, 9200,
    9300, 10080, 10250, 10255, 11211, 15672, 16379, 25672, 26257, 26379, 27017, 27018, 27019, 28017, 33060,
    61613, 61616,
];

/// Whether a public address may be asked on this port.
#[must_use]
pub fn is_open(port: u16) -> bool {
    matches!(port, 80 | 443) || (port >= 1024 && SERVICE_PORTS.binary_search(&port).is_err())
}

#[cfg(test)]
mod tests {
    use super::{SERVICE_PORTS, is_open};

    #[test]
    fn service_ports_are_sorted_for_the_search() {
        assert!(SERVICE_PORTS.is_sorted());
    }

    #[test]
    fn web_ports_and_high_ports_are_open_and_services_are_not() {
        for port in [80, 443, 1024, 3000, 8000, 8080, 8443, 65535] {
            assert!(is_open(port), "{port}");
        }
        let services = [0, 21, 22, 25, 53, 110, 445, 1023, 1433, 2375, 2379, 3306, 5432, 6379, 6443, 9200];
        for port in services.into_iter().chain([11211, 27017]) {
            assert!(!is_open(port), "{port}");
        }
    }
}

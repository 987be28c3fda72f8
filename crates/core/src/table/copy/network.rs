//! Postgres' wire form of `inet` and `cidr` (`network_send` in src/backend/utils/adt/network.c): family, bits of the
//! prefix, whether it is a network, length, address.

use std::net::IpAddr;

use bytes::BufMut;

/// `PGSQL_AF_INET`, and behind it `PGSQL_AF_INET6` (src/include/utils/inet.h).
const FAMILY_4: u8 = 2;
const FAMILY_6: u8 = FAMILY_4 + 1;

/// Adds an address of the type `inet`.
pub(super) fn put_address(buffer: &mut Vec<u8>, address: IpAddr) {
    put(buffer, address, if address.is_ipv4() { 32 } else { 128 }, false);
}

/// Adds a network of the type `cidr`.
pub(super) fn put_network(buffer: &mut Vec<u8>, address: IpAddr, bits: u8) {
    put(buffer, address, bits, true);
}

fn put(buffer: &mut Vec<u8>, address: IpAddr, bits: u8, is_network: bool) {
    let (family, octets) = match address {
        IpAddr::V4(v4) => (FAMILY_4, v4.octets().to_vec()),
        IpAddr::V6(v6) => (FAMILY_6, v6.octets().to_vec()),
    };
    let length = u8::try_from(octets.len()).expect("an address has at most 16 bytes");
    buffer.put_i32(4 + i32::from(length));
    buffer.put_slice(&[family, bits, u8::from(is_network), length]);
    buffer.put_slice(&octets);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_the_form_postgres_sends() {
        let mut buffer = Vec::new();
        put_address(&mut buffer, IpAddr::from([10, 0, 0, 1]));
        put_network(&mut buffer, IpAddr::from([10, 0, 0, 0]), 8);
        assert_eq!(buffer[..], [0, 0, 0, 8, 2, 32, 0, 4, 10, 0, 0, 1, 0, 0, 0, 8, 2, 8, 1, 4, 10, 0, 0, 0]);
    }
}

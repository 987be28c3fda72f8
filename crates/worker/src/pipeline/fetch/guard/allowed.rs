//! What one entry of the operator's allow list opens.

use std::net::IpAddr;

use rowmill_core::config::AllowedRange;

/// Whether `entry` opens `address` on `port`.
///
/// An IPv4-mapped address is judged as the IPv4 address it leads to, so that neither form opens what the
/// other would not.
pub(super) fn opens(entry: &AllowedRange, address: IpAddr, port: u16) -> bool {
    opens_port(entry, port) && entry.network.contains(&address.to_canonical())
}

/// Whether `entry` opens `port` anywhere.
pub(super) fn opens_port(entry: &AllowedRange, port: u16) -> bool {
    entry.port.is_none_or(|own| own == port)
}

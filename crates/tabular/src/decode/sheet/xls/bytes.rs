//! Numbers at fixed places of a record, low byte first; 0 where the record is too short.

pub(super) fn u16_at(record: &[u8], at: usize) -> u16 {
    record.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

pub(super) fn u32_at(record: &[u8], at: usize) -> u32 {
    u32::from(u16_at(record, at)) | u32::from(u16_at(record, at + 2)) << 16
}

pub(super) fn f64_at(record: &[u8], at: usize) -> f64 {
    f64::from_bits(u64::from(u32_at(record, at)) | u64::from(u32_at(record, at + 4)) << 32)
}

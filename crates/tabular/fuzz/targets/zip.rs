//! A zip file of any parts (PKWARE APPNOTE 6.3.10).

/// A part, and what its method makes of the data.
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    /// The number of the method; 0 for none.
    pub(crate) method: u16,
    pub(crate) data: &'a [u8],
    pub(crate) packed: &'a [u8],
}

impl<'a> Part<'a> {
    /// Data that is not compressed.
    pub(crate) fn stored(name: &'a str, data: &'a [u8]) -> Self {
        Self { name, method: 0, data, packed: data }
    }
}

pub(crate) fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for Part { name, method, data, packed } in parts {
        let start = file.len() as u32;
        let mut header = vec![20, 0, 0, 0];
        header.extend(method.to_le_bytes());
        header.extend([0; 4]);
        for number in [crc_32(data), packed.len() as u32, data.len() as u32] {
            header.extend(number.to_le_bytes());
        }
        header.extend((name.len() as u16).to_le_bytes());
        header.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&header);
        file.extend(name.as_bytes());
        file.extend(*packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, len, count) = (file.len() as u32, directory.len() as u32, parts.len() as u16);
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(len.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

/// The checksum of ISO 3309, bit by bit: parts are small.
fn crc_32(data: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !data.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

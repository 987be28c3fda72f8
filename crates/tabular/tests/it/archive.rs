//! Writes archives, ordinary and odd ones, as the formats' descriptions have them.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// A zip archive under construction (PKWARE APPNOTE 6.3.10).
#[derive(Default)]
pub(crate) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u64,
}

/// How an entry is written.
#[derive(Clone, Copy, Default)]
pub(crate) struct As {
    pub(crate) stored: bool,
    pub(crate) encrypted: bool,
    /// Sizes and checksum behind the data.
    pub(crate) streamed: bool,
    /// 64-bit sizes.
    pub(crate) large: bool,
}

fn number(into: &mut Vec<u8>, value: u64, bytes: usize) {
    into.extend(&value.to_le_bytes()[..bytes]);
}

impl Zip {
    pub(crate) fn with(self, name: &str, data: &[u8]) -> Self {
        self.with_as(name.as_bytes(), data, As::default())
    }

    pub(crate) fn with_as(mut self, name: &[u8], data: &[u8], how: As) -> Self {
        let packed = if how.stored { data.to_vec() } else { deflated(data) };
        let mut crc = flate2::Crc::new();
        crc.update(data);
        let (crc, start) = (u64::from(crc.sum()), self.bytes.len() as u64);
        let flags = u64::from(how.encrypted) | u64::from(how.streamed) << 3;
        let header = |crc: u64, packed: u64, size: u64, extra: &[u8], in_directory: bool| {
            let mut out = Vec::new();
            for (value, bytes) in [(20, 2), (flags, 2), (if how.stored { 0 } else { 8 }, 2), (0, 4), (crc, 4)]
            {
                number(&mut out, value, bytes);
            }
            let narrow = |n: u64| if how.large { u64::from(u32::MAX) } else { n };
            number(&mut out, narrow(packed), 4);
            number(&mut out, narrow(size), 4);
            number(&mut out, name.len() as u64, 2);
            number(&mut out, extra.len() as u64, 2);
            if in_directory {
                out.extend([0; 10]);
                number(&mut out, start, 4);
            }
            [&out, name, extra].concat()
        };
        let sizes = |packed: u64, size: u64| {
            let mut extra = Vec::new();
            if how.large {
                for (value, bytes) in [(1, 2), (16, 2), (size, 8), (packed, 8)] {
                    number(&mut extra, value, bytes);
                }
            }
            extra
        };
        let (packed_len, size) = (packed.len() as u64, data.len() as u64);
        let (c, p, s) = if how.streamed { (0, 0, 0) } else { (crc, packed_len, size) };
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(header(c, p, s, &sizes(p, s), false));
        self.bytes.extend(&packed);
        if how.streamed {
            let width = if how.large { 8 } else { 4 };
            self.bytes.extend(b"PK\x07\x08");
            for (value, bytes) in [(crc, 4), (packed_len, width), (size, width)] {
                number(&mut self.bytes, value, bytes);
            }
        }
        self.directory.extend(b"PK\x01\x02\x14\0");
        self.directory.extend(header(crc, packed_len, size, &sizes(packed_len, size), true));
        self.count += 1;
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.end(false)
    }

    /// With the 64-bit end of archives of more than 65,535 entries or 4 GiB.
    pub(crate) fn finish_large(self) -> Vec<u8> {
        self.end(true)
    }

    fn end(mut self, large: bool) -> Vec<u8> {
        let (start, len, count) = (self.bytes.len() as u64, self.directory.len() as u64, self.count);
        let out = &mut self.bytes;
        out.extend(&self.directory);
        if large {
            let end = out.len() as u64;
            out.extend(b"PK\x06\x06");
            for (value, bytes) in
                [(44, 8), (45, 2), (45, 2), (0, 8), (count, 8), (count, 8), (len, 8), (start, 8)]
            {
                number(out, value, bytes);
            }
            out.extend(b"PK\x06\x07\0\0\0\0");
            number(out, end, 8);
            number(out, 1, 4);
        }
        let narrow = |n: u64, most: u64| if large { most } else { n };
        out.extend(b"PK\x05\x06\0\0\0\0");
        for _ in 0..2 {
            number(out, narrow(count, 0xFFFF), 2);
        }
        number(out, narrow(len, 0xFFFF_FFFF), 4);
        number(out, narrow(start, 0xFFFF_FFFF), 4);
        out.extend(b"\x05\0hello");
        self.bytes
    }
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A tar archive of these entries (POSIX.1-2017 `ustar`): name, kind, data.
pub(crate) fn tar(entries: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, kind, data) in entries {
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", data.len()).as_bytes());
        header[148..156].fill(b' ');
        header[156] = *kind;
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u64 = header.iter().map(|b| u64::from(*b)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        out.extend(header);
        out.extend(*data);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.extend([0; 1024]);
    out
}

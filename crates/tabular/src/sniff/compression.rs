//! Compression, by the magic bytes at the start of the file.

use serde::{Deserialize, Serialize};

use super::Detected;
use crate::error::Error;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    /// Not at all.
    Plain,
    /// gzip, RFC 1952.
    Gzip,
}

/// Compressions that are recognised and refused. `zip` is a format of its own: it holds several files.
const OTHERS: [(&[u8], &str); 7] = [
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x28\xB5\x2F\xFD", "Zstandard"),
    (b"\x04\x22\x4D\x18", "LZ4"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"\x1F\x9D", "compress (.Z)"),
];

/// # Errors
/// When the file is compressed in a way that is not read.
pub(crate) fn decide(head: &[u8]) -> Result<Detected<Compression>, Error> {
    if head.starts_with(&[0x1F, 0x8B]) {
        return Ok(Detected::new(Compression::Gzip, 1.0, "the file starts with the bytes of gzip"));
    }
    match OTHERS.into_iter().find(|(magic, _)| head.starts_with(magic)) {
        // "BZh" could begin a word; the compression level and the block magic follow it.
        Some((b"BZh", _)) if head.get(4..7).is_some_and(|block| block != b"1AY") => {}
        Some((_, found)) => return Err(Error::UnsupportedCompression { found }),
        None => {}
    }
    Ok(Detected::new(Compression::Plain, 1.0, "the file does not start like a compressed one"))
}

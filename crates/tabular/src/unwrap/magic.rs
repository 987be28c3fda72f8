//! Which compression a file starts with, by its first bytes.

use std::io::{self, Read};

use flate2::bufread::ZlibDecoder;

use super::Wrapping;
use crate::error::Error;

/// Bytes at the start of a layer that tell what it is.
pub(super) const MAGIC_BYTES: usize = 4096;

/// Bytes inflated to see whether a start is zlib's.
const TRIAL_BYTES: u64 = 1 << 20;

/// Compressions and archives that are recognised and refused.
const REFUSED: [(&[u8], &str); 5] = [
    (b"\x04\x22\x4D\x18", "LZ4"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"\x1F\x9D", "compress (.Z)"),
    (b"LZIP\x01", "lzip"),
];

/// # Errors
/// When it is one that is not read.
pub(super) fn compression(head: &[u8]) -> Result<Option<Wrapping>, Error> {
    if let Some((_, found)) = REFUSED.into_iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(Error::UnsupportedCompression { found });
    }
    Ok(match head {
        [0x1F, 0x8B, ..] => Some(Wrapping::Gzip),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Wrapping::Xz),
        // RFC 8878 §3.1.1 and §3.1.2: a frame, or a skippable one before it, as parallel compressors write.
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Wrapping::Zstd),
        _ if is_bzip2(head) => Some(Wrapping::Bzip2),
        _ if is_zlib(head) => Some(Wrapping::Zlib),
        _ => None,
    })
}

/// "BZh" could begin a word; the level and the magic of the first block, or of the end, follow it.
fn is_bzip2(head: &[u8]) -> bool {
    let Some((magic, rest)) = head.split_first_chunk::<4>() else { return false };
    let block: [&[u8]; 2] = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];
    let cut = rest.len().min(6);
    magic.starts_with(b"BZh")
        && matches!(magic[3], b'1'..=b'9')
        && block.iter().any(|block| rest[..cut] == block[..cut])
}

/// The two bytes of RFC 1950 §2.2 could begin a text (`x^2;y`). Compressed bytes are not all text, and they inflate.
fn is_zlib(head: &[u8]) -> bool {
    let [cmf @ (0x58 | 0x68 | 0x78), flags, ..] = *head else { return false };
    let header = u16::from_be_bytes([cmf, flags]);
    let needs_dictionary = flags & 0x20 != 0;
    if !header.is_multiple_of(31) || needs_dictionary || head.iter().all(|b| matches!(b, b'\t'..=b'~')) {
        return false;
    }
    let inflated = io::copy(&mut ZlibDecoder::new(head).take(TRIAL_BYTES), &mut io::sink());
    inflated.map_or_else(|e| e.kind() == io::ErrorKind::UnexpectedEof, |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_magic() {
        for text in ["BZhang,Li\n1,2\n", "BZh9,rest\n", "x^2;y\n1;2\n", "h\u{81}llo", "X,Y\n"] {
            assert_eq!(compression(text.as_bytes()).ok(), Some(None), "{text}");
        }
    }
}

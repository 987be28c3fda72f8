//! Which layers are around the data, by their magic bytes, from the outside in.

use super::{Content, Wrapping};
use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::Detected;
use crate::source::{Counter, Source};

/// Layers around a file at most: `.tar.gz`, perhaps within a zip. More is a bomb or a mistake.
const MAX_LAYERS: usize = 4;

/// Bytes at the start of a layer that tell what it is.
const MAGIC_BYTES: usize = 512;

/// Compressions that are recognised and refused.
const REFUSED: [(&[u8], &str); 7] = [
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x28\xB5\x2F\xFD", "Zstandard"),
    (b"\x04\x22\x4D\x18", "LZ4"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
    (b"Rar!\x1A\x07", "RAR"),
    (b"\x1F\x9D", "compress (.Z)"),
];

pub(super) fn layers(
    input: &dyn Input,
    _entry: Option<&str>,
    limits: &Limits,
) -> Result<Detected<Vec<Wrapping>>, Error> {
    let mut layers = Vec::new();
    while layers.len() < MAX_LAYERS {
        let mut head = [0; MAGIC_BYTES];
        let content = Content::new(input, layers.clone(), limits);
        let filled = match content.stream(&Counter::default())?.read_full(&mut head) {
            Ok(filled) => filled,
            Err(error) if error.is_truncation() && !content.is_complete() => 0,
            Err(error) => return Err(error),
        };
        match compression(&head[..filled])? {
            Some(layer) => layers.push(layer),
            None => break,
        }
    }
    let evidence = match layers.as_slice() {
        [] => "the file does not start like a compressed one".to_owned(),
        found => {
            let names: Vec<String> = found.iter().map(Wrapping::to_string).collect();
            format!("the file starts with the bytes of {}", names.join(", then "))
        }
    };
    Ok(Detected::new(layers, 1.0, evidence))
}

fn compression(head: &[u8]) -> Result<Option<Wrapping>, Error> {
    if head.starts_with(&[0x1F, 0x8B]) {
        return Ok(Some(Wrapping::Gzip));
    }
    match REFUSED.into_iter().find(|(magic, _)| head.starts_with(magic)) {
        // "BZh" could begin a word; the compression level and the block magic follow it.
        Some((b"BZh", _)) if head.get(4..7).is_some_and(|block| block != b"1AY") => Ok(None),
        Some((_, found)) => Err(Error::UnsupportedCompression { found }),
        None => Ok(None),
    }
}

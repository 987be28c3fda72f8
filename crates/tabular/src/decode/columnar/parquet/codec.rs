//! Inflating a page into exactly as many bytes as its header claims.
//!
//! The library's own codecs believe what is compressed rather than the header, and would inflate a page of a kilobyte to
//! gigabytes.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use parquet::basic::Compression;

use super::FOUND;
use super::chunk::damaged;
use crate::error::Error;

/// Bytes that the decoder of Brotli reads ahead.
const BROTLI_BUFFER: usize = 4 << 10;

/// The page's bytes. `bytes` stand before what is inflated.
pub(super) fn inflate(
    codec: Compression,
    compressed: &[u8],
    mut bytes: Vec<u8>,
    len: usize,
) -> Result<Vec<u8>, Error> {
    let from = bytes.len();
    if len == 0 && codec != Compression::UNCOMPRESSED {
        return Ok(bytes);
    }
    let inflated = match codec {
        Compression::UNCOMPRESSED => {
            bytes.extend_from_slice(compressed);
            Ok(compressed.len())
        }
        Compression::SNAPPY => {
            bytes = with_room(bytes, len);
            snap::raw::Decoder::new().decompress(compressed, &mut bytes[from..]).map_err(io::Error::other)
        }
        Compression::GZIP(_) => stream(MultiGzDecoder::new(compressed), &mut bytes, len),
        Compression::BROTLI(_) => {
            stream(brotli::Decompressor::new(compressed, BROTLI_BUFFER), &mut bytes, len)
        }
        Compression::ZSTD(_) => {
            bytes = with_room(bytes, len);
            zstd::bulk::decompress_to_buffer(compressed, &mut bytes[from..])
        }
        Compression::LZ4_RAW => {
            bytes = with_room(bytes, len);
            lz4_flex::block::decompress_into(compressed, &mut bytes[from..]).map_err(io::Error::other)
        }
        Compression::LZ4 => lz4(compressed, &mut bytes, len),
        Compression::LZO => {
            return Err(Error::NotRead { found: FOUND, detail: "the compression LZO".to_owned() });
        }
    };
    match inflated {
        Ok(found) if found == len => Ok(bytes),
        Ok(found) => Err(damaged(format!("a page of {len} bytes inflates to {found}"))),
        Err(error) => Err(damaged(format!("a page cannot be inflated: {error}"))),
    }
}

/// The bytes and so many zeros behind them. Asked for at once, zeros take no memory until something is written there, so a
/// length that was made up costs nothing.
fn with_room(bytes: Vec<u8>, len: usize) -> Vec<u8> {
    let mut room = vec![0; bytes.len() + len];
    room[..bytes.len()].copy_from_slice(&bytes);
    room
}

/// At most one byte more than there should be.
fn stream(reader: impl Read, bytes: &mut Vec<u8>, len: usize) -> io::Result<usize> {
    bytes.reserve(len + 1);
    reader.take(len as u64 + 1).read_to_end(bytes)
}

/// LZ4 in the framing of Hadoop; as some writers had it instead, in that of LZ4 itself, or in none
/// (<https://github.com/apache/parquet-format/blob/master/Compression.md#lz4>).
fn lz4(compressed: &[u8], bytes: &mut Vec<u8>, len: usize) -> io::Result<usize> {
    let from = bytes.len();
    *bytes = with_room(std::mem::take(bytes), len);
    if hadoop(compressed, &mut bytes[from..]).is_some() {
        return Ok(len);
    }
    bytes.truncate(from);
    if let Ok(found) = stream(FrameDecoder::new(compressed), bytes, len) {
        return Ok(found);
    }
    *bytes = with_room(std::mem::take(bytes), len);
    lz4_flex::block::decompress_into(compressed, &mut bytes[from..]).map_err(io::Error::other)
}

/// Blocks, each behind its inflated and its compressed length in four bytes, most significant first.
fn hadoop(mut compressed: &[u8], mut into: &mut [u8]) -> Option<()> {
    while !compressed.is_empty() {
        let (inflated_len, rest) = compressed.split_first_chunk::<4>()?;
        let (compressed_len, rest) = rest.split_first_chunk::<4>()?;
        let inflated_len = usize::try_from(u32::from_be_bytes(*inflated_len)).ok()?;
        let (block, rest) =
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*compressed_len)).ok()?)?;
        let (place, left) = into.split_at_mut_checked(inflated_len)?;
        if lz4_flex::block::decompress_into(block, place).ok()? != inflated_len {
            return None;
        }
        (compressed, into) = (rest, left);
    }
    into.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    fn lz4_frame(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        encoder.write_all(bytes).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    #[test]
    fn exactly_as_many_bytes_as_claimed() {
        let page = vec![b'a'; 1 << 20];
        let block = lz4_flex::block::compress(&page);
        let hadoop =
            [&(page.len() as u32).to_be_bytes()[..], &(block.len() as u32).to_be_bytes(), &block].concat();
        for (codec, compressed) in [
            (Compression::SNAPPY, snap::raw::Encoder::new().compress_vec(&page).expect("fits")),
            (Compression::GZIP(Default::default()), gzip(&page)),
            (Compression::ZSTD(Default::default()), zstd::bulk::compress(&page, 1).expect("fits")),
            (Compression::LZ4_RAW, block.clone()),
            (Compression::LZ4, hadoop),
            (Compression::LZ4, lz4_frame(&page)),
            (Compression::LZ4, block),
        ] {
            let inflated = inflate(codec, &compressed, b"levels".to_vec(), page.len()).expect("sound");
            assert_eq!(inflated, [b"levels", page.as_slice()].concat());
            for len in [1, page.len() - 1, page.len() + 1] {
                let error = inflate(codec, &compressed, vec![], len).expect_err("another length");
                assert_eq!(error.code(), "damaged_file", "{codec}");
            }
        }
        let error =
            inflate(Compression::GZIP(Default::default()), &gzip(&page), vec![], 100).expect_err("longer");
        assert_eq!(error.to_string(), "The Parquet file is damaged: a page of 100 bytes inflates to 101.");
    }
}

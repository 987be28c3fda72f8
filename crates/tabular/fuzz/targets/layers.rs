//! A file within compressions and archives: sound ones change nothing about what is read, damaged ones are read or
//! refused like any bytes.
//!
//! The input is a byte with the outer and the inner layer, one with the method of zip entries, the number of damages,
//! each of which is a place of two bytes and the bits that flip there, and the file.

use std::io::{Result, Write};

use tabular::{Layout, Overrides};

use super::file::read_both;
use super::outcome::code;
use super::tar::tar;
use super::zip::{Part, zip};

/// Damages at most.
const DAMAGES: usize = 4;

/// The flag of the method by which the damages are those of the inner layer.
const WITHIN: u8 = 0x80;

/// What the entry of an archive is called.
const NAME: &str = "data";

pub(crate) fn run(input: &[u8]) {
    let [kinds, method, damages, rest @ ..] = input else { return };
    let Some((damages, file)) = rest.split_at_checked(usize::from(*damages) % DAMAGES * 3) else { return };
    let is_within = method & WITHIN != 0;
    let wrapped =
        |kind: u8, file: &[u8]| wrapped(kind % 8, method % WITHIN, file).expect("a vector takes all");
    let mut inner = wrapped(kinds >> 3, file);
    if is_within {
        damage(&mut inner, damages);
    }
    let mut bytes = wrapped(*kinds, &inner);
    if !is_within {
        damage(&mut bytes, damages);
    }
    if damages.is_empty() {
        reads_as(&bytes, file);
    } else {
        let _ = read_both(&bytes, &Overrides::default());
    }
}

/// What is around a file makes no difference.
fn reads_as(wrapped: &[u8], file: &[u8]) {
    let [found, expected] = [wrapped, file].map(|bytes| read_both(bytes, &Overrides::default()));
    // An empty entry is no data of an archive, and of layers there are four at most.
    let is_wrapped = |layout: &Layout| !layout.wrapping.value.is_empty();
    if file.is_empty() || expected.as_ref().map_or(true, |(layout, _)| is_wrapped(layout)) {
        return;
    }
    assert_eq!(code(&found), code(&expected));
    let (Ok((found_layout, found)), Ok((layout, expected))) = (found, expected) else { return };
    assert_eq!((&found_layout.structure, &found_layout.labels), (&layout.structure, &layout.labels));
    if expected.error.is_none() {
        assert_eq!(found, expected);
    }
}

/// Flips bits.
fn damage(bytes: &mut [u8], damages: &[u8]) {
    for damage in damages.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([damage[0], damage[1]])) % bytes.len().max(1);
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= damage[2];
        }
    }
}

/// The file in one layer; 7 is none.
fn wrapped(kind: u8, method: u8, file: &[u8]) -> Result<Vec<u8>> {
    match kind {
        0 => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(file)?;
            encoder.finish()
        }
        1 => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(file)?;
            encoder.finish()
        }
        2 => bzip2(file),
        3 => xz(file),
        4 => zstd::stream::encode_all(file, 1),
        5 => {
            let (method, packed) = packed(method, file)?;
            Ok(zip(&[Part { name: NAME, method, data: file, packed: &packed }]))
        }
        6 => Ok(tar(NAME, file)),
        _ => Ok(file.to_vec()),
    }
}

/// An entry of a zip file: the number of a method (PKWARE APPNOTE 6.3.10 §4.4.5), and what it makes of the data.
fn packed(method: u8, data: &[u8]) -> Result<(u16, Vec<u8>)> {
    Ok(match method % 5 {
        0 => (0, data.to_vec()),
        1 => {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(data)?;
            (8, encoder.finish()?)
        }
        2 => (12, bzip2(data)?),
        3 => (93, zstd::stream::encode_all(data, 1)?),
        _ => (95, xz(data)?),
    })
}

fn bzip2(data: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(data)?;
    encoder.finish()
}

fn xz(data: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0))?;
    encoder.write_all(data)?;
    encoder.finish()
}

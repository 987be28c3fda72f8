//! Documents of any size from a few megabytes that repeat, and what is around them. What repeats is compressed once: each
//! of these formats takes pieces that were compressed for themselves.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::{Compress, Compression, Crc, FlushCompress, write::GzEncoder};

/// A document: a start, a piece that repeats, and an end.
pub(crate) struct Repeated {
    pub(crate) start: Vec<u8>,
    pub(crate) piece: Vec<u8>,
    pub(crate) times: usize,
    pub(crate) end: Vec<u8>,
}

impl Repeated {
    /// A document of about so many megabytes.
    pub(crate) fn new(start: &str, piece: impl Into<Vec<u8>>, end: &str, megabytes: usize) -> Self {
        let piece = piece.into();
        let times = (megabytes * 1_000_000).div_ceil(piece.len().max(1));
        Self { start: start.into(), piece, times, end: end.into() }
    }

    /// One that does not repeat.
    pub(crate) fn once(text: &str) -> Self {
        Self { start: text.into(), piece: Vec::new(), times: 0, end: Vec::new() }
    }

    pub(crate) fn len(&self) -> u64 {
        (self.start.len() + self.piece.len() * self.times + self.end.len()) as u64
    }

    /// Writes it piece by piece as `compressed` has them.
    pub(crate) fn write(
        &self,
        path: &Path,
        compressed: impl Fn(&[u8]) -> io::Result<Vec<u8>>,
    ) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        let piece = compressed(&self.piece)?;
        file.write_all(&compressed(&self.start)?)?;
        for _ in 0..self.times {
            file.write_all(&piece)?;
        }
        if !self.end.is_empty() {
            file.write_all(&compressed(&self.end)?)?;
        }
        file.flush()
    }

    fn crc(&self) -> u32 {
        let mut crc = Crc::new();
        crc.update(&self.start);
        let mut piece = Crc::new();
        piece.update(&self.piece);
        (0..self.times).for_each(|_| crc.combine(&piece));
        crc.update(&self.end);
        crc.sum()
    }
}

/// As it is.
pub(crate) fn plain(bytes: &[u8]) -> io::Result<Vec<u8>> {
    Ok(bytes.to_vec())
}

/// A member.
pub(crate) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A frame.
pub(crate) fn zstd(bytes: &[u8]) -> io::Result<Vec<u8>> {
    zstd::encode_all(bytes, 3)
}

/// A stream.
pub(crate) fn bzip2(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A stream.
pub(crate) fn xz(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1))?;
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Blocks of deflated data that refer to nothing before them and are not the last.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(Compression::default(), false);
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    // The room is enough, so one call takes all; memory is the only thing that could be missing.
    let _ = compress.compress_vec(bytes, &mut out, FlushCompress::Full);
    out
}

/// An empty last block.
const LAST_BLOCK: [u8; 2] = [3, 0];

/// A zip file of these entries, as workbooks are (PKWARE APPNOTE 6.3.10, §4.3).
pub(crate) fn zip(path: &Path, entries: &[(&str, Repeated)]) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let (mut at, mut directory) = (0_u64, Vec::new());
    for (name, entry) in entries {
        let [start, piece, end] = [&entry.start, &entry.piece, &entry.end].map(|bytes| deflate(bytes));
        let compressed = start.len() + piece.len() * entry.times + end.len() + LAST_BLOCK.len();
        let fields = |out: &mut Vec<u8>| {
            out.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
            for number in [entry.crc().into(), compressed as u64, entry.len()] {
                out.extend((number as u32).to_le_bytes());
            }
            out.extend((name.len() as u16).to_le_bytes());
            out.extend([0, 0]);
        };
        let mut header = b"PK\x03\x04".to_vec();
        fields(&mut header);
        header.extend(name.as_bytes());
        directory.extend(b"PK\x01\x02\x14\0");
        fields(&mut directory);
        directory.extend([0; 10]);
        directory.extend((at as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        at += (header.len() + compressed) as u64;
        file.write_all(&header)?;
        file.write_all(&start)?;
        for _ in 0..entry.times {
            file.write_all(&piece)?;
        }
        file.write_all(&end)?;
        file.write_all(&LAST_BLOCK)?;
    }
    file.write_all(&directory)?;
    let count = (entries.len() as u16).to_le_bytes();
    file.write_all(&[b"PK\x05\x06\0\0\0\0", &count[..], &count[..]].concat())?;
    file.write_all(&(directory.len() as u32).to_le_bytes())?;
    file.write_all(&(at as u32).to_le_bytes())?;
    file.write_all(&[0, 0])?;
    file.flush()
}

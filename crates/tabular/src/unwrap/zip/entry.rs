//! One entry of a zip archive: what its header says, and its data, unpacked and checked.

use std::io::{self, BufRead, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::bytes::{u16_at, u32_at, u64_at};
use crate::error::Error;
use crate::unwrap::archive::{self, Entry};
use crate::unwrap::{Wrapping, inflate};

/// Flags of APPNOTE §4.4.4.
const ENCRYPTED: u16 = 1;
const DESCRIPTOR: u16 = 1 << 3;
const STRONGLY_ENCRYPTED: u16 = 1 << 6;
const UTF_8: u16 = 1 << 11;

/// The extra field with 64-bit sizes, APPNOTE §4.5.3.
const ZIP64_EXTRA: u16 = 1;

/// Where a header holds what: a local one (§4.3.7) or one of the directory (§4.3.12).
pub(super) struct Shape {
    pub(super) len: usize,
    flags: usize,
    name_len: usize,
    in_directory: bool,
}

pub(super) const LOCAL: Shape = Shape { len: 30, flags: 6, name_len: 26, in_directory: false };
pub(super) const DIRECTORY: Shape = Shape { len: 46, flags: 8, name_len: 28, in_directory: true };

impl Shape {
    /// Bytes of name, extra fields and comment that follow the header.
    pub(super) fn rest(&self, header: &[u8]) -> usize {
        let comment = if self.in_directory { u16_at(header, 32) } else { 0 };
        self.name_and_extra(header) + usize::from(comment)
    }

    fn name_and_extra(&self, header: &[u8]) -> usize {
        usize::from(u16_at(header, self.name_len)) + usize::from(u16_at(header, self.name_len + 2))
    }
}

/// An entry as its header describes it.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) name: String,
    flags: u16,
    method: u16,
    crc: u32,
    pub(super) compressed: u64,
    size: u64,
    /// Where its local header is; 0 in a local header itself.
    pub(super) header_at: u64,
    in_directory: bool,
}

impl Member {
    /// From a header and what follows it.
    pub(super) fn parse(shape: &Shape, header: &[u8], rest: &[u8]) -> Self {
        let at = shape.flags;
        let name_len = usize::from(u16_at(header, shape.name_len)).min(rest.len());
        let (name, extra) = rest.split_at(name_len);
        let extra = &extra[..extra.len().min(shape.name_and_extra(header) - name_len)];
        let flags = u16_at(header, at);
        let mut member = Self {
            name: text(name, flags),
            flags,
            method: u16_at(header, at + 2),
            crc: u32_at(header, at + 8),
            compressed: u64::from(u32_at(header, at + 12)),
            size: u64::from(u32_at(header, at + 16)),
            header_at: if shape.in_directory { u64::from(u32_at(header, 42)) } else { 0 },
            in_directory: shape.in_directory,
        };
        member.widen(extra);
        member
    }

    /// Takes the 64-bit numbers for those whose field says to look there, in the order of §4.5.3.
    fn widen(&mut self, mut extra: &[u8]) {
        while extra.len() >= 4 {
            let (id, len) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
            let field = &extra[4..extra.len().min(4 + len)];
            if id == ZIP64_EXTRA {
                let mut at = 0;
                for number in [&mut self.size, &mut self.compressed, &mut self.header_at] {
                    if *number == u64::from(u32::MAX) && at + 8 <= field.len() {
                        *number = u64_at(field, at);
                        at += 8;
                    }
                }
            }
            extra = &extra[extra.len().min(4 + len)..];
        }
    }

    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Whether its sizes and checksum stand behind its data.
    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & DESCRIPTOR != 0
    }

    pub(super) fn is_deflated(&self) -> bool {
        self.method == 8
    }

    pub(super) fn listed(&self) -> Entry {
        let unknown = !self.in_directory && self.has_descriptor() && self.size == 0;
        Entry { name: self.name.clone(), bytes: (!unknown).then_some(self.size) }
    }

    pub(super) fn refuse_encrypted(&self) -> Result<(), Error> {
        if self.flags & (ENCRYPTED | STRONGLY_ENCRYPTED) != 0 || self.method == 99 {
            return Err(Error::EncryptedEntry { entry: self.name.clone() });
        }
        Ok(())
    }
}

/// A name as text: UTF-8 where it says so or is that, else the code page of the first PCs (§D.1).
fn text(name: &[u8], flags: u16) -> String {
    if flags & UTF_8 != 0 || str::from_utf8(name).is_ok() {
        return archive::name(name);
    }
    let high: Vec<char> = CODE_PAGE_437.chars().collect();
    let letter = |b: &u8| match b.checked_sub(128) {
        Some(i) => high.get(usize::from(i)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        None => char::from(*b),
    };
    let name: String = name.iter().map(letter).collect();
    archive::name(name.as_bytes())
}

/// The upper half of code page 437.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// The data of an entry whose size is known, from where it starts.
pub(super) fn open<R: BufRead + Send + 'static>(
    member: &Member,
    input: R,
) -> Result<Box<dyn Read + Send>, Error> {
    let input = input.take(member.compressed);
    let decoder: Box<dyn Read + Send> = match member.method {
        0 => Box::new(input),
        8 => Box::new(DeflateDecoder::new(input)),
        12 => inflate::decoder(&Wrapping::Bzip2, input)?,
        93 => inflate::decoder(&Wrapping::Zstd, input)?,
        95 => inflate::decoder(&Wrapping::Xz, input)?,
        method => return Err(Error::UnsupportedCompression { found: method_name(method) }),
    };
    Ok(Box::new(Checked { decoder, crc: Crc::new(), seen: 0, expected: member.crc, size: member.size }))
}

fn method_name(method: u16) -> &'static str {
    match method {
        1..=6 => "a method of the first zip programs",
        9 => "Deflate64",
        14 => "LZMA in a zip archive",
        98 => "PPMd",
        _ => "an unknown method of zip",
    }
}

/// Data whose length and checksum are compared at its end.
struct Checked<R> {
    decoder: R,
    crc: Crc,
    seen: u64,
    expected: u32,
    size: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(into)?;
        self.crc.update(&into[..n]);
        self.seen += n as u64;
        if n > 0 || into.is_empty() {
            return Ok(n);
        }
        if self.seen < self.size {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the entry ends too early"));
        }
        if self.seen > self.size {
            return Err(invalid("an entry is longer than the archive says"));
        }
        if self.crc.sum() != self.expected {
            return Err(invalid("the checksum of an entry is wrong"));
        }
        Ok(0)
    }
}

pub(super) fn invalid(detail: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, detail)
}

/// Deflated data whose size is not known before its end: its checksum and sizes stand behind it (§4.3.9).
pub(super) struct Described<R> {
    decoder: Option<DeflateDecoder<R>>,
    crc: Crc,
}

impl<R: BufRead> Described<R> {
    pub(super) fn new(input: R) -> Self {
        Self { decoder: Some(DeflateDecoder::new(input)), crc: Crc::new() }
    }
}

impl<R: BufRead> Read for Described<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else { return Ok(0) };
        let n = decoder.read(into)?;
        self.crc.update(&into[..n]);
        if n == 0
            && !into.is_empty()
            && let Some(decoder) = self.decoder.take()
        {
            let (compressed, size) = (decoder.total_in(), decoder.total_out());
            check_descriptor(&mut decoder.into_inner(), self.crc.sum(), compressed, size)?;
        }
        Ok(n)
    }
}

/// The signature is optional, and whether sizes have 4 or 8 bytes is known only by what they must be.
fn check_descriptor(input: &mut impl Read, crc: u32, compressed: u64, size: u64) -> io::Result<()> {
    let mut four = || -> io::Result<u32> {
        let mut bytes = [0; 4];
        input.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    };
    let first = four()?;
    let stated = if first.to_le_bytes() == *b"PK\x07\x08" { four()? } else { first };
    let (low, high) = (four()?, four()?);
    if stated != crc || u64::from(low) != compressed & u64::from(u32::MAX) {
        return Err(invalid("the checksum of an entry is wrong"));
    }
    if u64::from(high) == size & u64::from(u32::MAX) {
        return Ok(());
    }
    // With 8 bytes each, this was the upper half of the one, and the other follows.
    if u64::from(high) != compressed >> 32 || u64::from(four()?) | u64::from(four()?) << 32 != size {
        return Err(invalid("the length of an entry is wrong"));
    }
    Ok(())
}

/// Passes over bytes, all of which must be there.
pub(super) fn pass(input: &mut impl BufRead, bytes: u64) -> io::Result<()> {
    let passed = io::copy(&mut input.take(bytes), &mut io::sink())?;
    if passed < bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

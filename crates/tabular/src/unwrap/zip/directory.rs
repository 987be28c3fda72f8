//! The directory at the end of a zip archive, which is what counts: what else lies in the file is not part of it.

use std::io::{self, BufReader, Read, SeekFrom};

use memchr::memmem;

use super::FORMAT;
use super::bytes::{u16_at, u32_at, u64_at};
use super::entry::{DIRECTORY, Member};
use crate::error::Error;
use crate::input::ReadSeek;
use crate::limits::Limits;
use crate::unwrap::inflate::fault;

/// Bytes of the record that ends an archive (§4.3.16), without its comment.
const END_LEN: usize = 22;

/// Bytes of the locator before it in a large archive (§4.3.15), and of the record that leads to (§4.3.14).
const LOCATOR_LEN: usize = 20;
const END_64_LEN: usize = 56;

/// Bytes from the end within which that record starts.
const TAIL: u64 = END_LEN as u64 + u16::MAX as u64 + LOCATOR_LEN as u64;

/// All entries, in the directory's order.
///
/// # Errors
/// When it is missing (the file was cut), damaged, or holds more entries than allowed.
pub(super) fn read(file: &mut dyn ReadSeek, limits: &Limits) -> Result<Vec<Member>, Error> {
    let len = file.seek(SeekFrom::End(0)).map_err(Error::ReadFailed)?;
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => fault(error, FORMAT, len),
        _ => Error::ReadFailed(error),
    };
    let place = Place::find(file, len).map_err(told)?;
    let place = place.ok_or(Error::Truncated { format: FORMAT, at: len })?;
    if place.entries > limits.max_entries as u64 {
        return Err(Error::TooManyEntries { limit: limits.max_entries });
    }
    place.read(file).map_err(told)
}

/// Where the directory is.
struct Place {
    entries: u64,
    start: u64,
    len: u64,
    /// Bytes before the archive, such as a program that unpacks it.
    before: u64,
}

impl Place {
    fn find(file: &mut dyn ReadSeek, len: u64) -> io::Result<Option<Self>> {
        let tail = read_at(file, len.saturating_sub(TAIL), TAIL.min(len) as usize)?;
        let is_end = |at: &usize| {
            let record = &tail[*at..];
            record.len() >= END_LEN && record.len() >= END_LEN + usize::from(u16_at(record, 20))
        };
        let Some(at) = memmem::rfind_iter(&tail, b"PK\x05\x06").find(is_end) else { return Ok(None) };
        let end = &tail[at..];
        if u16_at(end, 4) != 0 && u16_at(end, 4) != u16::MAX {
            return Err(invalid("it is one part of an archive in several files"));
        }
        let end_at = len - (tail.len() - at) as u64;
        let stated = (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
        let locator = at.checked_sub(LOCATOR_LEN).map(|from| &tail[from..at]);
        let large = locator.filter(|locator| locator.starts_with(b"PK\x06\x07"));
        let (stated, end_at) = match large {
            None => (stated, end_at),
            Some(locator) => {
                let at = u64_at(locator, 8);
                let record = read_at(file, at, END_64_LEN)?;
                if !record.starts_with(b"PK\x06\x06") {
                    return Err(invalid("its directory is not where it should be"));
                }
                ((u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48)), at)
            }
        };
        let (entries, len, offset) = stated;
        let start = end_at.checked_sub(len);
        let before = start.and_then(|start| start.checked_sub(offset));
        match (start, before) {
            (Some(start), Some(before)) => Ok(Some(Self { entries, start, len, before })),
            _ => Err(invalid("its directory is not where it should be")),
        }
    }

    fn read(&self, file: &mut dyn ReadSeek) -> io::Result<Vec<Member>> {
        file.seek(SeekFrom::Start(self.start))?;
        let mut input = BufReader::new(file.take(self.len));
        let mut members = Vec::new();
        for _ in 0..self.entries {
            let mut header = [0; DIRECTORY.len];
            input.read_exact(&mut header)?;
            if !header.starts_with(b"PK\x01\x02") {
                return Err(invalid("an entry of its directory is not one"));
            }
            let mut rest = vec![0; DIRECTORY.rest(&header)];
            input.read_exact(&mut rest)?;
            let mut member = Member::parse(&DIRECTORY, &header, &rest);
            member.header_at = member.header_at.saturating_add(self.before);
            members.push(member);
        }
        Ok(members)
    }
}

fn read_at(file: &mut dyn ReadSeek, at: u64, len: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; len];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn invalid(detail: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, detail)
}

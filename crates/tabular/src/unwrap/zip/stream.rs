//! A zip archive from its start on, by the header before each entry.

use std::io::{self, BufRead, Read};

use super::FORMAT;
use super::entry::{self, Described, LOCAL, Member, invalid, pass};
use crate::error::Error;
use crate::limits::Limits;
use crate::source::{Counter, Source};
use crate::unwrap::inflate::Inflating;

/// The entries of an archive, one after the other.
pub(super) struct Entries<R> {
    input: R,
}

impl<R: BufRead + Send + 'static> Entries<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input }
    }

    /// The next entry, at whose data the input then stands. `None` where the directory starts.
    pub(super) fn next(&mut self) -> io::Result<Option<Member>> {
        let mut signature = [0; 4];
        self.input.read_exact(&mut signature)?;
        match &signature {
            b"PK\x03\x04" => {}
            b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" | b"PK\x06\x08" => return Ok(None),
            _ => return Err(invalid("there is no entry where the next one should be")),
        }
        let (header, rest) = header(&mut self.input)?;
        Ok(Some(Member::parse(&LOCAL, &header, &rest)))
    }

    /// Passes over the data of an entry.
    pub(super) fn pass(&mut self, member: &Member, counter: &Counter, limits: &Limits) -> io::Result<()> {
        if !member.has_descriptor() {
            return pass(&mut self.input, member.compressed);
        }
        if !member.is_deflated() || member.refuse_encrypted().is_err() {
            return Err(io::Error::other(unknown_length()));
        }
        let mut data = Inflating::new(Described::new(&mut self.input), FORMAT, counter, 0, limits);
        let mut chunk = vec![0; 64 << 10];
        loop {
            match data.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    /// The data of the entry at which the input stands.
    pub(super) fn into_entry(self, member: &Member) -> Result<Box<dyn Read + Send>, Error> {
        if !member.has_descriptor() {
            return entry::open(member, self.input);
        }
        if member.is_deflated() { Ok(Box::new(Described::new(self.input))) } else { Err(unknown_length()) }
    }
}

/// Stored data of unknown length ends nowhere.
fn unknown_length() -> Error {
    Error::NeedsWholeFile { found: "a zip archive that does not tell its entries' lengths" }
}

/// Passes over a local header, to the data of its entry.
pub(super) fn pass_header(input: &mut impl BufRead) -> io::Result<()> {
    let mut signature = [0; 4];
    input.read_exact(&mut signature)?;
    if signature != *b"PK\x03\x04" {
        return Err(invalid("an entry is not where its directory says"));
    }
    header(input).map(drop)
}

/// A local header, and its name and extra fields; the signature is read already.
fn header(input: &mut impl BufRead) -> io::Result<([u8; LOCAL.len], Vec<u8>)> {
    let mut header = [0; LOCAL.len];
    input.read_exact(&mut header[4..])?;
    let mut rest = vec![0; LOCAL.rest(&header)];
    input.read_exact(&mut rest)?;
    Ok((header, rest))
}

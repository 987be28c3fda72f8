//! gzip (RFC 1952): several members in a row are one file, as `gzip -d` has it.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::inflate::{bytes_after_end, next_after_zeros};

/// The first byte of every member.
const MAGIC: u8 = 0x1F;

/// The inflated bytes of all members.
pub(super) struct GzipMembers<R> {
    /// `None` after the end.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> GzipMembers<R> {
    pub(super) fn new(input: R) -> Self {
        Self { member: Some(GzDecoder::new(input)) }
    }

    /// Goes on with the next member, or ends.
    fn next_member(&mut self) -> io::Result<()> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let mut input = member.into_inner();
        match next_after_zeros(&mut input)? {
            None => Ok(()),
            Some(MAGIC) => {
                self.member = Some(GzDecoder::new(input));
                Ok(())
            }
            Some(_) => Err(bytes_after_end()),
        }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            match member.read(into)? {
                0 if !into.is_empty() => self.next_member()?,
                n => return Ok(n),
            }
        }
        Ok(0)
    }
}

//! Compressed files of several members: `gzip`, `bzip2` and `zstd` take files that are simply written one after the
//! other as one file, and parallel compressors write such files.
//!
//! Behind a member there may be zeros, the padding of tapes and block devices, as `gzip` itself has it. Anything else is
//! an error: it may be the rest of a file that was overwritten.

use std::io::{self, BufRead, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::{GzDecoder, ZlibDecoder};

/// The decompressor of one member, which reads to its end and not further.
pub(super) trait Member: Read + Sized {
    type Input: BufRead;

    /// What is behind it, once it has ended.
    fn input(&mut self) -> &mut Self::Input;

    /// Whether this can be the first byte of another member.
    fn may_start_with(byte: u8) -> bool;

    /// The member that starts behind it.
    fn next(self) -> io::Result<Self>;
}

/// The inflated bytes of all members.
pub(super) struct Members<M> {
    /// `None` after the end.
    member: Option<M>,
}

impl<M: Member> Members<M> {
    pub(super) fn new(first: M) -> Self {
        Self { member: Some(first) }
    }

    /// Goes on with the next member, or ends.
    fn next_member(&mut self) -> io::Result<()> {
        let Some(mut member) = self.member.take() else { return Ok(()) };
        match next_after_zeros(member.input())? {
            None => Ok(()),
            Some(byte) if M::may_start_with(byte) => {
                self.member = Some(member.next()?);
                Ok(())
            }
            Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "there are other bytes after its end")),
        }
    }
}

impl<M: Member> Read for Members<M> {
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

/// The next byte that is not zero, which is not consumed; `None` at the end.
fn next_after_zeros(input: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = input.fill_buf()?;
        let zeros = buffer.iter().take_while(|b| **b == 0).count();
        let next = buffer.get(zeros).copied();
        let ended = buffer.is_empty();
        input.consume(zeros);
        if ended || next.is_some() {
            return Ok(next);
        }
    }
}

/// RFC 1952 §2.2.
impl<R: BufRead> Member for GzDecoder<R> {
    type Input = R;

    fn input(&mut self) -> &mut R {
        self.get_mut()
    }

    fn may_start_with(byte: u8) -> bool {
        byte == 0x1F
    }

    fn next(self) -> io::Result<Self> {
        Ok(Self::new(self.into_inner()))
    }
}

/// RFC 1950, which knows only one.
impl<R: BufRead> Member for ZlibDecoder<R> {
    type Input = R;

    fn input(&mut self) -> &mut R {
        self.get_mut()
    }

    fn may_start_with(_: u8) -> bool {
        false
    }

    fn next(self) -> io::Result<Self> {
        Ok(Self::new(self.into_inner()))
    }
}

impl<R: BufRead> Member for BzDecoder<R> {
    type Input = R;

    fn input(&mut self) -> &mut R {
        self.get_mut()
    }

    fn may_start_with(byte: u8) -> bool {
        byte == b'B'
    }

    fn next(self) -> io::Result<Self> {
        Ok(Self::new(self.into_inner()))
    }
}

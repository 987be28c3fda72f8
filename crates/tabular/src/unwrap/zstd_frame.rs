//! One frame of Zstandard (RFC 8878 §3.1). The library's own reader either takes whatever follows for another frame, or
//! has to be made anew for each, which takes longer than to unpack a small one.

use std::io::{self, BufRead, Read};

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::inflate::MAX_WINDOW_LOG;
use super::members::Member;

pub(super) struct ZstdFrame<R> {
    input: R,
    decoder: Decoder<'static>,
    ended: bool,
}

impl<R> ZstdFrame<R> {
    /// # Errors
    /// When there is no memory for it.
    pub(super) fn new(input: R) -> io::Result<Self> {
        let mut decoder = Decoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
        Ok(Self { input, decoder, ended: false })
    }
}

impl<R: BufRead> Read for ZstdFrame<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while !self.ended && !into.is_empty() {
            let input = self.input.fill_buf()?;
            let at_end = input.is_empty();
            let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(&mut *into));
            let wanted = self.decoder.run(&mut from, &mut to)?;
            let (taken, written) = (from.pos(), to.pos());
            self.input.consume(taken);
            self.ended = wanted == 0;
            if written > 0 {
                return Ok(written);
            }
            if at_end && !self.ended {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

impl<R: BufRead> Member for ZstdFrame<R> {
    type Input = R;

    fn input(&mut self) -> &mut R {
        &mut self.input
    }

    /// A frame of data, or one that is skipped (§3.1.2).
    fn may_start_with(byte: u8) -> bool {
        byte == 0x28 || byte & 0xF0 == 0x50
    }

    fn next(mut self) -> io::Result<Self> {
        self.decoder.reinit()?;
        Ok(Self { ended: false, ..self })
    }
}

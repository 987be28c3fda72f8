//! A JSON text as it passes by: a buffer, the position in the file, and one value after the other.

use memchr::{memchr_iter, memrchr};

use super::grammar::{Fault, Grammar};
use crate::decode::transcode::original_len;
use crate::error::Error;
use crate::sniff::Charset;
use crate::source::Source;

/// Bytes of the buffer at first. It doubles when a value that has to be held does not fit.
const BUFFER: usize = 64 << 10;

/// Bytes a value may have at most, whatever the limits say: a batch addresses its text with 32 bits.
const MAX_VALUE_BYTES: usize = 1 << 30;

const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// A stream of JSON.
pub(crate) struct Text {
    source: Box<dyn Source + Send>,
    charset: Charset,
    max_value_bytes: usize,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    /// 1-based physical line of the position.
    pub(crate) line: u64,
    /// 0-based byte of the position in the file after decompression, in the file's own encoding.
    pub(crate) byte: u64,
    /// Characters before the position on its line.
    characters: u64,
}

impl Text {
    /// Starts reading, behind a byte order mark.
    pub(crate) fn open(
        source: Box<dyn Source + Send>,
        charset: Charset,
        max_value_bytes: usize,
    ) -> Result<Self, Error> {
        let mut text = Self {
            source,
            charset,
            max_value_bytes: max_value_bytes.min(MAX_VALUE_BYTES),
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            ended: false,
            line: 1,
            byte: 0,
            characters: 0,
        };
        text.fill()?;
        if text.buffer[..text.end].starts_with(BOM) {
            text.at = BOM.len();
            text.byte = original_len(BOM, charset);
        }
        Ok(text)
    }

    pub(crate) fn charset(&self) -> Charset {
        self.charset
    }

    /// The bytes from the position on, as far as they are in the buffer.
    pub(crate) fn held(&self, len: usize) -> &[u8] {
        &self.buffer[self.at..self.at + len]
    }

    /// The next byte; `None` at the end.
    pub(crate) fn next_byte(&mut self) -> Result<Option<u8>, Error> {
        if self.at == self.end && !self.ended {
            self.fill()?;
        }
        Ok((self.at < self.end).then(|| self.buffer[self.at]))
    }

    /// The next byte that is not blank, to which the position moves.
    pub(crate) fn next_significant(&mut self) -> Result<Option<u8>, Error> {
        self.pass_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// Moves the position over bytes of a kind, to the next one of another.
    pub(crate) fn pass_while(&mut self, kind: impl Fn(&u8) -> bool) -> Result<Option<u8>, Error> {
        loop {
            let count = self.buffer[self.at..self.end].iter().take_while(|b| kind(b)).count();
            self.advance(count);
            match self.next_byte()? {
                Some(byte) if kind(&byte) => {}
                other => return Ok(other),
            }
        }
    }

    /// Moves over a byte that has to be there.
    pub(crate) fn expect(&mut self, byte: u8, fault: Fault) -> Result<(), Error> {
        match self.next_significant()? {
            Some(found) if found == byte => {
                self.advance(1);
                Ok(())
            }
            Some(_) => Err(self.invalid(0, fault)),
            None => Err(self.invalid(0, Fault::Ends)),
        }
    }

    /// Holds the value at the position, and answers its length. The position stays.
    pub(crate) fn value(&mut self) -> Result<Result<usize, (usize, Fault)>, Error> {
        let mut grammar = Grammar::new();
        let mut fed = 0;
        loop {
            match grammar.feed(&self.buffer[self.at + fed..self.end]) {
                Ok(Some(end)) => return Ok(Ok(fed + end)),
                Ok(None) => fed = self.end - self.at,
                Err((at, fault)) => return Ok(Err((fed + at, fault))),
            }
            if self.ended {
                return Ok(grammar.finish().map(|()| fed).map_err(|fault| (fed, fault)));
            }
            if fed > self.max_value_bytes {
                return Err(Error::RecordTooLong { line: self.line, limit: self.max_value_bytes });
            }
            self.fill()?;
        }
    }

    /// Moves over the value at the position, however long it is.
    pub(crate) fn pass(&mut self) -> Result<(), Error> {
        let mut grammar = Grammar::new();
        loop {
            match grammar.feed(&self.buffer[self.at..self.end]) {
                Ok(Some(end)) => {
                    self.advance(end);
                    return Ok(());
                }
                Ok(None) => self.advance(self.end - self.at),
                Err((at, fault)) => return Err(self.invalid(at, fault)),
            }
            if self.ended {
                return grammar.finish().map_err(|fault| self.invalid(0, fault));
            }
            self.fill()?;
        }
    }

    /// The error of something wrong so many bytes behind the position.
    pub(crate) fn invalid(&self, behind: usize, fault: Fault) -> Error {
        let (line, characters) = self.place(behind);
        Error::InvalidJson {
            line,
            character: characters + 1,
            detail: fault.to_string(),
            ends: fault == Fault::Ends,
        }
    }

    /// The line of the place so many bytes behind the position, and the characters before it on that line.
    pub(crate) fn place(&self, behind: usize) -> (u64, u64) {
        let bytes = &self.buffer[self.at..self.end.min(self.at + behind)];
        let line = self.line + memchr_iter(b'\n', bytes).count() as u64;
        let (before, last) = match memrchr(b'\n', bytes) {
            Some(at) => (0, &bytes[at + 1..]),
            None => (self.characters, bytes),
        };
        (line, before + last.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u64)
    }

    /// Moves the position over bytes that are held.
    pub(crate) fn advance(&mut self, len: usize) {
        (self.line, self.characters) = self.place(len);
        self.byte += original_len(&self.buffer[self.at..self.at + len], self.charset);
        self.at += len;
    }

    /// Holds the rest of the line, up to what a value may have, and answers its length without the line end.
    pub(crate) fn rest_of_line(&mut self) -> Result<usize, Error> {
        let mut seen = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.buffer[self.at + seen..self.end]) {
                let len = seen + at;
                let is_cr = len > 0 && self.buffer[self.at + len - 1] == b'\r';
                return Ok(len - usize::from(is_cr));
            }
            seen = self.end - self.at;
            if self.ended {
                return Ok(seen);
            }
            if seen > self.max_value_bytes {
                return Err(Error::RecordTooLong { line: self.line, limit: self.max_value_bytes });
            }
            self.fill()?;
        }
    }

    /// Forgets what is left.
    pub(crate) fn stop(&mut self) {
        (self.at, self.end, self.ended) = (0, 0, true);
    }

    /// Moves what is left to the front and reads until the buffer is full, which is doubled if it was full.
    fn fill(&mut self) -> Result<(), Error> {
        self.buffer.copy_within(self.at..self.end, 0);
        self.end -= self.at;
        self.at = 0;
        if self.end == self.buffer.len() {
            self.buffer.resize(self.end * 2, 0);
        }
        let room = self.buffer.len() - self.end;
        let read = self.source.read_full(&mut self.buffer[self.end..])?;
        self.end += read;
        self.ended = read < room;
        Ok(())
    }
}

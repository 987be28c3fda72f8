//! The records of a stream, one after the other: the buffer, and the position in the file.

use memchr::memchr;

use super::recover::{Reading, Readings, Verdict, Width};
use super::scan::{Field, OpenQuote, Record};
use crate::batch::RejectReason;
use crate::decode::transcode::original_len;
use crate::error::Error;
use crate::sniff::Charset;
use crate::source::Source;

/// Bytes of the buffer at first: it and what is made of it fit in the processor's second cache. It doubles when a
/// record does not fit.
pub(super) const BUFFER: usize = 256 << 10;

/// Bytes a record may have at most, whatever the limits say: a batch addresses its text with 32 bits.
const MAX_RECORD_BYTES: usize = 1 << 30;

/// The byte order mark, in UTF-8.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// A stream cut into records.
pub(super) struct Records {
    pub(super) readings: Readings,
    source: Box<dyn Source + Send>,
    limits: Bounds,
    charset: Charset,
    buffer: Vec<u8>,
    /// The position in the buffer, and the end of what has been read into it.
    at: usize,
    end: usize,
    ended: bool,
    /// Whether the record at the position does not end in the buffer.
    starved: bool,
    pub(super) place: Place,
    /// Whether the last line end was a carriage return that a line feed may complete.
    returned: bool,
}

/// Where the reading of records begins and ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes of a record.
    pub(super) max_record_bytes: usize,
    /// Bytes of the buffer at first.
    pub(super) buffer: usize,
    /// Physical lines before the table.
    pub(super) skip: u64,
    /// The first physical line behind the table.
    pub(super) end: Option<u64>,
    /// Whether the stream goes on to the end of the file, and not only to some place within a record.
    pub(super) complete: bool,
    /// Whether a cell may have the character U+0000.
    pub(super) allows_nul: bool,
}

/// Where a record starts in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// 1-based physical line.
    pub(super) line: u64,
    /// 0-based byte in the file after decompression, in the file's own encoding.
    pub(super) byte: u64,
}

/// What comes next in the buffer.
pub(super) enum Next {
    /// A record whose fields are known.
    Record(Record, Reading),
    /// A record that is no row, with the 0-based field at fault.
    Reject(Record, Option<u32>, RejectReason),
    /// The start of a record.
    Unfinished,
    /// Nothing more in this file.
    End,
}

impl Records {
    /// Starts reading: skips a byte order mark, the lines before the table, and blank lines.
    pub(super) fn open(
        source: Box<dyn Source + Send>,
        readings: Readings,
        charset: Charset,
        limits: Bounds,
    ) -> Result<Self, Error> {
        let max_record_bytes = limits.max_record_bytes.min(MAX_RECORD_BYTES);
        let mut records = Self {
            readings,
            source,
            limits: Bounds { max_record_bytes, ..limits },
            charset,
            buffer: vec![0; limits.buffer.max(BOM.len())],
            at: 0,
            end: 0,
            ended: false,
            starved: false,
            place: Place { line: 1, byte: 0 },
            returned: false,
        };
        records.fill()?;
        if records.buffer[..records.end].starts_with(BOM) {
            records.at = BOM.len();
            records.place.byte = original_len(BOM, charset);
        }
        loop {
            match records.line()? {
                Some(line) if line.end == 0 || records.place.line <= limits.skip => records.advance(&line),
                Some(_) | None => return Ok(records),
            }
        }
    }

    /// The bytes of a record at the position, without its line end.
    pub(super) fn raw(&self, record: &Record) -> &[u8] {
        &self.buffer[self.at..self.at + record.end]
    }

    /// The text of a record at the position, or why it has none, with the 0-based byte at fault.
    pub(super) fn text(&self, record: &Record) -> Result<&str, (usize, RejectReason)> {
        let raw = self.raw(record);
        let byte = |at| self.place.byte + original_len(&raw[..at], self.charset);
        match std::str::from_utf8(raw) {
            Ok(text) if self.limits.allows_nul => Ok(text),
            Ok(text) => match memchr(0, raw) {
                Some(at) => Err((at, RejectReason::NulByte { byte: byte(at) })),
                None => Ok(text),
            },
            Err(e) => {
                let at = e.valid_up_to();
                let charset = self.charset.to_string();
                Err((at, RejectReason::InvalidText { byte: byte(at), charset }))
            }
        }
    }

    /// The text at the position: up to the first byte that is not text for a table, and no more than the buffer holds
    /// at first.
    pub(super) fn clean(&self) -> &str {
        let bytes = &self.buffer[self.at..self.end.min(self.at + BUFFER)];
        let bytes = &bytes[..memchr(0, bytes).unwrap_or(bytes.len())];
        match simdutf8::compat::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => simdutf8::basic::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default(),
        }
    }

    /// Moves the position behind a record.
    pub(super) fn advance(&mut self, record: &Record) {
        let bytes = &self.buffer[self.at..self.at + record.next];
        let lines = self.readings.strict().count_lines(bytes);
        let byte = self.place.byte + original_len(bytes, self.charset);
        self.returned = bytes.last() == Some(&b'\r') && self.readings.strict().joins_line_feed();
        self.skip(record.next, Place { line: self.place.line + lines, byte });
    }

    /// Moves the position behind `bytes` of the buffer, to a place that is known.
    pub(super) fn skip(&mut self, bytes: usize, place: Place) {
        self.at += bytes;
        self.place = place;
    }

    /// Finds the next record, whose places are relative to the position. Never [`Next::Unfinished`].
    pub(super) fn next(&mut self, width: Width, fields: &mut Vec<Field>) -> Result<Next, Error> {
        loop {
            match self.look(width, fields)? {
                Next::Unfinished => self.fill()?,
                other => return Ok(other),
            }
        }
    }

    /// As [`next`](Self::next), but only in what has been read.
    pub(super) fn look(&mut self, width: Width, fields: &mut Vec<Field>) -> Result<Next, Error> {
        self.skip_line_feed();
        if self.at == self.end {
            return Ok(if self.ended { Next::End } else { self.unfinished() });
        }
        let bytes = &self.buffer[self.at..self.end];
        if self.limits.end.is_some_and(|end| self.place.line >= end) {
            fields.clear();
            return Ok(match self.readings.strict().line(bytes, self.ended) {
                Some((end, next)) => {
                    let record = Record { end, next, stray: None, comment: false };
                    Next::Reject(record, None, RejectReason::OutsideTable)
                }
                None => self.unfinished(),
            });
        }
        let limit = self.limits.max_record_bytes;
        let (record, next) = match self.readings.read(bytes, self.ended, width, fields) {
            Verdict::Record { record, .. } if record.comment => {
                (record, Next::Reject(record, None, RejectReason::Comment))
            }
            Verdict::Record { record, reading } => (record, Next::Record(record, reading)),
            Verdict::Fault { record, field, reason } => (record, Next::Reject(record, Some(field), reason)),
            Verdict::Unknown { .. } if self.ended && !self.limits.complete => return Ok(self.cut_off()),
            Verdict::Unknown { quote: Some(quote) } if self.ended => return Err(self.unclosed(quote, None)),
            Verdict::Unknown { quote } if self.ended || bytes.len() > limit => {
                return Err(match quote {
                    Some(quote) => self.unclosed(quote, Some(limit)),
                    None => Error::RecordTooLong { line: self.place.line, limit },
                });
            }
            Verdict::Unknown { .. } => return Ok(self.unfinished()),
        };
        let cut = !self.limits.complete && self.ended && record.next == bytes.len();
        if cut && record.end == record.next {
            return Ok(self.cut_off());
        }
        if record.end > limit {
            return Err(Error::RecordTooLong { line: self.place.line, limit });
        }
        Ok(next)
    }

    /// The physical line at the position; `None` at the end of the file.
    fn line(&mut self) -> Result<Option<Record>, Error> {
        loop {
            self.skip_line_feed();
            let bytes = &self.buffer[self.at..self.end];
            match self.readings.strict().line(bytes, self.ended) {
                Some((0, 0)) => return Ok(None),
                Some((end, next)) => return Ok(Some(Record { end, next, stray: None, comment: false })),
                None if bytes.len() > self.limits.max_record_bytes => {
                    let limit = self.limits.max_record_bytes;
                    return Err(Error::RecordTooLong { line: self.place.line, limit });
                }
                None => self.fill()?,
            }
        }
    }

    /// Completes a line end of which the carriage return was the last byte of a buffer.
    fn skip_line_feed(&mut self) {
        if self.returned && self.at < self.end {
            self.returned = false;
            if self.buffer[self.at] == b'\n' {
                self.at += 1;
                self.place.byte += original_len(b"\n", self.charset);
            }
        }
    }

    /// Leaves out a record that the end of what is there cuts.
    fn cut_off(&mut self) -> Next {
        self.stop();
        Next::End
    }

    fn unfinished(&mut self) -> Next {
        self.starved = true;
        Next::Unfinished
    }

    fn unclosed(&self, quote: OpenQuote, limit: Option<usize>) -> Error {
        let before = &self.buffer[self.at..self.at + quote.at];
        let line = self.place.line + self.readings.strict().count_lines(before);
        Error::UnclosedQuote { line, column: quote.field + 1, limit }
    }

    /// Whether there is nothing left in the buffer or the file.
    pub(super) fn is_done(&self) -> bool {
        self.ended && self.at == self.end
    }

    /// Forgets what is left: from now on there is nothing.
    pub(super) fn stop(&mut self) {
        (self.at, self.end, self.ended) = (0, 0, true);
    }

    /// Reads more, unless there is enough to work on.
    pub(super) fn refill(&mut self) -> Result<(), Error> {
        if !self.ended && (self.starved || self.end - self.at < self.limits.buffer / 2) {
            self.fill()?;
        }
        Ok(())
    }

    /// Moves what is left to the front and reads until the buffer is full, which is doubled if it was full.
    fn fill(&mut self) -> Result<(), Error> {
        self.starved = false;
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

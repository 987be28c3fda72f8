//! The records of a stream, one after the other: the buffer, and the position in the file.

use memchr::{memchr, memchr_iter};

use super::grammar::{Grammar, Record, Scan};
use crate::batch::RejectReason;
use crate::decode::transcode::original_len;
use crate::error::Error;
use crate::sniff::Charset;
use crate::source::Source;

/// Bytes of the buffer at first. It doubles when a record does not fit.
const BUFFER: usize = 256 << 10;

/// Bytes a record may have at most, whatever the limits say: a batch addresses its text with 32 bits.
const MAX_RECORD_BYTES: usize = 1 << 30;

/// The byte order mark, in UTF-8.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Why a record is not text for a table, and the 1-based column at fault.
pub(crate) type Fault = (Option<u32>, RejectReason);

/// A stream cut into records.
pub(crate) struct Records {
    source: Box<dyn Source + Send>,
    pub(crate) grammar: Grammar,
    charset: Charset,
    max_record_bytes: usize,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    /// Whether the record at the position does not end in the buffer.
    starved: bool,
    pub(crate) place: Place,
    after_cr: bool,
}

/// Where a record starts in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// 1-based physical line.
    pub(crate) line: u64,
    /// 0-based byte in the file after decompression, in the file's own encoding.
    pub(crate) byte: u64,
}

/// What comes next in the buffer.
pub(crate) enum Next {
    Record(Record),
    /// Nothing more in this file.
    End,
    /// The start of a record.
    Unfinished,
}

impl Records {
    /// Starts reading: skips a byte order mark and leading blank lines.
    pub(crate) fn open(
        source: Box<dyn Source + Send>,
        grammar: Grammar,
        charset: Charset,
        max_record_bytes: usize,
    ) -> Result<Self, Error> {
        let mut records = Self {
            source,
            grammar,
            charset,
            max_record_bytes: max_record_bytes.min(MAX_RECORD_BYTES),
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            ended: false,
            starved: false,
            place: Place { line: 1, byte: 0 },
            after_cr: false,
        };
        records.fill()?;
        if charset != Charset::Windows1252 && records.buffer[..records.end].starts_with(BOM) {
            records.at = BOM.len();
            records.place.byte = original_len(BOM, charset);
        }
        while let Some(record) = records.next()?.filter(|record| record.end == 0) {
            records.advance(&record);
        }
        Ok(records)
    }

    /// The bytes of the record that [`next`](Self::next) found, without its line end.
    #[inline]
    pub(crate) fn raw(&self, record: &Record) -> &[u8] {
        &self.buffer[self.at..self.at + record.end]
    }

    /// Forgets what is left: every later call of [`next`](Self::next) finds the end.
    pub(crate) fn stop(&mut self) {
        (self.at, self.end, self.ended) = (0, 0, true);
    }

    /// The text of a record, or why it has none.
    #[inline]
    pub(crate) fn text(&self, record: &Record) -> Result<&str, Fault> {
        let raw = self.raw(record);
        let text = match std::str::from_utf8(raw) {
            Ok(text) => text,
            Err(e) => {
                let at = e.valid_up_to();
                let byte = self.place.byte + original_len(&raw[..at], self.charset);
                let reason = RejectReason::InvalidText { byte, charset: self.charset.to_string() };
                return Err((self.column_at(raw, at), reason));
            }
        };
        if let Some(at) = memchr(0, raw) {
            let byte = self.place.byte + original_len(&raw[..at], self.charset);
            return Err((self.column_at(raw, at), RejectReason::NulByte { byte }));
        }
        match record.stray {
            Some(field) => Err((Some(field + 1), RejectReason::TextAfterQuote)),
            None => Ok(text),
        }
    }

    /// Moves the position behind a record.
    #[inline]
    pub(crate) fn advance(&mut self, record: &Record) {
        let bytes = &self.buffer[self.at..self.at + record.next];
        let terminator = self.grammar.terminator();
        self.place.line += if record.quoted { memchr_iter(terminator, bytes).count() as u64 } else { 1 };
        self.place.byte += original_len(bytes, self.charset);
        self.at += record.next;
        self.after_cr = terminator == b'\r';
    }

    /// The text at the position: up to the first byte that is not text for a table, and no more than the buffer holds
    /// at first.
    pub(crate) fn clean(&self) -> &str {
        let bytes = &self.buffer[self.at..self.end.min(self.at + BUFFER)];
        let bytes = &bytes[..memchr(0, bytes).unwrap_or(bytes.len())];
        match simdutf8::compat::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => simdutf8::basic::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default(),
        }
    }

    /// Moves the position behind `bytes` of the buffer, to a place that is known.
    pub(crate) fn skip(&mut self, bytes: usize, place: Place) {
        self.at += bytes;
        self.place = place;
    }

    /// Finds the next record, whose places are relative to the position. `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Result<Option<Record>, Error> {
        loop {
            match self.look()? {
                Next::Record(record) => return Ok(Some(record)),
                Next::End => return Ok(None),
                Next::Unfinished => self.fill()?,
            }
        }
    }

    /// As [`next`](Self::next), but only in what has been read.
    pub(crate) fn look(&mut self) -> Result<Next, Error> {
        loop {
            if self.at == self.end {
                return Ok(if self.ended { Next::End } else { Next::Unfinished });
            }
            if self.after_cr {
                self.after_cr = false;
                if self.buffer[self.at] == b'\n' {
                    self.at += 1;
                    self.place.byte += original_len(b"\n", self.charset);
                    continue;
                }
            }
            let limit = self.max_record_bytes;
            return match self.grammar.scan(&self.buffer[self.at..self.end], self.ended) {
                Scan::Record(record) if record.end > limit => {
                    Err(Error::RecordTooLong { line: self.place.line, limit })
                }
                Scan::Record(record) => Ok(Next::Record(record)),
                Scan::Open { quote: Some(quote) } if self.ended => Err(self.unclosed(quote, None)),
                Scan::Open { quote } if self.end - self.at > limit => Err(match quote {
                    Some(quote) => self.unclosed(quote, Some(limit)),
                    None => Error::RecordTooLong { line: self.place.line, limit },
                }),
                Scan::Open { .. } => {
                    self.starved = true;
                    Ok(Next::Unfinished)
                }
            };
        }
    }

    /// Reads more, unless there is enough to work on.
    pub(crate) fn refill(&mut self) -> Result<(), Error> {
        if !self.ended && (self.starved || self.end - self.at < BUFFER / 2) {
            self.fill()?;
        }
        Ok(())
    }

    /// Whether there is nothing left in the buffer or the file.
    pub(crate) fn is_done(&self) -> bool {
        self.ended && self.at == self.end
    }

    fn unclosed(&self, (at, field): (usize, u32), limit: Option<usize>) -> Error {
        let before = &self.buffer[self.at..self.at + at];
        let line = self.place.line + memchr_iter(self.grammar.terminator(), before).count() as u64;
        Error::UnclosedQuote { line, column: field + 1, limit }
    }

    /// The 1-based column in which a byte of the record lies.
    fn column_at(&self, raw: &[u8], at: usize) -> Option<u32> {
        // Up to there it is text; a quote left open by the cut ends the last field, which is the one looked for.
        let before = String::from_utf8_lossy(&raw[..at]);
        self.grammar.fields_of_cut(&before).try_into().ok()
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
        self.starved = false;
        Ok(())
    }
}

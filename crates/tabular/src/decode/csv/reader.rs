//! The record reader: a buffer over the stream, the position in the file, and the filling of batches.

use std::cmp::Ordering;

use memchr::{memchr, memchr_iter};

use super::grammar::{Grammar, Record, Scan};
use crate::batch::{Batch, RejectReason, RejectedRow};
use crate::decode::Decode;
use crate::decode::source::{Counter, Source};
use crate::decode::transcode::original_len;
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{Charset, Layout, placeholder_labels};

/// Bytes of the buffer at first. It doubles when a record does not fit.
const BUFFER: usize = 256 << 10;

/// Bytes per field up to which looking at each byte is faster than a vector search per field.
const SHORT_FIELD: usize = 16;

/// The byte order mark, in UTF-8.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// A delimited text file being read.
pub(crate) struct CsvDecoder {
    source: Box<dyn Source + Send>,
    counter: Counter,
    grammar: Grammar,
    charset: Charset,
    limits: Limits,
    labels: Vec<String>,
    header: bool,
    trailing: bool,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    /// Whether the buffer holds a NUL. Looking once per buffer is cheaper than once per record.
    has_nul: bool,
    /// 1-based physical line of `at`.
    line: u64,
    /// Byte of `at` in the file after decompression, in its own encoding.
    byte: u64,
    after_cr: bool,
}

impl CsvDecoder {
    pub(crate) fn open(
        source: Box<dyn Source + Send>,
        layout: &Layout,
        limits: &Limits,
        counter: Counter,
    ) -> Result<Self, Error> {
        let mut decoder = Self {
            source,
            counter,
            grammar: Grammar::new(layout.delimiter.value, layout.quote.value, layout.line_end.value),
            charset: layout.charset.value,
            // Cells are addressed with 32 bits.
            limits: Limits { max_record_bytes: limits.max_record_bytes.min(1 << 30), ..limits.clone() },
            labels: placeholder_labels(layout.labels.len()),
            header: layout.header.value,
            trailing: layout.trailing_delimiter.value,
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            ended: false,
            has_nul: false,
            line: 1,
            byte: 0,
            after_cr: false,
        };
        decoder.fill()?;
        if decoder.charset != Charset::Windows1252 && decoder.buffer[..decoder.end].starts_with(BOM) {
            decoder.at = BOM.len();
            decoder.byte = original_len(BOM, decoder.charset);
        }
        decoder.skip_blank_lines()?;
        if decoder.header {
            decoder.read_header()?;
        }
        decoder.check_width(decoder.labels.len(), decoder.line)?;
        Ok(decoder)
    }

    fn check_width(&self, count: usize, line: u64) -> Result<(), Error> {
        let limit = self.limits.max_columns;
        if count > limit { Err(Error::TooManyColumns { line, count, limit }) } else { Ok(()) }
    }

    fn skip_blank_lines(&mut self) -> Result<(), Error> {
        while let Some(record) = self.next_record()? {
            if record.end > 0 {
                break;
            }
            self.advance(&record);
        }
        Ok(())
    }

    fn read_header(&mut self) -> Result<(), Error> {
        let Some(record) = self.next_record()? else { return Err(Error::EmptyFile) };
        let line = self.line;
        let raw = &self.buffer[self.at..self.at + record.end];
        let text = match self.readable(raw, &record) {
            Ok(text) => text,
            Err((_, reason)) => return Err(Error::UnreadableHeader { line, reason }),
        };
        let count = self.grammar.fields(text).count();
        self.check_width(count, line)?;
        self.labels = self.grammar.labels(text);
        self.advance(&record);
        Ok(())
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
        self.has_nul = memchr(0, &self.buffer[..self.end]).is_some();
        Ok(())
    }

    /// Finds the record at `at`, whose places are relative to `at`. `None` at the end of the file.
    fn next_record(&mut self) -> Result<Option<Record>, Error> {
        loop {
            if self.at == self.end {
                if self.ended {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            }
            if self.after_cr {
                self.after_cr = false;
                if self.buffer[self.at] == b'\n' {
                    self.at += 1;
                    self.byte += original_len(b"\n", self.charset);
                    continue;
                }
            }
            let limit = self.limits.max_record_bytes;
            match self.grammar.scan(&self.buffer[self.at..self.end], self.ended) {
                Scan::Record(record) if record.end > limit => {
                    return Err(Error::RecordTooLong { line: self.line, limit });
                }
                Scan::Record(record) => return Ok(Some(record)),
                Scan::Open { quote: Some(quote) } if self.ended => return Err(self.unclosed(quote, None)),
                Scan::Open { quote } if self.end - self.at > limit => {
                    return Err(match quote {
                        Some(quote) => self.unclosed(quote, Some(limit)),
                        None => Error::RecordTooLong { line: self.line, limit },
                    });
                }
                Scan::Open { .. } => self.fill()?,
            }
        }
    }

    fn unclosed(&self, (at, field): (usize, u32), limit: Option<usize>) -> Error {
        let before = &self.buffer[self.at..self.at + at];
        let line = self.line + memchr_iter(self.grammar.terminator(), before).count() as u64;
        Error::UnclosedQuote { line, column: field + 1, limit }
    }

    /// Moves the position behind a record.
    #[inline]
    fn advance(&mut self, record: &Record) {
        let bytes = &self.buffer[self.at..self.at + record.next];
        let terminator = self.grammar.terminator();
        self.line += if record.quoted { memchr_iter(terminator, bytes).count() as u64 } else { 1 };
        self.byte += original_len(bytes, self.charset);
        self.at += record.next;
        self.after_cr = terminator == b'\r';
    }

    /// The text of a record, or the 1-based column and the reason why it is not text for a table.
    #[inline]
    fn readable<'a>(&self, raw: &'a [u8], record: &Record) -> Result<&'a str, (Option<u32>, RejectReason)> {
        let text = match std::str::from_utf8(raw) {
            Ok(text) => text,
            Err(e) => {
                let at = e.valid_up_to();
                let byte = self.byte + original_len(&raw[..at], self.charset);
                let reason = RejectReason::InvalidText { byte, charset: self.charset.to_string() };
                return Err((self.column_at(raw, at), reason));
            }
        };
        if self.has_nul
            && let Some(at) = memchr(0, raw)
        {
            let byte = self.byte + original_len(&raw[..at], self.charset);
            return Err((self.column_at(raw, at), RejectReason::NulByte { byte }));
        }
        match record.stray {
            Some(field) => Err((Some(field + 1), RejectReason::TextAfterQuote)),
            None => Ok(text),
        }
    }

    /// The 1-based column in which a byte of the record lies.
    fn column_at(&self, raw: &[u8], at: usize) -> Option<u32> {
        // Up to there it is text; a quote left open by the cut ends the last field, which is the one looked for.
        let before = String::from_utf8_lossy(&raw[..at]);
        self.grammar.fields_of_cut(&before).try_into().ok()
    }

    /// Puts the record into the batch, as a row or as a rejected one.
    fn take(&self, record: &Record, batch: &mut Batch) {
        let raw = &self.buffer[self.at..self.at + record.end];
        let width = self.labels.len();
        if raw.is_empty() && width > 1 {
            return;
        }
        let mark = batch.text_len();
        let result = self.readable(raw, record).and_then(|text| {
            if record.quoted {
                self.push_quoted(text, batch)
            } else {
                self.push_plain(text, batch)
            }
            self.check_row(batch)
        });
        match result {
            Ok(()) => batch.end_row(self.line, self.byte),
            Err((column, reason)) => {
                batch.cancel_row(mark);
                batch.reject(RejectedRow::new(self.line, self.byte, column, reason, raw));
            }
        }
    }

    fn check_row(&self, batch: &mut Batch) -> Result<(), (Option<u32>, RejectReason)> {
        let (expected, header) = (self.labels.len(), self.header);
        let mut found = batch.pending();
        // Every row of such a file ends with a delimiter. One that does not is complete only if its last cell
        // is there; otherwise a missing cell would be taken for the closing delimiter.
        if self.trailing && batch.last_is_null() {
            found -= 1;
            batch.pop_span();
        }
        match found.cmp(&expected) {
            Ordering::Less => return Err((None, RejectReason::TooFewFields { found, expected, header })),
            Ordering::Greater => {
                let reason = RejectReason::TooManyFields { found, expected, header };
                return Err((Some(expected as u32 + 1), reason));
            }
            Ordering::Equal => {}
        }
        let limit = self.limits.max_cell_bytes;
        match batch.pending_longer_than(limit) {
            Some(column) => Err((Some(column as u32 + 1), RejectReason::CellTooLong { limit })),
            None => Ok(()),
        }
    }

    /// Without quotes the record is copied as a whole, and its delimiters stay between the cells.
    #[inline]
    fn push_plain(&self, text: &str, batch: &mut Batch) {
        let base = batch.push_text(text);
        let mut start = base;
        let mut push = |end: usize| {
            batch.push_cell(start, end);
            start = end + 1;
        };
        if let Some(delimiter) = self.grammar.delimiter() {
            if text.len() < SHORT_FIELD * self.labels.len() {
                let bytes = text.as_bytes().iter().enumerate();
                bytes.filter(|(_, b)| **b == delimiter).for_each(|(i, _)| push(base + i));
            } else {
                memchr_iter(delimiter, text.as_bytes()).for_each(|i| push(base + i));
            }
        }
        push(base + text.len());
    }

    fn push_quoted(&self, text: &str, batch: &mut Batch) {
        let quote = self.grammar.quote().map_or('"', char::from);
        for field in self.grammar.fields(text) {
            if !field.quoted && field.text.is_empty() {
                batch.push_null();
                continue;
            }
            let start = batch.text_len();
            let mut rest = field.text;
            // Of each doubled quote the first is kept.
            while let Some(at) = if field.doubled { rest.find(quote) } else { None } {
                batch.push_text(&rest[..=at]);
                rest = &rest[at + 2..];
            }
            batch.push_text(rest);
            batch.push_span(start, batch.text_len());
        }
    }
}

impl Decode for CsvDecoder {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        batch.reset(self.labels.len());
        while !batch.is_full() {
            match self.next_record() {
                Ok(Some(record)) => {
                    self.take(&record, batch);
                    self.advance(&record);
                }
                Ok(None) => break,
                Err(e) => {
                    batch.reset(self.labels.len());
                    (self.at, self.end, self.ended) = (0, 0, true);
                    return Err(e);
                }
            }
        }
        Ok(!batch.is_empty() || !batch.rejected.is_empty())
    }

    fn bytes_read(&self) -> u64 {
        self.counter.get()
    }
}

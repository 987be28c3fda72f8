//! Rows of delimited text: the width of every row, and the filling of batches.

use std::cmp::Ordering;
use std::ops::Range;

use super::grammar::Grammar;
use super::header;
use super::records::{BUFFER, Bounds, Next, Records};
use super::recover::{Reading, Readings, Width};
use super::regular::{Doubled, Regular};
use super::scan::{Field, Record};
use crate::batch::{Batch, Locale, RejectReason, RejectedRow};
use crate::decode::Decode;
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{Delimited, Delimiter, placeholder_labels};
use crate::source::{Counter, Source};

/// A delimited text file being read.
pub(crate) struct CsvDecoder {
    records: Records,
    counter: Counter,
    locale: Locale,
    labels: Vec<String>,
    header: bool,
    width: Width,
    /// Whether a row may lack its last cells.
    short_rows: bool,
    max_cell_bytes: usize,
    /// `None` when no row of this grammar can be read 64 bytes at a time.
    regular: Option<Regular>,
    /// The fields of the record that is looked at.
    fields: Vec<Field>,
    doubled: Doubled,
}

/// How a file is read, apart from what it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Whether the stream goes on to the end of the file.
    pub(crate) complete: bool,
    /// Bytes of the buffer at first.
    pub(crate) buffer: usize,
    /// Whether regular rows are read 64 bytes at a time.
    pub(crate) regular: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { complete: true, buffer: BUFFER, regular: true }
    }
}

impl CsvDecoder {
    pub(crate) fn open(
        source: Box<dyn Source + Send>,
        layout: &Delimited,
        labels: usize,
        limits: &Limits,
        counter: Counter,
        settings: Settings,
    ) -> Result<Self, Error> {
        let grammar = Grammar::of(layout);
        let marks = grammar.marks().filter(|_| settings.regular);
        let charset = layout.charset.value;
        let frame = &layout.frame;
        let bounds = Bounds {
            max_record_bytes: limits.max_record_bytes,
            buffer: settings.buffer,
            skip: frame.skip.value,
            end: frame.end.value,
            complete: settings.complete,
            allows_nul: limits.allows_nul,
        };
        let mut records = Records::open(source, Readings::new(grammar), charset, bounds)?;
        let line = records.place.line;
        let trailing = layout.trailing_delimiter.value;
        let header = frame.header.value > 0;
        let labels = match frame.header.value {
            0 => placeholder_labels(labels),
            rows => header::read(&mut records, rows, Width { columns: labels, trailing })?,
        };
        let locale = match layout.delimiter.value == Delimiter::SEMICOLON {
            true => Locale::Semicolons,
            false => Locale::Any,
        };
        let limit = limits.max_columns;
        if labels.len() > limit {
            return Err(Error::TooManyColumns { line, count: labels.len(), limit });
        }
        let width = Width { columns: labels.len(), trailing };
        let regular = marks.map(|marks| Regular {
            marks,
            width,
            max_bytes: limits.max_record_bytes.min(limits.max_cell_bytes),
            end: frame.end.value.unwrap_or(u64::MAX),
            charset,
        });
        let max_cell_bytes = limits.max_cell_bytes;
        let (fields, doubled) = (Vec::new(), Doubled::default());
        let short_rows = layout.short_rows.value;
        Ok(Self {
            records,
            counter,
            locale,
            labels,
            header,
            width,
            short_rows,
            max_cell_bytes,
            regular,
            fields,
            doubled,
        })
    }

    /// Puts the whole records of the buffer into the batch, as far as there is room.
    fn read_buffer(&mut self, batch: &mut Batch) -> Result<(), Error> {
        self.records.refill()?;
        // Where in the batch's text the text at the position is, as far as it has been put there.
        let mut clean = 0..0;
        while !batch.is_full() {
            self.read_regular(&mut clean, batch);
            match self.records.look(self.width, &mut self.fields)? {
                Next::Record(record, reading) => {
                    self.take(&record, reading, batch);
                    self.records.advance(&record);
                    clean.start += record.next;
                }
                Next::Reject(record, field, reason) => {
                    self.set_aside(&record, field, reason, batch);
                    self.records.advance(&record);
                    clean.start += record.next;
                }
                Next::Unfinished | Next::End => break,
            }
        }
        Ok(())
    }

    /// Puts the regular rows at the position into the batch.
    fn read_regular(&mut self, clean: &mut Range<usize>, batch: &mut Batch) {
        let Some(regular) = &self.regular else { return };
        if clean.start >= clean.end {
            clean.start = batch.push_text(self.records.clean());
            clean.end = batch.text_len();
        }
        let mut place = self.records.place;
        let text = batch.take_text();
        let bytes = &text.as_bytes()[..clean.end];
        let next = regular.read(bytes, clean.start, &mut place, &mut self.doubled, batch);
        batch.put_text(text);
        self.records.skip(next - clean.start, place);
        clean.start = next;
        if let Some(quote) = regular.marks.quote {
            self.doubled.cells.iter().for_each(|cell| batch.undouble(*cell, quote));
        }
    }

    /// Puts the record into the batch, as a row or as a rejected one.
    fn take(&self, record: &Record, reading: Reading, batch: &mut Batch) {
        if self.is_blank(record) {
            return;
        }
        let mark = batch.text_len();
        let result = match self.records.text(record) {
            Ok(text) => {
                self.push_cells(text, reading, batch);
                self.check_row(batch)
            }
            Err((at, reason)) => Err((self.column_at(at), reason)),
        };
        match result {
            Ok(()) => batch.end_row(self.records.place.line, self.records.place.byte),
            Err((column, reason)) => {
                batch.cancel_row(mark);
                self.reject(record, column, reason, batch);
            }
        }
    }

    /// Puts a record that is no row among the rejected ones.
    fn set_aside(&self, record: &Record, field: Option<u32>, reason: RejectReason, batch: &mut Batch) {
        if record.end == 0 {
            return;
        }
        match self.records.text(record) {
            Ok(_) => self.reject(record, field.map(|field| field + 1), reason, batch),
            Err((at, reason)) => self.reject(record, self.column_at(at), reason, batch),
        }
    }

    fn reject(&self, record: &Record, column: Option<u32>, reason: RejectReason, batch: &mut Batch) {
        let place = self.records.place;
        batch.reject(RejectedRow::new(place.line, place.byte, column, reason, self.records.raw(record)));
    }

    /// Whether there is nothing on the line. In a single column that is a row with NULL.
    fn is_blank(&self, record: &Record) -> bool {
        let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
        self.width.columns > 1
            && matches!(self.fields[..], [Field { quoted: false, .. }])
            && self.records.raw(record).iter().all(is_blank)
    }

    /// The 1-based column in which a byte of the record lies.
    fn column_at(&self, at: usize) -> Option<u32> {
        let column = self.fields.iter().position(|field| at <= field.end)?;
        u32::try_from(column + 1).ok()
    }

    fn push_cells(&self, text: &str, reading: Reading, batch: &mut Batch) {
        let grammar = self.records.readings.grammar(reading);
        let base = batch.push_text(text);
        for field in &self.fields {
            let (start, end) = (base + field.start, base + field.end);
            if field.escaped {
                batch.push_written(|out| grammar.unescape(&text[field.start..field.end], field.quoted, out));
            } else if field.quoted || start < end {
                batch.push_span(start, end);
            } else {
                batch.push_null();
            }
        }
    }

    fn check_row(&self, batch: &mut Batch) -> Result<(), (Option<u32>, RejectReason)> {
        let (expected, header) = (self.width.columns, self.header);
        let mut found = batch.pending();
        // Every row of such a file ends with a delimiter. One that does not is complete only if its last cell
        // is there; otherwise a missing cell would be taken for the closing delimiter.
        if self.width.trailing && batch.last_is_null() {
            found -= 1;
            batch.pop_cell();
        }
        while self.short_rows && (2..expected).contains(&found) {
            batch.push_null();
            found += 1;
        }
        match found.cmp(&expected) {
            Ordering::Less => return Err((None, RejectReason::TooFewFields { found, expected, header })),
            Ordering::Greater => {
                let reason = RejectReason::TooManyFields { found, expected, header };
                return Err((Some(expected as u32 + 1), reason));
            }
            Ordering::Equal => {}
        }
        let limit = self.max_cell_bytes;
        match batch.pending_longer_than(limit) {
            Some(column) => Err((Some(column as u32 + 1), RejectReason::CellTooLong { limit })),
            None => Ok(()),
        }
    }
}

impl Decode for CsvDecoder {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        loop {
            // The text of a record that is longer than a batch fills it without making a row.
            batch.reset(self.labels.len());
            batch.locale = self.locale;
            if let Err(e) = self.read_buffer(batch) {
                batch.reset(self.labels.len());
                self.records.stop();
                return Err(e);
            }
            let any = !batch.is_empty() || !batch.rejected.is_empty();
            if any || self.records.is_done() {
                return Ok(any);
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        self.counter.get()
    }
}

//! Rows of delimited text: the header, the width of every row, and the filling of batches.

use std::cmp::Ordering;

use super::grammar::{Grammar, Record};
use super::records::{Fault, Next, Records};
use super::regular::Regular;
use crate::batch::{Batch, RejectReason, RejectedRow};
use crate::decode::Decode;
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{Delimited, placeholder_labels};
use crate::source::{Counter, Source};

/// A delimited text file being read.
pub(crate) struct CsvDecoder {
    records: Records,
    counter: Counter,
    labels: Vec<String>,
    header: bool,
    trailing: bool,
    max_cell_bytes: usize,
    /// `None` when no row of this grammar can be read 64 bytes at a time.
    regular: Option<Regular>,
    /// Cells of the batch in which quotes are doubled.
    doubled: Vec<usize>,
}

impl CsvDecoder {
    pub(crate) fn open(
        source: Box<dyn Source + Send>,
        layout: &Delimited,
        width: usize,
        limits: &Limits,
        counter: Counter,
    ) -> Result<Self, Error> {
        let grammar = Grammar::new(layout.delimiter.value, layout.quote.value, layout.line_end.value);
        let mut records = Records::open(source, grammar, layout.charset.value, limits.max_record_bytes)?;
        let header = layout.frame.header.value > 0;
        let (line, limit) = (records.place.line, limits.max_columns);
        let labels = if header { read_header(&mut records, limit)? } else { placeholder_labels(width) };
        if labels.len() > limit {
            return Err(Error::TooManyColumns { line, count: labels.len(), limit });
        }
        let trailing = layout.trailing_delimiter.value;
        let max_cell_bytes = limits.max_cell_bytes;
        let regular = records.grammar.marks().map(|marks| Regular {
            marks,
            width: labels.len(),
            trailing,
            max_bytes: limits.max_record_bytes.min(max_cell_bytes),
            charset: layout.charset.value,
        });
        Ok(Self { records, counter, labels, header, trailing, max_cell_bytes, regular, doubled: Vec::new() })
    }

    /// Puts the whole records of the buffer into the batch, as far as there is room.
    fn read_buffer(&mut self, batch: &mut Batch) -> Result<(), Error> {
        self.records.refill()?;
        // Where in the batch's text the text at the position is, as far as it has been put there.
        let mut clean = 0..0;
        while !batch.is_full() {
            if let Some(regular) = &self.regular {
                if clean.is_empty() {
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
            }
            match self.records.look()? {
                Next::Record(record) => {
                    self.take(&record, batch);
                    self.records.advance(&record);
                    clean.start += record.next;
                }
                Next::Unfinished | Next::End => break,
            }
        }
        if let Some(quote) = self.records.grammar.quote() {
            self.doubled.drain(..).for_each(|cell| batch.undouble(cell, char::from(quote)));
        }
        Ok(())
    }

    /// Puts the record into the batch, as a row or as a rejected one.
    fn take(&self, record: &Record, batch: &mut Batch) {
        let records = &self.records;
        let raw = records.raw(record);
        let width = self.labels.len();
        if raw.is_empty() && width > 1 {
            return;
        }
        let mark = batch.text_len();
        let result = records.text(record).and_then(|text| {
            self.push_fields(text, batch);
            self.check_row(batch)
        });
        match result {
            Ok(()) => batch.end_row(records.place.line, records.place.byte),
            Err((column, reason)) => {
                batch.cancel_row(mark);
                batch.reject(RejectedRow::new(records.place.line, records.place.byte, column, reason, raw));
            }
        }
    }

    fn check_row(&self, batch: &mut Batch) -> Result<(), Fault> {
        let (expected, header) = (self.labels.len(), self.header);
        let mut found = batch.pending();
        // Every row of such a file ends with a delimiter. One that does not is complete only if its last cell
        // is there; otherwise a missing cell would be taken for the closing delimiter.
        if self.trailing && batch.last_is_null() {
            found -= 1;
            batch.pop_cell();
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

    fn push_fields(&self, text: &str, batch: &mut Batch) {
        let quote = self.records.grammar.quote().map_or('"', char::from);
        for field in self.records.grammar.fields(text) {
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
        loop {
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

fn read_header(records: &mut Records, limit: usize) -> Result<Vec<String>, Error> {
    let Some(record) = records.next()? else { return Err(Error::EmptyFile) };
    let line = records.place.line;
    let text = records.text(&record).map_err(|(_, reason)| Error::UnreadableHeader { line, reason })?;
    let count = records.grammar.fields(text).count();
    if count > limit {
        return Err(Error::TooManyColumns { line, count, limit });
    }
    let labels = records.grammar.labels(text);
    records.advance(&record);
    Ok(labels)
}

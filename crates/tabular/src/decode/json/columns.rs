//! Column-oriented JSON: an object with one array per column, or one object per column whose keys number the rows, as
//! pandas writes it. Each column is read by a reader of its own, side by side, so that none has to be held.

use super::cells::{Cell, Origin};
use super::grammar::Fault;
use super::{Text, join, key, pointer};
use crate::batch::{Batch, RejectReason, RejectedRow};
use crate::decode::Decode;
use crate::error::Error;
use crate::limits::Limits;
use crate::source::Counter;

/// Columns that are read side by side at most: each holds a reader and its buffer.
pub(crate) const MAX_SIDE_BY_SIDE: usize = 256;

/// Columns being read.
pub(crate) struct ColumnsDecoder {
    columns: Vec<Column>,
    labels: Vec<String>,
    /// One for each reader, since each passes over the whole file.
    counters: Vec<Counter>,
    max_cell_bytes: usize,
    ended: bool,
}

struct Column {
    text: Text,
    is_object: bool,
    first: bool,
    allows_nul: bool,
}

impl ColumnsDecoder {
    /// `open` answers a reader of the file from its start.
    pub(crate) fn open(
        open: impl Fn(&Counter) -> Result<Text, Error>,
        at: &str,
        labels: &[String],
        limits: &Limits,
    ) -> Result<Self, Error> {
        if labels.len() > MAX_SIDE_BY_SIDE {
            return Err(Error::TooManyColumns { line: 1, count: labels.len(), limit: MAX_SIDE_BY_SIDE });
        }
        let counters = vec![(); labels.len()].into_iter().map(|()| Counter::default()).collect::<Vec<_>>();
        let mut columns = Vec::new();
        for (label, counter) in labels.iter().zip(&counters) {
            let mut text = open(counter)?;
            pointer::go(&mut text, &join(at, label))?;
            let is_object = match text.next_significant()? {
                Some(b'{') => true,
                Some(b'[') => false,
                _ => return Err(text.invalid(0, Fault::Value)),
            };
            text.advance(1);
            columns.push(Column { text, is_object, first: true, allows_nul: limits.allows_nul });
        }
        let max_cell_bytes = limits.max_cell_bytes;
        Ok(Self { columns, labels: labels.to_vec(), counters, max_cell_bytes, ended: false })
    }

    fn row(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        let mut more = 0;
        for column in &mut self.columns {
            more += usize::from(column.next()?);
        }
        let Some(first) = self.columns.first().filter(|_| more == self.columns.len()) else {
            if let Some(column) = self.columns.first().filter(|_| more > 0) {
                return Err(column.text.invalid(0, Fault::CommaOrBracket));
            }
            for column in &mut self.columns {
                column.text.pass_while(|_| true)?;
            }
            return Ok(false);
        };
        let (line, byte, mark) = (first.text.line, first.text.byte, batch.text_len());
        let mut unread = None;
        let mut written = Vec::new();
        for (i, column) in self.columns.iter_mut().enumerate() {
            let (raw, taken) = column.cell(batch)?;
            let taken = taken.and_then(|cell| match cell.len() > self.max_cell_bytes {
                true => Err(RejectReason::CellTooLong { limit: self.max_cell_bytes }),
                false => Ok(cell),
            });
            match taken {
                Ok(cell) => cell.push(batch),
                Err(reason) => unread = unread.or(Some((i as u32 + 1, reason))),
            }
            if !written.is_empty() {
                written.push(b',');
            }
            written.extend(raw);
        }
        match unread {
            None => batch.end_row(line, byte),
            Some((column, reason)) => {
                batch.cancel_row(mark);
                batch.reject(RejectedRow::new(line, byte, Some(column), reason, &written));
            }
        }
        Ok(true)
    }
}

impl Column {
    /// Moves to the next value, if there is one.
    fn next(&mut self) -> Result<bool, Error> {
        let (close, fault) =
            if self.is_object { (b'}', Fault::CommaOrBrace) } else { (b']', Fault::CommaOrBracket) };
        match self.text.next_significant()? {
            Some(byte) if byte == close => return Ok(false),
            Some(b',') if !self.first => self.text.advance(1),
            Some(_) if self.first => {}
            Some(_) => return Err(self.text.invalid(0, fault)),
            None => return Err(self.text.invalid(0, Fault::Ends)),
        }
        self.first = false;
        if self.is_object {
            key(&mut self.text)?;
        }
        self.text.next_significant()?;
        Ok(true)
    }

    /// Takes the value, and answers it as written and as a cell.
    fn cell(&mut self, batch: &mut Batch) -> Result<(Vec<u8>, Result<Cell, RejectReason>), Error> {
        let len = self.text.value()?.map_err(|(at, fault)| self.text.invalid(at, fault))?;
        let byte = self.text.byte;
        let raw = self.text.held(len).to_vec();
        let cell = match str::from_utf8(&raw) {
            Ok(value) => {
                let (charset, allows_nul) = (self.text.charset(), self.allows_nul);
                Origin { whole: value, byte, charset, allows_nul }.cell(value, batch)
            }
            Err(_) => Err(RejectReason::InvalidText { byte, charset: self.text.charset().to_string() }),
        };
        self.text.advance(len);
        Ok((raw, cell))
    }
}

impl Decode for ColumnsDecoder {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        batch.reset(self.labels.len());
        while !self.ended && !batch.is_full() {
            match self.row(batch) {
                Ok(true) => {}
                Ok(false) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    batch.reset(self.labels.len());
                    return Err(error);
                }
            }
        }
        Ok(!batch.is_empty() || !batch.rejected.is_empty())
    }

    fn bytes_read(&self) -> u64 {
        self.counters.iter().map(Counter::get).max().unwrap_or_default()
    }
}

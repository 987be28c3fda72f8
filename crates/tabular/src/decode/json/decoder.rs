//! Rows of JSON, each a value of its own: objects, arrays, features, or anything in one column.

use std::collections::HashMap;

use super::cells::{Cell, Origin};
use super::rows::{BrokenAt, Row, Rows};
use super::value::{Kind, elements, members, text_or_written};
use super::{Text, feature_label};
use crate::batch::{Batch, RejectReason, RejectedRow};
use crate::decode::Decode;
use crate::decode::transcode::original_len;
use crate::error::Error;
use crate::limits::Limits;
use crate::sniff::{JsonLayout, JsonRows};
use crate::source::Counter;

/// Why a row is none, and the 1-based column at fault.
type Unread = (Option<u32>, RejectReason);

/// JSON being read.
pub(crate) struct JsonDecoder {
    rows: Rows,
    shape: JsonRows,
    has_header: bool,
    labels: Vec<String>,
    columns: HashMap<String, usize>,
    cells: Vec<Option<Cell>>,
    counter: Counter,
    max_cell_bytes: usize,
    allows_nul: bool,
}

impl JsonDecoder {
    pub(crate) fn open(
        text: Text,
        layout: &JsonLayout,
        labels: &[String],
        complete: bool,
        limits: &Limits,
        counter: Counter,
    ) -> Result<Self, Error> {
        let mut rows = Rows::open(text, layout.arrangement.value, &layout.pointer.value, complete)?;
        let has_header = layout.rows.value == JsonRows::Arrays && layout.header.value > 0;
        let mut labels = labels.to_vec();
        if has_header && let Some(row) = rows.next()? {
            labels = labels_of(&String::from_utf8_lossy(rows.raw(&row)));
            rows.advance(&row);
        }
        let columns = labels.iter().enumerate().map(|(i, label)| (label.clone(), i)).collect();
        Ok(Self {
            rows,
            shape: layout.rows.value,
            has_header,
            columns,
            cells: vec![None; labels.len()],
            labels,
            counter,
            max_cell_bytes: limits.max_cell_bytes,
            allows_nul: limits.allows_nul,
        })
    }

    /// Puts a row into the batch, as a row or as a rejected one.
    fn take(&mut self, row: &Row, batch: &mut Batch) {
        let mark = batch.text_len();
        let result = match row.fault {
            Some(BrokenAt { fault, .. }) => {
                Err((None, RejectReason::InvalidJson { detail: fault.to_string() }))
            }
            None => self.cells_of(row, batch),
        };
        let result = result.and_then(|()| match batch.pending_longer_than(self.max_cell_bytes) {
            Some(column) => {
                Err((Some(column as u32 + 1), RejectReason::CellTooLong { limit: self.max_cell_bytes }))
            }
            None => Ok(()),
        });
        match result {
            Ok(()) => batch.end_row(row.line, row.byte),
            Err((column, reason)) => {
                batch.cancel_row(mark);
                batch.reject(RejectedRow::new(row.line, row.byte, column, reason, self.rows.raw(row)));
            }
        }
    }

    fn cells_of(&mut self, row: &Row, batch: &mut Batch) -> Result<(), Unread> {
        let (byte, charset) = (row.byte, self.rows.text.charset());
        let value = str::from_utf8(self.rows.raw(row)).map_err(|e| {
            let before = &self.rows.raw(row)[..e.valid_up_to()];
            let byte = byte + original_len(before, charset);
            (None, RejectReason::InvalidText { byte, charset: charset.to_string() })
        })?;
        let origin = Origin { whole: value, byte, charset, allows_nul: self.allows_nul };
        let mut filled =
            Filled { origin, columns: &self.columns, labels: &self.labels, cells: &mut self.cells, next: 0 };
        filled.cells.fill(None);
        let expect = |kind: Kind, what: &'static str| {
            if Kind::of(value) == kind {
                Ok(())
            } else {
                Err((None, RejectReason::OtherShape { expected: what.to_owned() }))
            }
        };
        match self.shape {
            JsonRows::Values => {
                let cell = origin.cell(value, batch).map_err(|reason| (Some(1), reason))?;
                cell.push(batch);
                return Ok(());
            }
            JsonRows::Arrays => {
                expect(Kind::Array, "an array")?;
                return self.elements_of(origin, batch);
            }
            JsonRows::Objects => {
                expect(Kind::Object, "an object")?;
                for (key, value) in members(value) {
                    filled.put(key, value, batch)?;
                }
            }
            JsonRows::Features => {
                expect(Kind::Object, "an object")?;
                for (key, value) in members(value) {
                    match key {
                        "type" => {}
                        "properties" if Kind::of(value) == Kind::Object => {
                            for (key, value) in members(value) {
                                filled.put(key, value, batch)?;
                            }
                        }
                        // `[]` is what a language without a type for objects writes for an empty one.
                        "properties" if Kind::of(value) == Kind::Null || elements(value).next().is_none() => {
                        }
                        member => {
                            let label = feature_label(&text_or_written(member));
                            let own =
                                if filled.columns.contains_key(&label) { label } else { member.to_owned() };
                            filled.put(&own, value, batch)?;
                        }
                    }
                }
            }
        }
        for cell in &self.cells {
            cell.unwrap_or(Cell::NULL).push(batch);
        }
        Ok(())
    }

    fn elements_of(&self, array: Origin<'_>, batch: &mut Batch) -> Result<(), Unread> {
        let (expected, header) = (self.labels.len(), self.has_header);
        let mut found = 0;
        for value in elements(array.whole) {
            found += 1;
            if found <= expected {
                let cell = array.cell(value, batch).map_err(|reason| (Some(found as u32), reason))?;
                cell.push(batch);
            }
        }
        match found.cmp(&expected) {
            std::cmp::Ordering::Less => Err((None, RejectReason::TooFewFields { found, expected, header })),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => {
                Err((Some(expected as u32 + 1), RejectReason::TooManyFields { found, expected, header }))
            }
        }
    }
}

/// The cells of an object, in whatever order its keys come.
struct Filled<'a> {
    origin: Origin<'a>,
    columns: &'a HashMap<String, usize>,
    labels: &'a [String],
    cells: &'a mut [Option<Cell>],
    /// The column whose key comes next if the keys come in the order of the columns, as they mostly do.
    next: usize,
}

impl Filled<'_> {
    fn put(&mut self, key: &str, value: &str, batch: &mut Batch) -> Result<(), Unread> {
        let expected = self.labels.get(self.next).is_some_and(|label| label == key);
        let column = if expected && !key.contains('\\') {
            Some(self.next)
        } else if key.contains('\\') {
            self.columns.get(&text_or_written(key)).copied()
        } else {
            self.columns.get(key).copied()
        };
        let Some(column) = column else {
            return Err((None, RejectReason::UnknownKey { key: text_or_written(key) }));
        };
        self.next = column + 1;
        let at = Some(column as u32 + 1);
        if self.cells[column].is_some() {
            return Err((at, RejectReason::DuplicateKey { key: text_or_written(key) }));
        }
        let cell = self.origin.cell(value, batch).map_err(|reason| (at, reason))?;
        self.cells[column] = Some(cell);
        Ok(())
    }
}

impl Decode for JsonDecoder {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        batch.reset(self.labels.len());
        while !batch.is_full() {
            match self.rows.next() {
                Ok(Some(row)) => {
                    self.take(&row, batch);
                    self.rows.advance(&row);
                }
                Ok(None) => break,
                Err(error) => {
                    batch.reset(self.labels.len());
                    return Err(error);
                }
            }
        }
        Ok(!batch.is_empty() || !batch.rejected.is_empty())
    }

    fn bytes_read(&self) -> u64 {
        self.counter.get()
    }
}

/// The labels in an array: the text of strings, everything else as written.
pub(crate) fn labels_of(array: &str) -> Vec<String> {
    let label = |value: &str| match Kind::of(value) {
        Kind::String => text_or_written(value.get(1..value.len() - 1).unwrap_or_default()),
        Kind::Null => String::new(),
        _ => value.to_owned(),
    };
    elements(array).map(label).collect()
}

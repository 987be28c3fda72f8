//! The rows of a sheet, as its records give them one after the other.

use std::sync::Arc;

use super::bytes::{f64_at, u16_at, u32_at};
use super::record::Records;
use super::{BOF, EOF, Shared, damaged, formula};
use crate::decode::sheet::merged::{Merged, Ranges};
use crate::decode::sheet::number::push_float;
use crate::decode::sheet::number_format::pad;
use crate::decode::sheet::row::{Kind, Row};
use crate::decode::sheet::{Rows, serial};
use crate::error::Error;
use crate::limits::Limits;

/// Kinds of records with cells ([MS-XLS] §2.3.2).
const LABEL_SST: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MANY_RK: u16 = 0x00BD;
const BOOL_OR_ERROR: u16 = 0x0205;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;

/// The list of merged cells ([MS-XLS] §2.4.168), or a part of it.
const MERGED: u16 = 0x00E5;

/// Cells of one row at most, counting those that a later one in the same place replaces.
const MAX_CELLS: usize = 512;

/// A sheet being read.
pub(super) struct XlsRows {
    records: Records,
    shared: Arc<Shared>,
    /// Whether the record that was read last is yet to be taken: it belongs to the next row.
    pending: Option<u16>,
    /// A formula whose text comes in the next record: its column.
    text_for: Option<u32>,
    /// The last row with cells.
    given_row: u64,
    /// Charts within the sheet.
    depth: u32,
    ended: bool,
    given: u64,
    size: u64,
    limits: Limits,
    merged: Ranges,
}

impl XlsRows {
    /// `size` is the number of bytes of the whole file.
    pub(super) fn new(records: Records, shared: Arc<Shared>, size: u64, limits: &Limits) -> Self {
        let limits = limits.clone();
        Self {
            records,
            shared,
            pending: None,
            text_for: None,
            given_row: 0,
            depth: 0,
            ended: false,
            given: 0,
            size,
            limits,
            merged: Ranges::default(),
        }
    }

    /// Takes a record with a cell of the row.
    fn take(&mut self, kind: u16, row: &mut Row) -> Result<(), Error> {
        let data = &self.records.data;
        let (column, style) = (u32::from(u16_at(data, 2)), u16_at(data, 4));
        let start = row.text.len();
        match kind {
            NUMBER => self.push_number(f64_at(data, 6), style, column, row),
            RK => self.push_number(rk(u32_at(data, 6)), style, column, row),
            MANY_RK => {
                for (i, cell) in data[4..data.len().max(6) - 2].chunks_exact(6).enumerate() {
                    self.push_number(rk(u32_at(cell, 2)), u16_at(cell, 0), column + i as u32, row);
                }
            }
            BOOL_OR_ERROR => push_bool_or_error(data.get(6), data.get(7) == Some(&1), column, row),
            LABEL_SST => {
                if !self.shared.push_string(u32_at(data, 6), &mut row.text)? {
                    let detail = format!("a cell of row {} refers to a text that is missing", row.number);
                    return Err(damaged(&detail));
                }
                push_text(column, start, row);
            }
            LABEL | RICH_LABEL => {
                let text = self.shared.text(&mut self.records, 6, 2)?;
                row.text.push_str(&text);
                push_text(column, start, row);
            }
            FORMULA if u16_at(data, 12) == u16::MAX => match data[6] {
                0 => self.text_for = Some(column),
                1 => push_bool_or_error(data.get(8), false, column, row),
                2 => push_bool_or_error(data.get(8), true, column, row),
                // The empty text; programs that compute nothing store it as the result of every formula.
                _ if self.shared.biff8
                    && formula::gives_no_text(data.get(22..).unwrap_or_default(), u16_at(data, 20)) =>
                {
                    row.push(column, Kind::NoResult, start);
                }
                _ => {}
            },
            FORMULA => self.push_number(f64_at(data, 6), style, column, row),
            _ => {}
        }
        row.check_len(self.limits.max_record_bytes)
    }

    /// A formula that gave a text which never came.
    fn end_formula(&mut self, row: &mut Row) {
        if let Some(column) = self.text_for.take() {
            row.push(column, Kind::NoResult, row.text.len());
        }
    }

    fn push_number(&self, value: f64, style: u16, column: u32, row: &mut Row) {
        let start = row.text.len();
        let shape = self.shared.styles.get(usize::from(style)).copied().unwrap_or_default();
        let kind = serial::push(value, shape, self.shared.epoch, &mut row.text);
        if kind.is_none() && value.is_finite() {
            push_float(value, &mut row.text);
            pad(shape, start, &mut row.text);
        }
        if row.text.len() > start {
            row.push(column, kind.unwrap_or(Kind::Number), start);
        }
    }
}

fn push_text(column: u32, start: usize, row: &mut Row) {
    if row.text.len() > start {
        row.push(column, Kind::Text, start);
    }
}

fn push_bool_or_error(value: Option<&u8>, is_error: bool, column: u32, row: &mut Row) {
    let text = match (is_error, value.copied().unwrap_or(0)) {
        (false, 0) => "false",
        (false, _) => "true",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    };
    let start = row.text.len();
    row.text.push_str(text);
    row.push(column, if is_error { Kind::Error } else { Kind::Boolean }, start);
}

/// A number in 30 bits ([MS-XLS] §2.5.217): whole, or the upper part of a float; either may stand for hundredths.
fn rk(bits: u32) -> f64 {
    let value = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from((bits as i32) >> 2),
    };
    if bits & 1 == 1 { value / 100.0 } else { value }
}

/// Bytes that a record with a cell has at least.
fn least(kind: u16) -> Option<usize> {
    Some(match kind {
        LABEL_SST | RK | MANY_RK => 10,
        LABEL | RICH_LABEL | BOOL_OR_ERROR => 8,
        NUMBER | FORMULA => 14,
        _ => return None,
    })
}

impl Rows for XlsRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, Error> {
        row.clear(0);
        while !self.ended {
            let next = match self.pending.take() {
                Some(kind) => Some(kind),
                None => self.records.next()?,
            };
            let Some(kind) = next else {
                // Some programs leave the last record out.
                self.ended = true;
                break;
            };
            match kind {
                BOF => self.depth += 1,
                EOF if self.depth == 0 => self.ended = true,
                EOF => self.depth -= 1,
                STRING if self.text_for.is_some() => {
                    let text = self.shared.text(&mut self.records, 0, 2)?;
                    let start = row.text.len();
                    row.text.push_str(&text);
                    push_text(self.text_for.take().unwrap_or(0), start, row);
                    row.check_len(self.limits.max_record_bytes)?;
                }
                MERGED if self.depth == 0 => {
                    for range in self.records.data.get(2..).unwrap_or_default().chunks_exact(8) {
                        let row = |at| u64::from(u16_at(range, at)) + 1;
                        self.merged.push(u16_at(range, 4).into(), row(0), row(2));
                    }
                }
                kind if self.depth == 0
                    && least(kind).is_some_and(|least| self.records.data.len() >= least) =>
                {
                    self.end_formula(row);
                    let number = u64::from(u16_at(&self.records.data, 0)) + 1;
                    if row.number != 0 && row.number != number && (!row.cells.is_empty()) {
                        self.pending = Some(kind);
                        break;
                    }
                    if row.cells.len() >= MAX_CELLS {
                        return Err(damaged("a row has more cells than a sheet can have"));
                    }
                    row.number = number;
                    self.take(kind, row)?;
                }
                _ => {}
            }
        }
        self.end_formula(row);
        row.sort();
        self.given += row.text.len() as u64;
        self.limits.check_inflation(self.size, self.given)?;
        if row.cells.is_empty() {
            return Ok(false);
        }
        self.given_row = row.follows(self.given_row).map_err(|detail| damaged(&detail))?;
        Ok(true)
    }

    fn merged(&self) -> &[Merged] {
        self.merged.as_slice()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_30_bits() {
        assert_eq!(rk(0x3FF0_0000), 1.0);
        assert_eq!(rk(0x3FF0_0001), 0.01);
        assert_eq!(rk(0x004B_5646), 1_234_321.0);
        assert_eq!(rk(0x004B_5647), 12_343.21);
        assert_eq!(rk((-5_i32 << 2) as u32 | 2), -5.0);
    }
}

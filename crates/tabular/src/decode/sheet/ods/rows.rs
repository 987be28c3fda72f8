//! The rows of a table, as its XML gives them one after the other.

use quick_xml::events::Event;

use super::super::Rows;
use super::super::merged::{Merged, Ranges};
use super::super::row::{Kind, Row};
use super::super::xml::Xml;
use super::cell::{CellTag, repeated};
use super::text::push_cell_text;
use crate::error::Error;
use crate::limits::Limits;

/// Columns and rows of the largest sheets that LibreOffice makes.
const MAX_COLUMNS: u64 = 16_384;
const MAX_ROWS: u64 = 1 << 24;

/// A table being read.
pub(super) struct OdsRows {
    xml: Xml,
    /// The depth within the table's element.
    depth: usize,
    /// The last row.
    number: u64,
    /// Times that the last row is yet to be given.
    again: u64,
    last: Row,
    /// What the cell shows.
    shown: String,
    /// Bytes of text of all rows so far: cells and rows can repeat without end.
    given: u64,
    /// Bytes of the file.
    size: u64,
    limits: Limits,
    merged: Ranges,
}

impl OdsRows {
    /// From within the table's element on. `size` is the number of bytes of the whole file.
    pub(super) fn new(xml: Xml, size: u64, limits: &Limits) -> Self {
        let depth = xml.depth();
        let (last, shown, limits) = (Row::default(), String::new(), limits.clone());
        Self {
            xml,
            depth,
            number: 0,
            again: 0,
            last,
            shown,
            given: 0,
            size,
            limits,
            merged: Ranges::default(),
        }
    }

    fn read_row(&mut self) -> Result<(), Error> {
        self.last.clear(self.number);
        let outside = self.xml.depth().saturating_sub(1);
        let mut column = 0;
        while self.xml.depth() > outside {
            let (tag, empty) = match self.xml.next()? {
                Event::Start(tag) if is_cell(tag.local_name().as_ref()) => (CellTag::new(&tag), false),
                Event::Empty(tag) if is_cell(tag.local_name().as_ref()) => (CellTag::new(&tag), true),
                _ => continue,
            };
            self.shown.clear();
            if !empty {
                push_cell_text(&mut self.xml, &mut self.shown)?;
            }
            if !tag.covered {
                // The number is that of the row before.
                let row = self.number.saturating_add(1);
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                self.merged.push(column, row, row.saturating_add(tag.rows - 1));
            }
            if !tag.covered {
                self.push(&tag, column)?;
            }
            column = tag.repeated.saturating_add(column);
        }
        Ok(())
    }

    fn push(&mut self, tag: &CellTag, column: u64) -> Result<(), Error> {
        let row = &mut self.last;
        let start = row.text.len();
        let kind = tag.push(&self.shown, &mut row.text);
        let value = start..row.text.len();
        if value.is_empty() && kind != Kind::NoResult {
            return Ok(());
        }
        if column.saturating_add(tag.repeated) > MAX_COLUMNS {
            let detail = format!("row {} has more cells than a sheet can have", self.number);
            return Err(self.xml.damaged(detail));
        }
        row.push(column as u32, kind, start);
        if kind == Kind::NoResult {
            // The first one sets the row aside; the others would cost memory that no text accounts for.
            return Ok(());
        }
        for next in column + 1..column + tag.repeated {
            let start = row.text.len();
            row.text.extend_from_within(value.clone());
            row.push(next as u32, kind, start);
            row.check_len(self.limits.max_record_bytes)?;
        }
        row.check_len(self.limits.max_record_bytes)
    }

    /// Gives the last row once more.
    fn give(&mut self, row: &mut Row) -> Result<bool, Error> {
        if self.number >= MAX_ROWS {
            return Err(self.xml.damaged("it has more rows than a sheet can have"));
        }
        self.again -= 1;
        self.number += 1;
        self.given += self.last.text.len() as u64;
        self.limits.check_inflation(self.size, self.given)?;
        row.clone_from(&self.last);
        row.number = self.number;
        Ok(true)
    }
}

fn is_cell(name: &str) -> bool {
    matches!(name, "table-cell" | "covered-table-cell")
}

impl Rows for OdsRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, Error> {
        if self.again > 0 {
            return self.give(row);
        }
        while self.xml.depth() >= self.depth && self.depth > 0 {
            match self.xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-row" => {
                        let times = repeated(&tag, "number-rows-repeated");
                        self.read_row()?;
                        if self.last.cells.is_empty() {
                            self.number = self.number.saturating_add(times);
                        } else {
                            self.again = times;
                            return self.give(row);
                        }
                    }
                    // Charts keep tables of their own.
                    "shapes" | "forms" => self.xml.skip()?,
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "table-row" => {
                    let times = repeated(&tag, "number-rows-repeated");
                    self.number = self.number.saturating_add(times);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if self.depth > 0 {
            self.xml.drain()?;
            self.depth = 0;
        }
        Ok(false)
    }

    fn merged(&self) -> &[Merged] {
        self.merged.as_slice()
    }
}

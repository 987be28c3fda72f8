//! The rows of a worksheet, as its XML gives them one after the other.

use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::Shared;
use super::merged::Search;
use super::reference::{self, MAX_COLUMNS};
use super::rich_text::{push_rich_text, push_text};
use crate::decode::sheet::merged::{Merged, Ranges};
use crate::decode::sheet::number::{push_float, push_number};
use crate::decode::sheet::number_format::{Shape, pad};
use crate::decode::sheet::row::{Kind, Row};
use crate::decode::sheet::xml::Xml;
use crate::decode::sheet::{Rows, iso, serial};
use crate::error::Error;
use crate::limits::Limits;

/// Cells of one row at most, counting those that a later one in the same place replaces.
const MAX_CELLS: usize = 2 * MAX_COLUMNS as usize;

/// A worksheet being read.
pub(super) struct XlsxRows {
    xml: Xml,
    shared: Arc<Shared>,
    /// The last row.
    number: u64,
    /// The last row with cells.
    given_row: u64,
    ended: bool,
    value: String,
    /// Bytes of text of all rows so far: shared texts can repeat without end.
    given: u64,
    /// Bytes of the file.
    size: u64,
    limits: Limits,
    /// Whether the shared texts are read to their end when the sheet has ended.
    checks_texts: bool,
    merged: Ranges,
}

/// What the attributes of a cell say.
#[derive(Default)]
struct CellTag {
    /// 0-based column and 1-based row.
    place: Option<(u32, u64)>,
    style: usize,
    kind: CellType,
}

#[derive(Clone, Copy, Default)]
enum CellType {
    #[default]
    Number,
    Shared,
    /// The text that a formula gave, or text within the cell.
    Text,
    Boolean,
    Error,
    Date,
}

impl XlsxRows {
    /// `size` is the number of bytes of the whole file.
    pub(super) fn new(xml: Xml, shared: Arc<Shared>, size: u64, limits: &Limits, checks_texts: bool) -> Self {
        let (value, limits) = (String::new(), limits.clone());
        Self {
            xml,
            shared,
            number: 0,
            given_row: 0,
            ended: false,
            value,
            given: 0,
            size,
            limits,
            checks_texts,
            merged: Ranges::default(),
        }
    }

    fn read_row(&mut self, row: &mut Row) -> Result<(), Error> {
        row.clear(self.number);
        let mut column = 0;
        loop {
            match self.xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "c" => {
                    let tag = CellTag::new(&tag);
                    column = self.place(&tag, column, row)?;
                    self.read_cell(&tag, column, row)?;
                    column += 1;
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                    let tag = CellTag::new(&tag);
                    column = self.place(&tag, column, row)? + 1;
                }
                Event::Start(_) => self.xml.skip()?,
                Event::End(_) => break,
                _ => {}
            }
        }
        row.sort();
        self.given += row.text.len() as u64;
        self.limits.check_inflation(self.size, self.given)
    }

    /// The column of a cell. A row without a number has that of its cells.
    fn place(&mut self, tag: &CellTag, next: u32, row: &mut Row) -> Result<u32, Error> {
        if let Some((_, number)) = tag.place
            && row.cells.is_empty()
            && number > self.number
        {
            self.number = number;
            row.number = number;
        }
        let column = tag.place.map_or(next, |(column, _)| column);
        if column >= MAX_COLUMNS || row.cells.len() >= MAX_CELLS {
            return Err(self.xml.damaged(format!("row {} has more cells than a sheet can have", row.number)));
        }
        Ok(column)
    }

    fn read_cell(&mut self, tag: &CellTag, column: u32, row: &mut Row) -> Result<(), Error> {
        let start = row.text.len();
        self.value.clear();
        let (mut inline, mut formula, mut stored) = (false, false, false);
        loop {
            match self.xml.next()? {
                // An empty value is the empty text only where the cell says that its formula gave a text.
                Event::Empty(inner) => match inner.local_name().as_ref() {
                    "f" => formula = true,
                    "v" => stored |= matches!(tag.kind, CellType::Text),
                    "is" => inline = true,
                    _ => {}
                },
                Event::Start(inner) => match inner.local_name().as_ref() {
                    "v" => {
                        stored |= matches!(tag.kind, CellType::Text);
                        push_text(&mut self.xml, &mut self.value)?;
                    }
                    "f" => {
                        formula = true;
                        self.xml.skip()?;
                    }
                    "is" => {
                        inline = true;
                        push_rich_text(&mut self.xml, &mut row.text)?;
                    }
                    _ => self.xml.skip()?,
                },
                Event::End(_) => break,
                _ => {}
            }
        }
        if formula && !inline && !stored && self.value.is_empty() {
            row.push(column, Kind::NoResult, start);
            return Ok(());
        }
        let kind = if inline { Some(Kind::Text) } else { self.push_value(tag, row)? };
        if let Some(kind) = kind
            && row.text.len() > start
        {
            row.push(column, kind, start);
        }
        row.check_len(self.limits.max_record_bytes)
    }

    /// Appends the value; `None` when there is none.
    fn push_value(&self, tag: &CellTag, row: &mut Row) -> Result<Option<Kind>, Error> {
        let (value, text) = (self.value.as_str(), &mut row.text);
        if value.is_empty() {
            return Ok(None);
        }
        Ok(Some(match tag.kind {
            CellType::Number => self.push_number(value, self.shared.styles.shape(tag.style), text),
            CellType::Shared => {
                let known = match value.trim().parse() {
                    Ok(index) => self.shared.strings.push_to(index, text)?,
                    Err(_) => false,
                };
                if !known {
                    let detail = format!("a cell of row {} refers to a text that is missing", row.number);
                    return Err(self.xml.damaged(detail));
                }
                Kind::Text
            }
            CellType::Text => {
                text.push_str(value);
                Kind::Text
            }
            CellType::Error => {
                text.push_str(value);
                Kind::Error
            }
            CellType::Boolean => match value.trim() {
                "1" | "true" => {
                    text.push_str("true");
                    Kind::Boolean
                }
                "0" | "false" => {
                    text.push_str("false");
                    Kind::Boolean
                }
                other => {
                    text.push_str(other);
                    Kind::Text
                }
            },
            CellType::Date => iso::push(value, self.shared.styles.shape(tag.style), text),
        }))
    }

    fn push_number(&self, value: &str, shape: Shape, text: &mut String) -> Kind {
        let start = text.len();
        if !matches!(shape, Shape::Number | Shape::Padded(_))
            && let Ok(number) = value.trim().parse::<f64>()
        {
            if let Some(kind) = serial::push(number, shape, self.shared.epoch, text) {
                return kind;
            }
            if number.is_finite() {
                push_float(number, text);
                return Kind::Number;
            }
        }
        if push_number(value, text) {
            pad(shape, start, text);
            return Kind::Number;
        }
        // Not a number at all: it stays as it is.
        text.push_str(value);
        Kind::Text
    }
}

impl CellTag {
    #[inline]
    fn new(tag: &BytesStart<'_>) -> Self {
        let mut found = Self::default();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "r" => found.place = reference::parse(value),
                "s" => found.style = value.parse().unwrap_or(0),
                "t" => {
                    found.kind = match value {
                        "s" => CellType::Shared,
                        "str" | "inlineStr" => CellType::Text,
                        "b" => CellType::Boolean,
                        "e" => CellType::Error,
                        "d" => CellType::Date,
                        _ => CellType::Number,
                    }
                }
                _ => {}
            }
        }
        found
    }
}

/// The number of a row that says it.
fn row_number(tag: &BytesStart<'_>) -> Option<u64> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.as_ref() == "r")?;
    found.value.trim().parse().ok()
}

impl Rows for XlsxRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, Error> {
        while !self.ended {
            match self.xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                    self.number = row_number(&tag).unwrap_or(self.number.saturating_add(1));
                    self.read_row(row)?;
                    if !row.cells.is_empty() {
                        self.given_row =
                            row.follows(self.given_row).map_err(|detail| self.xml.damaged(detail))?;
                        return Ok(true);
                    }
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "row" => {
                    self.number = row_number(&tag).unwrap_or(self.number.saturating_add(1));
                }
                Event::End(tag) if tag.local_name().as_ref() == "sheetData" => {
                    self.ended = true;
                    let mut search = Search::default();
                    self.xml.drain_through(|bytes| search.pass(bytes, &mut self.merged))?;
                    if self.checks_texts {
                        self.shared.strings.finish()?;
                    }
                }
                Event::Eof => self.ended = true,
                _ => {}
            }
        }
        Ok(false)
    }

    fn merged(&self) -> &[Merged] {
        self.merged.as_slice()
    }
}

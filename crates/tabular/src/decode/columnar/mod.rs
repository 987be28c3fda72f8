//! Parquet and Arrow files: columns that the file itself names and types.
//!
//! A `Blocks` hands out blocks of some rows of all columns: `parquet` and `arrow` each have one. `render` turns the
//! values of a block into the text of cells, by what they mean (`meaning`) and not by how they are stored. Both
//! libraries trust a file more than a stranger's file deserves: `budget` bounds what it may claim before anything is
//! allocated, `guard` turns a panic into an error.

mod arrow;
mod budget;
mod guard;
mod meaning;
mod parquet;
mod render;

use arrow_array::RecordBatch;

use super::Decode;
use crate::batch::{Batch, RejectedRow};
use crate::error::Error;
use crate::limits::Limits;
use crate::schema::Declared;
use crate::sniff::Format;
use crate::source::Counter;
use crate::unwrap::Content;
use guard::guarded;
use meaning::{ColumnMeaning, Meaning};
use render::{Cells, Fault, Style};

pub(crate) use arrow::is_stream as is_arrow_stream;

/// Text that a columnar file of any size may become. Beyond it the text may be as much longer than the file as
/// [`Limits::max_inflation_ratio`] says. More than for a compressed stream, because equal values of a column cost next
/// to nothing.
const GRACE_BYTES: u64 = 1 << 30;

/// Bytes for which a row counts besides its text: rows of nothing can be as many as a number can say.
const ROW_BYTES: usize = 16;

/// Rows, a block at a time.
trait Blocks: Send {
    /// The columns, in the order of a block's.
    fn columns(&self) -> &[ColumnMeaning];

    /// The next block, of any number of rows; `None` at the end.
    fn next(&mut self) -> Result<Option<RecordBatch>, Error>;

    /// The format's name, such as `Parquet file`.
    fn found(&self) -> &'static str;

    /// Bytes of the data file read so far.
    fn bytes_read(&self) -> u64;
}

/// The names of the columns, without reading a row.
pub(crate) fn labels(content: &Content<'_>, format: Format) -> Result<Vec<String>, Error> {
    if format == Format::Parquet {
        return guarded(parquet::FOUND, || parquet::labels(content));
    }
    let blocks = blocks(content, format, &Counter::default())?;
    Ok(blocks.columns().iter().map(|column| column.label.clone()).collect())
}

fn blocks(content: &Content<'_>, format: Format, counter: &Counter) -> Result<Box<dyn Blocks>, Error> {
    Ok(match format {
        Format::Parquet => {
            Box::new(guarded(parquet::FOUND, || parquet::ParquetBlocks::open(content, counter))?)
        }
        _ => Box::new(guarded(arrow::FOUND, || {
            arrow::ArrowBlocks::open(content, format == Format::Arrow, counter)
        })?),
    })
}

/// A Parquet or Arrow file being read.
pub(crate) struct ColumnarDecoder {
    blocks: Box<dyn Blocks>,
    labels: Vec<String>,
    /// The block being written, if any is.
    block: Option<Block>,
    /// How bytes of no declared kind are written, per column; known from the first block.
    bytes_as_text: Option<Vec<bool>>,
    limits: Limits,
    /// 1-based number of the next row.
    row: u64,
    /// Bytes of text so far, with one per cell and [`ROW_BYTES`] per row.
    written: u64,
    ended: bool,
    /// The bytes as stored, where something is around the file.
    stored: Option<Counter>,
    cell: String,
}

struct Block {
    columns: Vec<Box<dyn Cells>>,
    rows: usize,
    at: usize,
}

impl ColumnarDecoder {
    pub(crate) fn open(
        content: &Content<'_>,
        format: Format,
        limits: &Limits,
        counter: Counter,
    ) -> Result<Self, Error> {
        let blocks = blocks(content, format, &counter)?;
        Ok(Self {
            labels: blocks.columns().iter().map(|column| column.label.clone()).collect(),
            blocks,
            block: None,
            bytes_as_text: None,
            limits: limits.clone(),
            row: 1,
            written: 0,
            ended: false,
            stored: content.is_wrapped().then_some(counter),
            cell: String::new(),
        })
    }

    /// Makes the next block with rows the current one; `false` at the end.
    fn advance(&mut self) -> Result<bool, Error> {
        while self.block.as_ref().is_none_or(|block| block.at == block.rows) {
            self.block = None;
            let blocks = &mut self.blocks;
            let Some(batch) = guarded(blocks.found(), || blocks.next())? else { return Ok(false) };
            let columns = blocks.columns();
            let as_text = self.bytes_as_text.get_or_insert_with(|| {
                let is_text = |(column, array): (&ColumnMeaning, _)| {
                    column.meaning == Meaning::Bytes && render::looks_like_text(array)
                };
                columns.iter().zip(batch.columns()).map(is_text).collect()
            });
            let cells = columns.iter().zip(batch.columns()).zip(as_text).map(|((column, array), as_text)| {
                let style = Style { bytes_as_text: *as_text, max_cell_bytes: self.limits.max_cell_bytes };
                render::cells(array, &column.meaning, style)
            });
            let columns = guarded(blocks.found(), || cells.collect::<Result<_, Error>>())?;
            self.block = Some(Block { columns, rows: batch.num_rows(), at: 0 });
        }
        Ok(true)
    }

    /// Writes the next row of the block into the batch, or why it cannot be.
    fn take(&mut self, batch: &mut Batch) -> Result<(), Error> {
        let Some(block) = &mut self.block else { return Ok(()) };
        let (at, line) = (block.at, self.row);
        block.at += 1;
        self.row += 1;
        let mark = batch.text_len();
        for (col, column) in block.columns.iter().enumerate() {
            if column.is_null(at) {
                batch.push_null();
                continue;
            }
            self.cell.clear();
            let written = column.write(at, &mut self.cell);
            let limit = self.limits.max_cell_bytes;
            let written = written.and_then(|()| check(&self.cell, &self.limits));
            if let Err(fault) = written {
                batch.cancel_row(mark);
                let raw = raw(&block.columns, at);
                let column = Some(col as u32 + 1);
                batch.reject(RejectedRow::new(line, 0, column, fault.reason(limit), raw.as_bytes()));
                return Ok(());
            }
            let start = batch.push_text(&self.cell);
            batch.push_span(start, start + self.cell.len());
            if batch.text_len() - mark > self.limits.max_record_bytes {
                return Err(Error::RecordTooLong { line, limit: self.limits.max_record_bytes });
            }
        }
        batch.end_row(line, 0);
        self.written += (batch.text_len() - mark + self.labels.len() + ROW_BYTES) as u64;
        Ok(())
    }

    fn check_inflation(&self) -> Result<(), Error> {
        let compressed = self.blocks.bytes_read();
        let by_ratio = compressed.saturating_mul(self.limits.max_inflation_ratio).max(GRACE_BYTES);
        let allowed = by_ratio.min(self.limits.max_inflated_bytes);
        if self.written > allowed {
            return Err(Error::InflatesTooFar { compressed, inflated: allowed });
        }
        Ok(())
    }

    fn fill(&mut self, batch: &mut Batch) -> Result<(), Error> {
        while !batch.is_full() && self.advance()? {
            let found = self.blocks.found();
            // An array that contradicts itself is found out when its values are looked at.
            guarded(found, || {
                while !batch.is_full() && self.block.as_ref().is_some_and(|block| block.at < block.rows) {
                    self.take(batch)?;
                }
                Ok(())
            })?;
        }
        self.check_inflation()
    }
}

/// What a cell may be, whatever it was written from.
fn check(cell: &str, limits: &Limits) -> Result<(), Fault> {
    if cell.len() > limits.max_cell_bytes {
        Err(Fault::TooLong)
    } else if !limits.allows_nul && memchr::memchr(0, cell.as_bytes()).is_some() {
        Err(Fault::Nul)
    } else {
        Ok(())
    }
}

/// A row that cannot be loaded as a JSON array, as far as it can be written at all.
fn raw(columns: &[Box<dyn Cells>], row: usize) -> String {
    let mut raw = String::from("[");
    for (col, column) in columns.iter().enumerate() {
        if col > 0 {
            raw.push(',');
        }
        if raw.len() > crate::batch::MAX_RAW_BYTES {
            break;
        }
        let mark = raw.len();
        if column.write_json(row, &mut raw).is_err() {
            raw.truncate(mark);
            raw.push_str("\"?\"");
        }
    }
    raw.push(']');
    raw
}

impl Decode for ColumnarDecoder {
    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn declared(&self) -> Vec<Option<Declared>> {
        self.blocks.columns().iter().map(|column| Some(column.declared())).collect()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Error> {
        batch.reset(self.labels.len());
        if self.ended {
            return Ok(false);
        }
        match self.fill(batch) {
            Ok(()) => {
                self.ended = batch.is_empty() && batch.rejected.is_empty();
                Ok(!self.ended)
            }
            Err(error) => {
                batch.reset(self.labels.len());
                self.block = None;
                self.ended = true;
                Err(error)
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        self.stored.as_ref().map_or_else(|| self.blocks.bytes_read(), Counter::get)
    }
}

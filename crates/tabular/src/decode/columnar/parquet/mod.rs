//! Parquet (<https://parquet.apache.org/docs/file-format/>): rows from row groups, one page of each column at a time.

mod chunk;
mod codec;
mod delta;
mod description;
mod footer;
mod memory;
mod page;
mod page_header;
mod pages;
mod row_group;
mod schema;
mod thrift;
mod types;

use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::FieldLevels;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

use super::Blocks;
use super::budget::Budget;
use super::meaning::ColumnMeaning;
use crate::error::Error;
use crate::source::Counter;
use crate::unwrap::Content;
use chunk::Chunks;
use footer::Footer;
use row_group::RowGroup;

pub(super) const FOUND: &str = "Parquet file";

/// Rows of a block at most.
const BLOCK_ROWS: i64 = 1024;

/// Bytes of a block, on average. Rows with values in the megabytes come in small blocks.
const BLOCK_BYTES: i64 = 8 << 20;

/// A Parquet file, a block at a time.
pub(super) struct ParquetBlocks {
    chunks: Arc<Chunks>,
    footer: Footer,
    columns: Vec<ColumnMeaning>,
    levels: FieldLevels,
    budget: Budget,
    /// The row group being read.
    group: Option<ParquetRecordBatchReader>,
    next_group: usize,
    /// Rows of the current group that are still to come.
    rows_left: i64,
    rows_read: i64,
}

impl ParquetBlocks {
    pub(super) fn open(content: &Content<'_>, counter: &Counter) -> Result<Self, Error> {
        let chunks = Arc::new(Chunks::open(content, counter)?);
        let footer = Footer::read(&chunks)?;
        let columns = types::columns(&footer.file)?;
        let levels = schema::levels(footer.file.file_metadata().schema_descr())?;
        Ok(Self {
            chunks,
            footer,
            columns,
            levels,
            budget: Budget::default(),
            group: None,
            next_group: 0,
            rows_left: 0,
            rows_read: 0,
        })
    }

    fn open_group(&mut self, index: usize) -> Result<ParquetRecordBatchReader, Error> {
        let metadata = self.footer.group(index)?;
        let group = RowGroup { chunks: self.chunks.clone(), metadata, budget: self.budget.clone() };
        self.rows_left = group.own().num_rows();
        let bytes_per_row = group.own().total_byte_size().max(0) / self.rows_left.max(1) + 1;
        let rows = (BLOCK_BYTES / bytes_per_row).clamp(1, BLOCK_ROWS) as usize;
        ParquetRecordBatchReader::try_new_with_row_groups(&self.levels, &group, rows, None)
            .map_err(|error| self.chunks.arrived(|| chunk::fault(&error)))
    }
}

/// The names of the columns, without a look at the row groups.
pub(super) fn labels(content: &Content<'_>) -> Result<Vec<String>, Error> {
    let file = Footer::schema(&Chunks::open(content, &Counter::default())?)?;
    Ok(types::columns(&file)?.into_iter().map(|column| column.label).collect())
}

impl Blocks for ParquetBlocks {
    fn columns(&self) -> &[ColumnMeaning] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        loop {
            if let Some(group) = &mut self.group {
                self.budget.next_block();
                if let Some(block) = group.next() {
                    let block = block
                        .map_err(|error| self.chunks.arrived(|| chunk::damaged(chunk::sentence(&error))))?;
                    self.rows_left -= block.num_rows() as i64;
                    self.rows_read += block.num_rows() as i64;
                    return Ok(Some(block));
                }
                if self.rows_left != 0 {
                    let number = self.next_group;
                    let detail = format!("row group {number} has not as many rows as it declares");
                    return Err(chunk::damaged(detail));
                }
                self.group = None;
            }
            if self.next_group == self.footer.groups() {
                return Ok(None);
            }
            self.group = Some(self.open_group(self.next_group)?);
            self.next_group += 1;
        }
    }

    fn found(&self) -> &'static str {
        FOUND
    }

    /// In proportion to the rows; the columns of a row are far apart.
    fn bytes_read(&self) -> u64 {
        let rows = self.footer.file.file_metadata().num_rows().max(1);
        let size = i128::from(self.chunks.size());
        let done = self.group.is_none() && self.next_group == self.footer.groups();
        if done {
            self.chunks.size()
        } else {
            (size * i128::from(self.rows_read) / i128::from(rows)).clamp(0, size) as u64
        }
    }
}

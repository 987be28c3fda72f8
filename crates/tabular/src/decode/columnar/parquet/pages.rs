//! The pages of one column of a row group.
//!
//! The library has a reader of pages too, but one that allocates what a page claims. This one looks at the claims first.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;

use super::chunk::{Chunks, damaged};
use super::memory::Memory;
use super::page;
use super::page_header::{PageHeader, PageKind};
use super::row_group::RowGroup;
use crate::error::Error;

/// Bytes by which a column with a dictionary may be longer than it says: older writers did not count the header of the
/// dictionary's page (<https://issues.apache.org/jira/browse/IMPALA-694>). Nothing is read once all values are there.
const UNCOUNTED_HEADER: u64 = 100;

/// The pages of a column, one after the other.
pub(super) struct Pages {
    chunks: Arc<Chunks>,
    memory: Memory,
    /// The header that was read but not its page.
    header: Option<PageHeader>,
    next: u64,
    end: u64,
    codec: Compression,
    /// Values, nulls included, on pages that are still to come.
    values_left: u64,
}

impl Pages {
    /// # Errors
    /// When the column is not within the file.
    pub(super) fn open(group: &RowGroup, column: &ColumnChunkMetaData) -> std::result::Result<Self, Error> {
        let data = column.data_page_offset();
        // Zero stands for "none" too.
        let dictionary = column.dictionary_page_offset().filter(|dictionary| *dictionary > 0);
        let start = match dictionary {
            Some(dictionary) if dictionary < data || data == 0 => dictionary,
            _ => data,
        };
        let beyond = || damaged(format!("column {} lies beyond its end", column.column_path()));
        let start = u64::try_from(start).map_err(|_| beyond())?;
        let len = u64::try_from(column.compressed_size()).map_err(|_| beyond())?;
        let end = start.checked_add(len).filter(|end| *end <= group.chunks.size()).ok_or_else(beyond)?;
        Ok(Self {
            chunks: group.chunks.clone(),
            memory: Memory::new(group.budget.clone(), column.column_descr()),
            header: None,
            next: start,
            end: (end + UNCOUNTED_HEADER).min(group.chunks.size()),
            codec: column.compression(),
            values_left: u64::try_from(column.num_values()).map_err(|_| beyond())?,
        })
    }

    /// The header of the next page with values; `None` when all values have been there.
    fn peek(&mut self) -> std::result::Result<Option<PageHeader>, Error> {
        while self.header.is_none() && self.values_left > 0 && self.next < self.end {
            let header = PageHeader::read(&self.chunks, self.next, self.end)?;
            self.next += header.len;
            match header.kind {
                PageKind::Index => self.next += header.compressed as u64,
                _ => self.header = Some(header),
            }
        }
        Ok(self.header)
    }

    /// Passes the page whose header was read, and answers where it starts.
    fn pass(&mut self, header: &PageHeader) -> std::result::Result<u64, Error> {
        self.header = None;
        let start = self.next;
        self.next += header.compressed as u64;
        if header.kind != PageKind::Dictionary {
            self.values_left = self.values_left.saturating_sub(header.values()?.into());
        }
        Ok(start)
    }

    fn read(&mut self) -> std::result::Result<Option<Page>, Error> {
        let Some(header) = self.peek()? else { return Ok(None) };
        let start = self.pass(&header)?;
        self.memory.hold_page(&header)?;
        let stored = self.chunks.exactly(start, header.compressed)?;
        if header.checksum.is_some_and(|checksum| checksum != crc32fast::hash(&stored)) {
            return Err(damaged(format!("the checksum of the page at byte {start} does not match")));
        }
        let page = page::unpack(self.codec, &header, stored)?;
        self.memory.hold_texts(&page)?;
        Ok(Some(page))
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.read().map_err(|error| self.chunks.pass(error))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        let header = self.peek().map_err(|error| self.chunks.pass(error))?;
        let Some(header) = header else { return Ok(None) };
        let number = |field| header.number(field).map(|number| number as usize);
        let (num_rows, num_levels) = match header.kind {
            PageKind::Dictionary => (None, None),
            PageKind::DataV2 => (Some(number(3)), Some(number(1))),
            PageKind::Data | PageKind::Index => (None, Some(number(1))),
        };
        let pass = |error| self.chunks.pass(error);
        Ok(Some(PageMetadata {
            num_rows: num_rows.transpose().map_err(pass)?,
            num_levels: num_levels.transpose().map_err(pass)?,
            is_dict: header.kind == PageKind::Dictionary,
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        let passed = match self.peek() {
            Ok(Some(header)) => self.pass(&header).map(drop),
            other => other.map(drop),
        };
        passed.map_err(|error| self.chunks.pass(error))
    }
}

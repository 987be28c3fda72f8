//! The pages of a row group's columns.
//!
//! The library has a reader of pages too, but one that allocates what a page claims. This one looks at the claims first.

use std::sync::Arc;

use bytes::Bytes;
use parquet::arrow::arrow_reader::RowGroups;
use parquet::basic::{Compression, Encoding, Type as Physical};
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::Result;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, RowGroupMetaData};

use super::chunk::{Chunks, damaged};
use super::page_header::{PageHeader, PageKind};
use super::{FOUND, codec, delta};
use crate::decode::columnar::budget::{Budget, Held};
use crate::error::Error;

/// Bytes that a decoder keeps per value of a dictionary besides the value, and per length of a delta-encoded text.
const BYTES_PER_ENTRY: u64 = 16;

/// Bytes by which a column with a dictionary may be longer than it says: older writers did not count the header of the
/// dictionary's page (<https://issues.apache.org/jira/browse/IMPALA-694>). Nothing is read once all values are there.
const UNCOUNTED_HEADER: u64 = 100;

/// One row group, as the library wants it.
pub(super) struct RowGroup {
    pub(super) chunks: Arc<Chunks>,
    pub(super) metadata: Arc<ParquetMetaData>,
    pub(super) index: usize,
    pub(super) budget: Budget,
}

impl RowGroups for RowGroup {
    fn num_rows(&self) -> usize {
        usize::try_from(self.metadata.row_group(self.index).num_rows()).unwrap_or(0)
    }

    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        let column = self.metadata.row_group(self.index).column(column);
        if column.num_values() == 0 {
            return Ok(Box::new(OneColumn(None)));
        }
        let pages = Pages::open(self, column).map_err(|error| self.chunks.pass(error))?;
        Ok(Box::new(OneColumn(Some(Box::new(pages)))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(std::iter::once(self.metadata.row_group(self.index)))
    }

    fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }
}

/// The pages of one column of one row group.
struct OneColumn(Option<Box<dyn PageReader>>);

impl Iterator for OneColumn {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.take().map(Ok)
    }
}

impl PageIterator for OneColumn {}

/// The pages of a column, one after the other.
struct Pages {
    chunks: Arc<Chunks>,
    budget: Budget,
    /// The header that was read but not its page.
    header: Option<PageHeader>,
    next: u64,
    end: u64,
    codec: Compression,
    physical: Physical,
    /// Bytes of a value of fixed length.
    type_length: u64,
    /// The highest repetition and definition levels.
    levels: (i16, i16),
    /// Values, nulls included, on pages that are still to come.
    values_left: u64,
    dictionary: Option<Held>,
    /// The pages of which values may be in the current block, which has this number.
    held: Vec<Held>,
    block: u64,
}

impl Pages {
    fn open(group: &RowGroup, column: &ColumnChunkMetaData) -> std::result::Result<Self, Error> {
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
        let column_type = column.column_descr();
        Ok(Self {
            chunks: group.chunks.clone(),
            budget: group.budget.clone(),
            header: None,
            next: start,
            end: (end + UNCOUNTED_HEADER).min(group.chunks.size()),
            codec: column.compression(),
            physical: column.column_type(),
            type_length: u64::try_from(column_type.type_length()).unwrap_or(0),
            levels: (column_type.max_rep_level(), column_type.max_def_level()),
            values_left: u64::try_from(column.num_values()).map_err(|_| beyond())?,
            dictionary: None,
            held: vec![],
            block: 0,
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
        self.hold(&header)?;
        let stored = self.chunks.exactly(start, header.compressed)?;
        if header.checksum.is_some_and(|checksum| checksum != crc32fast::hash(&stored)) {
            return Err(damaged(format!("the checksum of the page at byte {start} does not match")));
        }
        let page = self.page(&header, stored)?;
        self.hold_texts(&page)?;
        Ok(Some(page))
    }

    /// Takes what the page will need from the budget.
    fn hold(&mut self, header: &PageHeader) -> std::result::Result<(), Error> {
        let (values, bytes) = (u64::from(header.values()?), (header.uncompressed + header.compressed) as u64);
        if header.kind == PageKind::Dictionary {
            self.check_dictionary(header.uncompressed as u64, values)?;
            self.dictionary = Some(self.budget.hold(bytes + values * BYTES_PER_ENTRY, "a dictionary")?);
            return Ok(());
        }
        let block = self.budget.block();
        if block != self.block {
            // Values of the page before may be in the new block too.
            self.held.drain(..self.held.len().saturating_sub(1));
            self.block = block;
        }
        // The values of one row may be spread over any number of pages.
        let entries = if self.levels.0 > 0 { values * BYTES_PER_ENTRY } else { 0 };
        self.held.push(self.budget.hold(bytes + entries, "a page")?);
        Ok(())
    }

    /// A dictionary lists its values one by one, so there cannot be more than fit into its bytes.
    fn check_dictionary(&self, bytes: u64, values: u64) -> std::result::Result<(), Error> {
        let least = match self.physical {
            Physical::INT64 | Physical::DOUBLE => 8,
            Physical::INT96 => 12,
            Physical::FIXED_LEN_BYTE_ARRAY => self.type_length.max(1),
            Physical::BOOLEAN | Physical::INT32 | Physical::FLOAT | Physical::BYTE_ARRAY => 4,
        };
        if values.saturating_mul(least) > bytes {
            return Err(damaged(format!(
                "a dictionary of {bytes} bytes cannot hold the {values} values it declares"
            )));
        }
        Ok(())
    }

    fn page(&self, header: &PageHeader, stored: Vec<u8>) -> std::result::Result<Page, Error> {
        let (num_values, len) = (header.values()?, header.uncompressed);
        let inflated = |stored: Vec<u8>, levels: usize| {
            if self.codec == Compression::UNCOMPRESSED || !header.is_compressed {
                return Ok(Bytes::from(stored));
            }
            let beyond = || damaged("the levels of a page are longer than the page".to_owned());
            let (levels, values) = stored.split_at_checked(levels).ok_or_else(beyond)?;
            let left = len.checked_sub(levels.len()).ok_or_else(beyond)?;
            codec::inflate(self.codec, values, levels.to_vec(), left).map(Bytes::from)
        };
        Ok(match header.kind {
            PageKind::Dictionary => Page::DictionaryPage {
                buf: inflated(stored, 0)?,
                num_values,
                encoding: encoding(header.number(2)?)?,
                is_sorted: false,
            },
            PageKind::DataV2 => {
                let (def_levels_byte_len, rep_levels_byte_len) = (header.number(5)?, header.number(6)?);
                let levels = u64::from(def_levels_byte_len) + u64::from(rep_levels_byte_len);
                let buf = inflated(stored, usize::try_from(levels).unwrap_or(usize::MAX))?;
                if levels > buf.len() as u64 {
                    return Err(damaged("the levels of a page are longer than the page".to_owned()));
                }
                Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding: encoding(header.number(4)?)?,
                    num_nulls: header.number(2)?,
                    num_rows: header.number(3)?,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    is_compressed: false,
                    statistics: None,
                }
            }
            PageKind::Data | PageKind::Index => Page::DataPage {
                buf: inflated(stored, 0)?,
                num_values,
                encoding: encoding(header.number(2)?)?,
                def_level_encoding: encoding(header.number(3)?)?,
                rep_level_encoding: encoding(header.number(4)?)?,
                statistics: None,
            },
        })
    }

    /// Takes what delta-encoded texts and their lengths will need from the budget.
    fn hold_texts(&mut self, page: &Page) -> std::result::Result<(), Error> {
        let invalid = |_| damaged("the lengths of texts on a page are not valid".to_owned());
        let encoding = page.encoding();
        if !page.is_data_page()
            || !matches!(encoding, Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY)
        {
            return Ok(());
        }
        let values =
            self.values_of(page).ok_or_else(|| damaged("the levels of a page are not valid".to_owned()))?;
        if values.is_empty() {
            return Ok(());
        }
        let count = delta::Deltas::open(values).map_err(invalid)?.count;
        if count > page.num_values().into() {
            return Err(damaged("a page has more texts than it declares".to_owned()));
        }
        self.held.push(self.budget.hold(count * BYTES_PER_ENTRY, "a page")?);
        if encoding == Encoding::DELTA_BYTE_ARRAY {
            let bytes = delta::text_bytes(values).map_err(invalid)?;
            self.held.push(self.budget.hold(bytes, "a page")?);
        }
        Ok(())
    }

    /// The bytes of a page behind its levels.
    fn values_of<'a>(&self, page: &'a Page) -> Option<&'a [u8]> {
        match page {
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
                buf.get((*def_levels_byte_len as usize).checked_add(*rep_levels_byte_len as usize)?..)
            }
            Page::DataPage { buf, num_values, def_level_encoding, rep_level_encoding, .. } => {
                let rest = after_levels(buf, *rep_level_encoding, self.levels.0, *num_values)?;
                after_levels(rest, *def_level_encoding, self.levels.1, *num_values)
            }
            Page::DictionaryPage { .. } => None,
        }
    }
}

/// What follows the levels of a page of the first version: of RLE their length in four bytes and they themselves.
fn after_levels(bytes: &[u8], encoding: Encoding, max: i16, values: u32) -> Option<&[u8]> {
    if max == 0 {
        return Some(bytes);
    }
    if encoding == Encoding::RLE {
        let (len, rest) = bytes.split_first_chunk::<4>()?;
        return rest.get(u32::from_le_bytes(*len) as usize..);
    }
    let bits = u64::from(16 - max.leading_zeros());
    bytes.get(usize::try_from((u64::from(values) * bits).div_ceil(8)).ok()?..)
}

/// An encoding by its number in the format.
fn encoding(number: u32) -> std::result::Result<Encoding, Error> {
    Ok(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        #[expect(deprecated, reason = "old files have it")]
        4 => Encoding::BIT_PACKED,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => {
            return Err(Error::NotRead {
                found: FOUND,
                detail: format!("the encoding with the number {number}"),
            });
        }
    })
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

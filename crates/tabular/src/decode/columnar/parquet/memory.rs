//! The memory that the pages of a column take, which is asked for before they are read.

use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::Page;
use parquet::schema::types::ColumnDescriptor;

use super::chunk::damaged;
use super::delta;
use super::page_header::{PageHeader, PageKind};
use crate::decode::columnar::budget::{Budget, Held};
use crate::error::Error;

/// Bytes that a decoder keeps per value of a dictionary besides the value, and per length of a delta-encoded text.
const BYTES_PER_ENTRY: u64 = 16;

/// What one column holds of the budget.
pub(super) struct Memory {
    budget: Budget,
    physical: Physical,
    /// Bytes of a value of fixed length.
    type_length: u64,
    /// The highest repetition and definition levels.
    levels: (i16, i16),
    dictionary: Option<Held>,
    /// The pages of which values may be in the current block, which has this number.
    held: Vec<Held>,
    block: u64,
}

impl Memory {
    pub(super) fn new(budget: Budget, column: &ColumnDescriptor) -> Self {
        Self {
            budget,
            physical: column.physical_type(),
            type_length: u64::try_from(column.type_length()).unwrap_or(0),
            levels: (column.max_rep_level(), column.max_def_level()),
            dictionary: None,
            held: vec![],
            block: 0,
        }
    }

    /// Takes what the page will need from the budget.
    pub(super) fn hold_page(&mut self, header: &PageHeader) -> Result<(), Error> {
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
    fn check_dictionary(&self, bytes: u64, values: u64) -> Result<(), Error> {
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

    /// Takes what delta-encoded texts and their lengths will need from the budget.
    pub(super) fn hold_texts(&mut self, page: &Page) -> Result<(), Error> {
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

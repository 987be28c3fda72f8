//! One row group, as the library wants it: the pages of each of its columns.

use std::sync::Arc;

use parquet::arrow::arrow_reader::RowGroups;
use parquet::column::page::{PageIterator, PageReader};
use parquet::errors::Result;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

use super::chunk::Chunks;
use super::pages::Pages;
use crate::decode::columnar::budget::Budget;

/// A row group.
pub(super) struct RowGroup {
    pub(super) chunks: Arc<Chunks>,
    /// The description of the file with this row group alone.
    pub(super) metadata: ParquetMetaData,
    pub(super) budget: Budget,
}

impl RowGroup {
    /// What describes this row group itself.
    pub(super) fn own(&self) -> &RowGroupMetaData {
        self.metadata.row_group(0)
    }
}

impl RowGroups for RowGroup {
    fn num_rows(&self) -> usize {
        usize::try_from(self.own().num_rows()).unwrap_or(0)
    }

    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        let column = self.own().column(column);
        if column.num_values() == 0 {
            return Ok(Box::new(OneColumn(None)));
        }
        let pages = Pages::open(self, column).map_err(|error| self.chunks.pass(error))?;
        Ok(Box::new(OneColumn(Some(Box::new(pages)))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(std::iter::once(self.own()))
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

//! Rows that may be new wait here, encoded, until it is known which of them are.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use bytes::{Bytes, BytesMut};
use rowmill_core::table::{AddedRows, RowEncoder, put_cell};
use tabular::Cell;

/// Being written.
#[derive(Debug)]
pub(super) struct SpoolWriter {
    file: BufWriter<File>,
    cells: BytesMut,
}

impl SpoolWriter {
    pub(super) fn create(scratch: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile_in(scratch)?), cells: BytesMut::new() })
    }

    /// Keeps a row under its number within the file; numbers ascend.
    pub(super) fn write(&mut self, number: u64, cells: &[Cell<'_>]) -> io::Result<()> {
        self.cells.clear();
        cells.iter().for_each(|cell| put_cell(&mut self.cells, cell));
        self.file.write_all(&number.to_le_bytes())?;
        self.file.write_all(&(self.cells.len() as u64).to_le_bytes())?;
        self.file.write_all(&self.cells)
    }

    pub(super) fn finish(self) -> io::Result<File> {
        Ok(self.file.into_inner()?)
    }
}

/// A row that turned out to be new.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewRow {
    pub number: u64,
    pub place: i64,
}

/// The new ones among the rows of a spool.
#[derive(Debug)]
pub(super) struct Spool {
    pub file: File,
    /// By number.
    pub rows: Vec<NewRow>,
    /// The id of the first of them.
    pub first_id: u32,
    /// Columns of a row.
    pub columns: usize,
}

impl AddedRows for Spool {
    fn read(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<Bytes>> + Send + '_>> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(Box::new(Reading {
            file: BufReader::new(file),
            rows: self.rows.iter(),
            id: self.first_id,
            encoder: RowEncoder::new(self.columns),
            cells: Vec::new(),
            ended: false,
        }))
    }
}

struct Reading<'a> {
    file: BufReader<File>,
    rows: std::slice::Iter<'a, NewRow>,
    id: u32,
    encoder: RowEncoder,
    cells: Vec<u8>,
    ended: bool,
}

impl Iterator for Reading<'_> {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        while !self.encoder.is_full() {
            let Some(row) = self.rows.next() else {
                self.ended = true;
                return Some(Ok(self.encoder.end()));
            };
            if let Err(error) = self.add(*row) {
                self.ended = true;
                return Some(Err(error));
            }
        }
        Some(Ok(self.encoder.take()))
    }
}

impl Reading<'_> {
    fn add(&mut self, row: NewRow) -> io::Result<()> {
        loop {
            let number = self.number()?;
            let length = usize::try_from(self.number()?).map_err(io::Error::other)?;
            self.cells.resize(length, 0);
            self.file.read_exact(&mut self.cells)?;
            // Those before it only moved.
            if number == row.number {
                break;
            }
        }
        self.encoder.row(row.place, self.id);
        self.encoder.encoded(&self.cells);
        self.id += 1;
        Ok(())
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.file.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

//! Rows that may be new wait here, encoded, until it is known which of them are.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use rowmill_core::table::{AddedPiece, AddedRows, DigestChunk, RowEncoder, put_cell};
use tabular::{Cell, diff::Digest};

/// Being written.
#[derive(Debug)]
pub(super) struct SpoolWriter {
    file: BufWriter<File>,
    cells: Vec<u8>,
    count: u64,
}

impl SpoolWriter {
    pub(super) fn create(scratch: &Path) -> io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile_in(scratch)?);
        Ok(Self { file, cells: Vec::new(), count: 0 })
    }

    /// Keeps a row under its number within the file; numbers ascend.
    pub(super) fn write(&mut self, number: u64, digest: Digest, cells: &[Cell<'_>]) -> io::Result<()> {
        self.cells.clear();
        cells.iter().for_each(|cell| put_cell(&mut self.cells, cell));
        self.file.write_all(&number.to_le_bytes())?;
        self.file.write_all(&digest.0.to_le_bytes())?;
        self.file.write_all(&(self.cells.len() as u64).to_le_bytes())?;
        self.count += 1;
        self.file.write_all(&self.cells)
    }

    /// The rows, and how many they are.
    pub(super) fn finish(self) -> io::Result<(File, u64)> {
        Ok((self.file.into_inner()?, self.count))
    }
}

/// A row that turned out to be new.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewRow {
    pub number: u64,
    pub place: i64,
}

/// Which rows of a spool are added, and where.
#[derive(Debug)]
pub(super) enum NewRows {
    /// These, by number.
    These(Vec<NewRow>),
    /// All, behind the row at this place, this far apart.
    All { after: i64, step: i64 },
}

/// The new ones among the rows of a spool.
#[derive(Debug)]
pub(super) struct Spool {
    pub file: File,
    pub rows: NewRows,
    /// How many are added.
    pub count: u64,
    /// The id of the first of them.
    pub first_id: u32,
    /// Columns of a row.
    pub columns: usize,
}

impl AddedRows for Spool {
    fn read(&self) -> io::Result<Box<dyn Iterator<Item = io::Result<AddedPiece>> + Send + '_>> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(Box::new(Reading {
            file: BufReader::new(file),
            rows: &self.rows,
            taken: 0,
            left: self.count,
            encoder: RowEncoder::new(self.columns),
            cells: Vec::new(),
            chunk: DigestChunk {
                first_id: self.first_id,
                places: Some(Vec::new()),
                ..DigestChunk::default()
            },
            ready: VecDeque::new(),
        }))
    }
}

struct Reading<'a> {
    file: BufReader<File>,
    rows: &'a NewRows,
    taken: usize,
    left: u64,
    encoder: RowEncoder,
    cells: Vec<u8>,
    chunk: DigestChunk,
    ready: VecDeque<AddedPiece>,
}

impl Iterator for Reading<'_> {
    type Item = io::Result<AddedPiece>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && self.left > 0 {
            if let Err(error) = self.add() {
                self.left = 0;
                return Some(Err(error));
            }
            if self.left == 0 || self.chunk.digests.len() == DigestChunk::FULL {
                let first_id = self.chunk.end();
                let next = DigestChunk { first_id, digests: Vec::new(), places: Some(Vec::new()) };
                self.ready.push_back(AddedPiece::Rows(self.encoder.end()));
                self.ready.push_back(AddedPiece::Digests(std::mem::replace(&mut self.chunk, next)));
            } else if self.encoder.is_full() {
                self.ready.push_back(AddedPiece::Rows(self.encoder.take()));
            }
        }
        self.ready.pop_front().map(Ok)
    }
}

impl Reading<'_> {
    fn add(&mut self) -> io::Result<()> {
        let (digest, place) = loop {
            let (number, digest) =
                (u64::from_le_bytes(self.bytes()?), Digest(u128::from_le_bytes(self.bytes()?)));
            let length = usize::try_from(u64::from_le_bytes(self.bytes()?)).map_err(io::Error::other)?;
            self.cells.resize(length, 0);
            self.file.read_exact(&mut self.cells)?;
            match self.rows {
                NewRows::These(rows) => match rows.get(self.taken) {
                    Some(row) if row.number == number => break (digest, row.place),
                    // It only moved.
                    Some(_) => {}
                    None => return Err(io::Error::other("a row that was kept is not there")),
                },
                NewRows::All { after, step } => {
                    let behind = i64::try_from(self.taken + 1).unwrap_or(i64::MAX).saturating_mul(*step);
                    break (digest, after.saturating_add(behind));
                }
            }
        };
        self.encoder.row(place, self.chunk.end());
        self.encoder.encoded(&self.cells);
        self.chunk.digests.push(digest);
        if let Some(places) = &mut self.chunk.places {
            places.push(place);
        }
        self.taken += 1;
        self.left -= 1;
        Ok(())
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

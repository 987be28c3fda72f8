//! Loose rows on disk, parted by their digests: equal rows are in the same part, so that each part can be joined by
//! itself (the partitioning of Grace hash join: Kitsuregawa, Tanaka, Moto-oka 1983).

use std::io::{self, SeekFrom};

use super::record::Record;
use crate::input::Scratch;

/// Parts. A hundred million rows make parts of 50 MB.
pub(super) const PARTS: usize = 64;

/// Bytes of a part that are written at a time.
const BLOCK: usize = 1024 * Record::BYTES;

/// The rows of one side.
pub(super) struct Spill {
    scratch: Box<dyn Scratch>,
    end: u64,
    parts: Vec<Part>,
}

#[derive(Default, Clone)]
struct Part {
    /// Not written yet.
    waiting: Vec<u8>,
    /// Where the whole blocks are.
    blocks: Vec<u64>,
}

impl Spill {
    pub(super) fn new(scratch: Box<dyn Scratch>) -> Self {
        Self { scratch, end: 0, parts: vec![Part::default(); PARTS] }
    }

    pub(super) fn write(&mut self, records: impl IntoIterator<Item = Record>) -> io::Result<()> {
        for record in records {
            let part = usize::try_from(record.digest.0 >> 122).unwrap_or_default();
            let waiting = &mut self.parts[part].waiting;
            waiting.extend_from_slice(&record.to_bytes());
            if waiting.len() == BLOCK {
                self.scratch.seek(SeekFrom::Start(self.end))?;
                self.scratch.write_all(waiting)?;
                waiting.clear();
                self.parts[part].blocks.push(self.end);
                self.end += BLOCK as u64;
            }
        }
        Ok(())
    }

    pub(super) fn read(&mut self, part: usize) -> io::Result<Vec<Record>> {
        let Part { waiting, blocks } = std::mem::take(&mut self.parts[part]);
        let mut records = Vec::with_capacity((blocks.len() * BLOCK + waiting.len()) / Record::BYTES);
        let mut add = |bytes: &[u8]| records.extend(bytes.as_chunks().0.iter().map(Record::from_bytes));
        let mut block = vec![0; BLOCK];
        for start in blocks {
            self.scratch.seek(SeekFrom::Start(start))?;
            self.scratch.read_exact(&mut block)?;
            add(&block);
        }
        add(&waiting);
        Ok(records)
    }
}

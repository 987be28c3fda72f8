//! The records of a workbook stream, one after the other ([MS-XLS] §2.1.4).

use std::io::{self, BufReader, Read};

use super::bytes::u16_at;
use super::compound::Stream;
use crate::error::Error;
use crate::source::Counter;

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Goes on with the record before it.
const CONTINUE: u16 = 0x003C;

/// A stream of records.
pub(super) struct Records {
    input: BufReader<Stream>,
    counter: Counter,
    /// The header of the next record, if it was looked at.
    next: Option<(u16, usize)>,
    /// What the record holds.
    pub(super) data: Vec<u8>,
}

impl Records {
    /// From byte `at` of the stream on.
    pub(super) fn new(mut stream: Stream, at: u64, counter: &Counter) -> Self {
        stream.seek_to(at);
        let input = BufReader::with_capacity(CHUNK, stream);
        Self { input, counter: counter.clone(), next: None, data: Vec::new() }
    }

    /// The kind of the next record, whose data is then there; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<u16>, Error> {
        let Some((kind, len)) = self.look()? else { return Ok(None) };
        self.read_data(len)?;
        Ok(Some(kind))
    }

    /// Replaces the data by that of a record that goes on with it; `false` when there is none.
    pub(super) fn next_continues(&mut self) -> Result<bool, Error> {
        match self.look()? {
            Some((CONTINUE, len)) => {
                self.read_data(len)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn look(&mut self) -> Result<Option<(u16, usize)>, Error> {
        if self.next.is_none() {
            let mut header = [0; 4];
            match self.input.read_exact(&mut header) {
                Ok(()) => self.next = Some((u16_at(&header, 0), usize::from(u16_at(&header, 2)))),
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {}
                Err(e) => return Err(Error::ReadFailed(e)),
            }
        }
        Ok(self.next)
    }

    fn read_data(&mut self, len: usize) -> Result<(), Error> {
        self.next = None;
        self.counter.add(len as u64 + 4);
        self.data.resize(len, 0);
        self.input.read_exact(&mut self.data).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => super::damaged("it ends within a record"),
            _ => Error::ReadFailed(e),
        })
    }
}

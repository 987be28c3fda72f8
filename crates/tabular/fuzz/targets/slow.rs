//! A file that gives few bytes at a time.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use tabular::Input;
use tabular::input::ReadSeek;

/// A whole file of these bytes, so many at a time; as many as asked for if that is 0.
pub(crate) struct Slow {
    pub(crate) bytes: Vec<u8>,
    pub(crate) at_a_time: usize,
}

impl Input for Slow {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        let at_a_time = if self.at_a_time == 0 { usize::MAX } else { self.at_a_time };
        Ok(Box::new(SlowReader { bytes: Cursor::new(self.bytes.clone()), at_a_time }))
    }
}

struct SlowReader {
    bytes: Cursor<Vec<u8>>,
    at_a_time: usize,
}

impl Read for SlowReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(self.at_a_time);
        self.bytes.read(&mut into[..most])
    }
}

impl Seek for SlowReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

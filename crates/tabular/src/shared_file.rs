//! One open file for several readers.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::input::ReadSeek;

/// A place in a file that others read too. Clones stand at the same place, and go their own ways from there.
#[derive(Clone)]
pub(crate) struct SharedFile {
    file: Arc<Mutex<Box<dyn ReadSeek>>>,
    /// 0-based byte.
    at: u64,
}

impl SharedFile {
    /// The start of the file.
    pub(crate) fn new(file: Box<dyn ReadSeek>) -> Self {
        Self { file: Arc::new(Mutex::new(file)), at: 0 }
    }

    fn file(&self) -> MutexGuard<'_, Box<dyn ReadSeek>> {
        // A reader that panicked between seek and read has done no harm: everybody seeks first.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for SharedFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(into)?;
        drop(file);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for SharedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.file().seek(SeekFrom::End(0))?, by),
        };
        self.at = base.checked_add_signed(by).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl fmt::Debug for SharedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedFile").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn readers_do_not_move_each_other() {
        let mut one = SharedFile::new(Box::new(Cursor::new(b"abcdef".to_vec())));
        let mut two = one.clone();
        let mut pair = [0; 2];
        one.read_exact(&mut pair).expect("six bytes");
        assert_eq!(&pair, b"ab");
        assert_eq!(two.seek(SeekFrom::End(-1)).expect("inside"), 5);
        assert_eq!(two.read(&mut pair).expect("readable"), 1);
        one.seek(SeekFrom::Current(1)).expect("inside");
        one.read_exact(&mut pair).expect("six bytes");
        assert_eq!((&pair, one.at, two.at), (b"de", 5, 6));
        assert!(one.seek(SeekFrom::Current(-6)).is_err());
    }
}

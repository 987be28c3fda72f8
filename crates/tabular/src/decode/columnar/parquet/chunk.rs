//! Pieces of the file, for several columns in turns.

use std::io::{self, SeekFrom};
use std::sync::{Mutex, PoisonError};

use parquet::errors::ParquetError;

use super::FOUND;
use crate::error::Error;
use crate::input::ReadSeek;
use crate::source::Counter;
use crate::unwrap::Content;

/// A file that several columns read from in turns.
pub(super) struct Chunks {
    file: Mutex<Box<dyn ReadSeek>>,
    size: u64,
    /// Why something could not be read or was refused. The library keeps only the text of errors on their way.
    fault: Mutex<Option<Error>>,
}

impl Chunks {
    pub(super) fn open(content: &Content<'_>, counter: &Counter) -> Result<Self, Error> {
        let mut file = content.random_access(counter)?;
        let size = file.seek(SeekFrom::End(0)).map_err(Error::ReadFailed)?;
        Ok(Self { file: Mutex::new(file), size, fault: Mutex::new(None) })
    }

    /// Bytes of the file.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Reads until the buffer is full or the file has ended.
    pub(super) fn read_at(&self, start: u64, into: &mut [u8]) -> io::Result<usize> {
        // A reader that panicked between seek and read has done no harm: everybody seeks first.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        let mut filled = 0;
        while filled < into.len() {
            match file.read(&mut into[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Keeps an error while it passes through the library.
    pub(super) fn pass(&self, error: Error) -> ParquetError {
        let text = error.to_string();
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        ParquetError::General(text)
    }

    /// The error that passed through the library, if that is what failed; otherwise the library's.
    pub(super) fn arrived(&self, other: impl FnOnce() -> Error) -> Error {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_else(other)
    }

    /// Exactly these bytes.
    pub(super) fn exactly(&self, start: u64, len: usize) -> Result<Vec<u8>, Error> {
        let end = start.checked_add(len as u64);
        if end.is_none_or(|end| end > self.size) {
            return Err(damaged(format!("{len} bytes at byte {start} are beyond its end")));
        }
        let mut bytes = vec![0; len];
        match self.read_at(start, &mut bytes) {
            Ok(filled) if filled == len => Ok(bytes),
            Ok(_) => Err(damaged("it became shorter while it was read".to_owned())),
            Err(error) => Err(Error::ReadFailed(error)),
        }
    }
}

pub(super) fn damaged(detail: String) -> Error {
    Error::Damaged { found: FOUND, detail }
}

/// What an error of the library means for the file.
pub(super) fn fault(error: &ParquetError) -> Error {
    match error {
        ParquetError::NYI(detail) => Error::NotRead { found: FOUND, detail: sentence(detail) },
        ParquetError::General(detail) | ParquetError::EOF(detail) => damaged(sentence(detail)),
        ParquetError::External(inner) => damaged(sentence(inner)),
        other => damaged(sentence(other)),
    }
}

/// Without the library's prefix, and without the full stop that the sentence around it brings.
pub(super) fn sentence(detail: impl ToString) -> String {
    let detail = detail.to_string();
    let prefixes = ["Parquet argument error: ", "Parquet error: ", "EOF: "];
    let bare =
        prefixes.iter().fold(detail.as_str(), |rest, prefix| rest.strip_prefix(prefix).unwrap_or(rest));
    bare.trim_end_matches('.').to_owned()
}
